import type { BudgetView, BurnDown } from '@weir/core/contract';
import {
  BUDGET_FORMULAS,
  type PeriodSpan,
  percentOf,
  projectedSpend,
  recentWindow,
  startOfDay,
} from '@weir/core/economics';
import type { CostScope, LedgerStore } from '../../ledger/port.ts';
import { costScope, instantText, type ModelsOfTier, money, periodOf } from './terms.ts';

const HOUR = 3_600_000;
const DAY = 24 * HOUR;
/** What is shown of a budget without periods. */
const SHOWN_OF_TOTAL = 90 * DAY;
const TOP = 10;

export interface BurnDownSources {
  ledger: Pick<LedgerStore, 'burnDown' | 'consumers' | 'spend'>;
  modelsOfTier?: ModelsOfTier | undefined;
  now: number;
  zone: string;
}

/** Settled spend of the running period over time, who spent it, and how it goes on. From the ledger alone. */
export async function computeBurnDown(budget: BudgetView, sources: BurnDownSources): Promise<BurnDown> {
  const { ledger, now, zone } = sources;
  const scope = costScope(budget.scope, sources.modelsOfTier);
  const period = periodOf(budget, now, zone);
  const until = Math.min(now, period.end);
  const shown = { start: shownFrom(period, now, zone), end: until };
  const interval = intervalOf({ start: shown.start, end: Math.min(period.end, now + DAY) });
  const facts = { budget, interval, formulas: { projection: BUDGET_FORMULAS.projected } };
  // a fixed period may lie in the future
  if (shown.start >= until) return { ...facts, points: [], projection: [], consumers: [] };

  const [before, points, consumers, recent] = await Promise.all([
    spentBefore(ledger, scope, period, shown.start),
    ledger.burnDown({ ...scope, ...rangeOf(shown), interval, timeZone: zone }),
    ledger.consumers({ ...scope, ...rangeOf({ start: period.start, end: until }), limit: TOP }),
    spentOfLate(ledger, scope, period, now),
  ]);
  const curve = points.map(({ at, settled }) => ({ at: at.getTime(), settled: settled + before }));
  return {
    ...facts,
    points: curve.map(present),
    projection: projectionOf(curve.at(-1), period, recent, now).map(present),
    consumers: presentConsumers(consumers),
  };
}

function shownFrom({ start, end }: PeriodSpan, now: number, zone: string): number {
  return Number.isFinite(end) ? start : startOfDay(now - SHOWN_OF_TOTAL, zone);
}

/** Enough points to draw, not more than a screen has room for. */
function intervalOf({ start, end }: PeriodSpan): BurnDown['interval'] {
  const length = end - start;
  if (length <= 2 * HOUR) return 'minute';
  return length <= 8 * DAY ? 'hour' : 'day';
}

const rangeOf = ({ start, end }: PeriodSpan) => ({ since: new Date(start), until: new Date(end) });

type Ledger = BurnDownSources['ledger'];

async function spentBefore(
  ledger: Ledger,
  scope: CostScope,
  period: PeriodSpan,
  until: number,
): Promise<bigint> {
  if (until <= period.start) return 0n;
  const [sum = 0n] = await ledger.spend([
    { ...scope, ...rangeOf({ start: period.start, end: until }), after: {} },
  ]);
  return sum;
}

async function spentOfLate(ledger: Ledger, scope: CostScope, period: PeriodSpan, now: number) {
  const windowMs = recentWindow(period);
  const [amount = 0n] = await ledger.spend([{ ...scope, since: new Date(now - windowMs), after: {} }]);
  return { amount, windowMs };
}

interface Point {
  at: number;
  settled: bigint;
}

const present = ({ at, settled }: Point) => ({ at: instantText(at), settled: money(settled) });

/** Two points of a straight line; none where there is no end or the period is over. */
function projectionOf(
  newest: Point | undefined,
  { end }: PeriodSpan,
  recent: { amount: bigint; windowMs: number },
  now: number,
): Point[] {
  if (newest === undefined || now >= end) return [];
  const settled = projectedSpend(newest.settled, recent, now, end);
  return settled === undefined ? [] : [newest, { at: end, settled }];
}

function presentConsumers({
  workloads,
  others,
  total,
}: Awaited<ReturnType<LedgerStore['consumers']>>): BurnDown['consumers'] {
  const rows = others === undefined ? workloads : [...workloads, { ...others, workload: 'other' }];
  return rows.map(({ workload, cost, calls }) => ({
    workload,
    cost: money(cost),
    calls,
    share_percent: percentOf(cost, total.cost) ?? 0,
  }));
}
