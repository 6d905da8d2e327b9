import type { CostReport, Overview } from '@weir/core/contract';
import {
  addDays,
  addMonths,
  coverage,
  FORMULAS,
  pricedShare,
  SHARE_PLACES,
  startOfDay,
  startOfMonth,
} from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { CostQuery, LedgerStore } from '../ledger/port.ts';

const TREND_DAYS = 30;
const TOP = 5;

export interface OverviewFacts {
  now: number;
  timeZone: string;
  currency: string;
  sandbox: CostQuery['sandbox'];
  /** The ledger holds calls, and none of a real provider. */
  sandboxOnly: boolean;
}

/** The figures of the first screen, all from the same instant. */
export async function computeOverview(
  ledger: Pick<LedgerStore, 'costs'>,
  facts: OverviewFacts,
): Promise<Overview> {
  const { now, timeZone } = facts;
  const costs = (since: number, until: number, more: Partial<CostQuery> = {}): Promise<CostReport> =>
    ledger.costs({
      since: new Date(since),
      until: new Date(until),
      by: [],
      filter: {},
      timeZone,
      sandbox: facts.sandbox,
      ...more,
    });
  const month = startOfMonth(now, timeZone);
  const yesterday = addDays(now, -1, timeZone);
  const lastMonth = addMonths(now, -1, timeZone);
  const trendStart = startOfDay(addDays(now, 1 - TREND_DAYS, timeZone), timeZone);

  const [today, before, thisMonth, previous, trend, workloads, models] = await Promise.all([
    costs(startOfDay(now, timeZone), now),
    costs(startOfDay(yesterday, timeZone), yesterday),
    costs(month, now),
    costs(startOfMonth(month - 1, timeZone), lastMonth),
    costs(trendStart, now, { interval: 'day' }),
    costs(month, now, { by: ['workload'], limit: TOP }),
    costs(month, now, { by: ['model'], limit: TOP }),
  ]);
  return {
    as_of: new Date(now).toISOString(),
    currency: facts.currency,
    time_zone: timeZone,
    sandbox_only: facts.sandboxOnly,
    today: today.total,
    yesterday_same_time: before.total,
    month: thisMonth.total,
    previous_month_same_time: previous.total,
    ...shares(thisMonth.total),
    trend: trend.rows,
    top_workloads: workloads.rows,
    top_models: models.rows,
    formulas: { coverage: FORMULAS.coverage, priced_share: FORMULAS.pricedShare },
  };
}

function shares(total: CostReport['total']): Pick<Overview, 'coverage' | 'priced_share'> {
  const cost = Decimal.from(total.cost);
  const attributed = coverage(Decimal.from(total.attributed_cost), cost);
  const priced = pricedShare(Decimal.from(total.unpriced_cost), cost);
  return {
    coverage: attributed?.toFixed(SHARE_PLACES) ?? null,
    priced_share: priced?.toFixed(SHARE_PLACES) ?? null,
  };
}
