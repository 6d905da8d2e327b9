import type { Budget, BudgetStatus, BudgetView } from '@weir/core/contract';
import { formatExact, formatInstant } from '../../output/figures.ts';
import type { Output, Style } from '../../output/output.ts';
import { scopeText } from '../../scopes.ts';

const LEVEL_STYLES: Readonly<Record<BudgetStatus['level'], Style>> = {
  green: 'green',
  yellow: 'yellow',
  red: 'red',
  exhausted: 'red',
};

export function levelText(out: Output, level: BudgetStatus['level']): string {
  return out.style(LEVEL_STYLES[level], level);
}

export function printBudget(out: Output, found: BudgetView): void {
  if (out.json) {
    out.data(found);
    return;
  }
  const { status, currency } = found;
  out.fields([
    ['budget', out.style('bold', found.id)],
    ['name', found.name],
    ['scope', scopeText(found.scope)],
    ['amount', `${formatExact(found.amount)} ${currency} ${periodText(found)}`],
    ['mode', modeText(found)],
    ['thresholds', `yellow at ${found.yellow_percent}%, red at ${found.red_percent}%`],
    ['rolls over', found.roll_over === 'none' ? undefined : `what is unused${atMost(found)}`],
    [
      'without authority',
      found.on_authority_loss === 'closed' ? 'refuses at once' : 'spends what gateways hold',
    ],
    ['owner', found.owner],
    ['workload’s own', found.of_workload],
  ]);
  if (status === undefined) return;
  out.line();
  printStatus(out, status);
}

function printStatus(out: Output, status: BudgetStatus): void {
  const period = `${formatInstant(status.starts_at)} to ${status.ends_at === undefined ? 'the end of time' : formatInstant(status.ends_at)} UTC`;
  out.fields([
    ['level', levelText(out, status.level)],
    ['period', period],
    ['limit', formatExact(status.limit)],
    ['settled', formatExact(status.settled)],
    ['reserved', formatExact(status.reserved)],
    ['leased', formatExact(status.leased)],
    ['remaining', formatExact(status.remaining)],
    ['rolled over', formatExact(status.rolled_over)],
    ['lifted by', formatExact(status.lifted)],
    ['projected', status.projected === undefined ? undefined : formatExact(status.projected)],
    ['exhausts', status.exhausts_at === undefined ? undefined : `${formatInstant(status.exhausts_at)} UTC`],
    ['cut off', status.cut_off_gateways.join(', ') || undefined],
  ]);
  for (const { text } of status.reasons) out.note(text);
  if (!status.certain)
    out.warn('figures of gateways are awaited; hard budgets grant nothing until they are there');
}

function periodText({ period, starts_at: from, ends_at: to }: Budget): string {
  if (period === 'total') return 'in all';
  if (period !== 'fixed' || from === undefined || to === undefined) return `per ${period}`;
  return `from ${formatInstant(from)} to ${formatInstant(to)} UTC`;
}

function modeText({ mode, degrade_to: to, approvers }: Budget): string {
  if (mode === 'approval') return `approval by ${approvers.join(', ') || 'any administrator'}`;
  if (mode !== 'degrade' || to === undefined) return mode;
  if (to.cache_only) return 'degrade to the response cache';
  return `degrade to ${to.tier === undefined ? to.model : `tier ${to.tier}`}`;
}

function atMost({ roll_over_max: most }: Budget): string {
  return most === undefined ? '' : `, at most ${formatExact(most)}`;
}
