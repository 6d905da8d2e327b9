import type { PeriodSpan } from './periods.ts';
import { rollOver } from './roll-over.ts';

/** A call that was made: when it began (epoch ms), whose, and what it cost in pico-units. */
export interface PastCall {
  at: number;
  workload: string;
  cost: bigint;
}

export interface ReplayTerms {
  /** What may be spent in a period, pico-units. */
  amount: bigint;
  /** The period that holds an instant. */
  periodAt: (at: number) => PeriodSpan;
  /** Whether what a period left over is added to the next; `max` in pico-units. */
  rollOver?: { max?: bigint };
}

export interface ReplayFigures {
  calls: number;
  blockedCalls: number;
  /** What the admitted calls cost, and what the blocked ones had cost; pico-units. */
  spent: bigint;
  blockedCost: bigint;
}

export interface ReplayedPeriod extends ReplayFigures {
  start: number;
  end: number;
  limit: bigint;
  /** When the first call was blocked, epoch ms; absent when none was. */
  exhaustedAt?: number;
}

export interface ReplayResult extends ReplayFigures {
  /** Those that hold a call, oldest first. */
  periods: ReplayedPeriod[];
  /** Most blocked cost first. */
  workloads: (ReplayFigures & { workload: string })[];
}

/**
 * What a hard budget would have done to recorded traffic (formula `budget_what_if`, docs/formulas.md). Calls must be given
 * in the order they began. A call is blocked when what was admitted before it in its period plus its own cost is more than
 * the limit; a smaller one after it may still pass. Source: product.md C9.
 */
export class BudgetReplay {
  private readonly terms: ReplayTerms;
  private readonly total = nothing();
  private readonly periods: ReplayedPeriod[] = [];
  private readonly workloads = new Map<string, ReplayFigures>();

  constructor(terms: ReplayTerms) {
    this.terms = terms;
  }

  take({ at, workload, cost }: PastCall): void {
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

  result(): ReplayResult {
    const workloads = [...this.workloads].map(([workload, figures]) => ({ workload, ...figures }));
    workloads.sort((a, b) => (a.blockedCost === b.blockedCost ? 0 : a.blockedCost > b.blockedCost ? -1 : 1));
    return { ...this.total, periods: [...this.periods], workloads };
  }

  private periodOf(at: number): ReplayedPeriod {
    const running = this.periods.at(-1);
    if (running !== undefined && at < running.end) return running;
    const { start, end } = this.terms.periodAt(at);
    const opened = { start, end, limit: this.limitAfter(running, start), ...nothing() };
    this.periods.push(opened);
    return opened;
  }

  private limitAfter(before: ReplayedPeriod | undefined, start: number): bigint {
    const { amount, rollOver: terms } = this.terms;
    if (terms === undefined || before === undefined) return amount;
    // a period without a call in between has left over everything
    const spent = before.end === start ? before.spent : 0n;
    return amount + rollOver(amount - spent, terms.max);
  }

  private of(workload: string): ReplayFigures {
    const known = this.workloads.get(workload) ?? nothing();
    this.workloads.set(workload, known);
    return known;
  }
}

function nothing(): ReplayFigures {
  return { calls: 0, blockedCalls: 0, spent: 0n, blockedCost: 0n };
}
