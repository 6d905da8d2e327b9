import type { Budget, BudgetSimulation } from '@weir/core/contract';
import {
  addDays,
  BUDGET_FORMULAS,
  BudgetReplay,
  type PeriodSpan,
  periodBefore,
  type ReplayFigures,
  type ReplayResult,
} from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import type { LedgerStore } from '../../ledger/port.ts';
import { summaryOf } from './summary.ts';
import {
  costScope,
  enforced,
  fixedSpan,
  instantText,
  LONG_AGO,
  type ModelsOfTier,
  money,
  periodOf,
} from './terms.ts';

const DAYS = 30;
const HOUR = 3_600_000;
const DAY = 24 * HOUR;
const MOST_PERIODS = 10_000;

export interface SimulationSources {
  ledger: Pick<LedgerStore, 'replay'>;
  modelsOfTier?: ModelsOfTier | undefined;
  now: number;
  zone: string;
  /** Of the organization. */
  currency: string;
}

/** Of recorded traffic, epoch ms; `until` exclusive. Chosen by the kind of period where absent. */
export interface AskedRange {
  since?: string | undefined;
  until?: string | undefined;
}

/**
 * What the budget would have done to recorded calls: by their real cost, so that it is the least that would have been
 * blocked. Throws `invalid_argument` for an empty range.
 */
export async function computeSimulation(
  budget: Budget,
  asked: AskedRange,
  sources: SimulationSources,
): Promise<BudgetSimulation> {
  const span = rangeOf(budget, asked, sources);
  const result = await replay(budget, span, sources);
  const given = asked.since !== undefined || asked.until !== undefined;
  if (result.calls > 0 || given) return present(budget, span, result, sources);
  // an installation younger than the last period: what there is of the running one
  const running = { start: startOfRunning(budget, sources), end: sources.now };
  return present(budget, running, await replay(budget, running, sources), sources);
}

function rangeOf(budget: Budget, asked: AskedRange, sources: SimulationSources): PeriodSpan {
  const { start, end } = usualRange(budget, sources);
  const until =
    asked.until === undefined ? (asked.since === undefined ? end : sources.now) : Date.parse(asked.until);
  const since = asked.since === undefined ? Math.min(start, until - 1) : Date.parse(asked.since);
  if (since < until) {
    refuseManyPeriods(budget, until - since);
    return { start: Math.max(LONG_AGO, since), end: until };
  }
  throw new WeirError('invalid_argument', 'The time range is empty: since is not before until', {
    field: 'since',
    remedy: 'Give an earlier since or a later until; until itself is not included.',
  });
}

function refuseManyPeriods({ period }: Budget, length: number): void {
  const most = MOST_PERIODS * (period === 'hour' ? HOUR : DAY);
  if ((period !== 'hour' && period !== 'day') || length <= most) return;
  throw new WeirError('invalid_argument', `The range has more than ${MOST_PERIODS} periods`, {
    field: 'since',
    remedy: 'Ask for less time, or for a longer period.',
  });
}

/** The last whole month, quarter or year; 30 days for shorter periods; its own length for fixed dates; all for `total`. */
function usualRange(budget: Budget, { now, zone }: SimulationSources): PeriodSpan {
  const { period } = budget;
  if (period === 'total') return { start: LONG_AGO, end: now };
  if (period === 'fixed') return fixedRange(budget, now);
  if (period === 'month' || period === 'quarter' || period === 'year') {
    const before = periodBefore(period, periodOf(budget, now, zone), zone);
    if (before !== undefined) return before;
  }
  return { start: periodOf(budget, addDays(now, -DAYS, zone), zone).start, end: now };
}

/** Dates to come are tried on as much time before now. */
function fixedRange(budget: Budget, now: number): PeriodSpan {
  const span = fixedSpan(budget) ?? { start: LONG_AGO, end: now };
  if (span.start < now) return { start: span.start, end: Math.min(span.end, now) };
  return { start: now - (span.end - span.start), end: now };
}

function startOfRunning(budget: Budget, { now, zone }: SimulationSources): number {
  return budget.period === 'fixed'
    ? fixedRange(budget, now).start
    : Math.max(LONG_AGO, Math.min(periodOf(budget, now, zone).start, now - 1));
}

async function replay(budget: Budget, span: PeriodSpan, sources: SimulationSources): Promise<ReplayResult> {
  const max = budget.roll_over_max === undefined ? {} : { max: enforced(budget.roll_over_max, budget) };
  const run = new BudgetReplay({
    amount: enforced(budget.amount, budget),
    periodAt: (at) => (budget.period === 'fixed' ? span : periodOf(budget, at, sources.zone)),
    ...(budget.roll_over === 'unused' ? { rollOver: max } : {}),
  });
  const scope = costScope(budget.scope, sources.modelsOfTier);
  const range = { since: new Date(span.start), until: new Date(span.end) };
  for await (const calls of sources.ledger.replay({ ...scope, ...range })) {
    for (const call of calls) run.take(call);
  }
  return run.result();
}

function present(
  budget: Budget,
  span: PeriodSpan,
  result: ReplayResult,
  { currency, zone, now }: SimulationSources,
): BudgetSimulation {
  const figures = budget.mode === 'soft' ? told : asReplayed;
  return {
    since: instantText(span.start),
    until: instantText(span.end),
    currency,
    ...figures(result),
    periods: result.periods.map((period) => ({
      starts_at: instantText(period.start),
      ...(Number.isFinite(period.end) ? { ends_at: instantText(period.end) } : {}),
      limit: money(period.limit),
      ...(period.exhaustedAt === undefined ? {} : { exhausted_at: instantText(period.exhaustedAt) }),
      ...figures(period),
    })),
    workloads: result.workloads.map((one) => ({ workload: one.workload, ...figures(one) })),
    summary: summaryOf({ span, result, currency, zone, now, soft: budget.mode === 'soft' }),
    formulas: { summary: BUDGET_FORMULAS.whatIf },
  };
}

const asReplayed = ({ calls, blockedCalls, spent, blockedCost }: ReplayFigures) => ({
  calls,
  blocked_calls: blockedCalls,
  spent: money(spent),
  blocked_cost: money(blockedCost),
});

/** A soft budget lets everything pass. */
const told = ({ calls, spent, blockedCost }: ReplayFigures) => ({
  calls,
  blocked_calls: 0,
  spent: money(spent + blockedCost),
  blocked_cost: money(0n),
});
