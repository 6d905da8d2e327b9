import { rollOver } from './roll-over.ts';
/**
 * What a hard budget would have done to recorded traffic (formula `budget_what_if`, docs/formulas.md). Calls must be given
 * in the order they began. A call is blocked when what was admitted before it in its period plus its own cost is more than
 * the limit; a smaller one after it may still pass. Source: product.md C9.
 */
export class BudgetReplay {
  terms;
  total = nothing();
  periods = [];
  workloads = new Map();
  constructor(terms) {
    this.terms = terms;
  }
  take({ at, workload, cost }) {
    const period = this.periodOf(at);
    const blocked = period.spent + cost > period.limit;
    if (blocked) period.exhaustedAt ??= at;
    for (const figures of [this.total, period, this.of(workload)]) {
      figures.calls++;
      if (blocked) {
        figures.blockedCalls++;
        figures.blockedCost += cost;
      } else {
        figures.spent += cost;
      }
    }
  }
  result() {
    const workloads = [...this.workloads].map(([workload, figures]) => ({ workload, ...figures }));
    workloads.sort((a, b) => (a.blockedCost === b.blockedCost ? 0 : a.blockedCost > b.blockedCost ? -1 : 1));
    return { ...this.total, periods: [...this.periods], workloads };
  }
  periodOf(at) {
    const running = this.periods.at(-1);
    if (running !== undefined && at < running.end) return running;
    const { start, end } = this.terms.periodAt(at);
    const opened = { start, end, limit: this.limitAfter(running, start), ...nothing() };
    this.periods.push(opened);
    return opened;
  }
  limitAfter(before, start) {
    const { amount, rollOver: terms } = this.terms;
    if (terms === undefined || before === undefined) return amount;
    // a period without a call in between has left over everything
    const spent = before.end === start ? before.spent : 0n;
    return amount + rollOver(amount - spent, terms.max);
  }
  of(workload) {
    const known = this.workloads.get(workload) ?? nothing();
    this.workloads.set(workload, known);
    return known;
  }
}
function nothing() {
  return { calls: 0, blockedCalls: 0, spent: 0n, blockedCost: 0n };
}
