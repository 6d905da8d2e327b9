import type { CoverageReport } from '@weir/core/contract';
import { attributionMaturity, coverage, FORMULAS, ratio, SHARE_PLACES } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { AttributionReader, UnattributedKey } from '../../ledger/attribution-port.ts';
import type { LedgerStore, TimeRange } from '../../ledger/port.ts';

export interface CoverageQuery extends TimeRange {
  interval: 'hour' | 'day' | 'week' | 'month';
  timeZone: string;
  sandbox: 'include' | 'exclude';
}

export interface CoverageDeps {
  ledger: Pick<LedgerStore, 'costs'>;
  attribution: Pick<AttributionReader, 'unattributed'>;
}

/** So many keys are looked at, and at most so many named. */
const LOOKED_AT = 500;
const NAMED = 50;
const ENOUGH = Decimal.from('0.8');

/** How much of the cost is attributed, how that went, and what to mend first. */
export async function coverageOf(
  query: CoverageQuery,
  { ledger, attribution }: CoverageDeps,
): Promise<CoverageReport> {
  const { since, until, interval, timeZone, sandbox } = query;
  const [report, keys] = await Promise.all([
    ledger.costs({ since, until, timeZone, sandbox, interval, by: [], filter: {} }),
    attribution.unattributed({ since, until, sandbox, limit: LOOKED_AT }),
  ]);
  const { total } = report;
  const share = coverage(Decimal.from(total.attributed_cost), Decimal.from(total.cost));
  const missing = Decimal.from(total.cost).subtract(Decimal.from(total.attributed_cost));
  return {
    since: since.toISOString(),
    until: until.toISOString(),
    currency: report.currency,
    ...sharesOf(total),
    maturity: share === undefined ? null : attributionMaturity(share),
    trend: report.rows.map((row) => ({ bucket: row.bucket ?? since.toISOString(), ...sharesOf(row) })),
    work_list: workList(keys, missing),
    sandbox,
    formulas: { coverage: FORMULAS.coverage, maturity: FORMULAS.maturity, work_list: FORMULAS.workList },
  };
}

type Costs = Pick<CoverageReport, 'cost' | 'attributed_cost'>;

function sharesOf({ cost, attributed_cost }: Costs): Costs & { coverage: string | null } {
  const share = coverage(Decimal.from(attributed_cost), Decimal.from(cost));
  return { cost, attributed_cost, coverage: share?.toFixed(SHARE_PLACES) ?? null };
}

/** Dearest first, until they make up 80 % of what is missing; the one that crosses the line is among them. */
export function workList(keys: readonly UnattributedKey[], missing: Decimal): CoverageReport['work_list'] {
  const list: CoverageReport['work_list'] = [];
  let sum = Decimal.ZERO;
  for (const key of keys) {
    const before = ratio(sum, missing, SHARE_PLACES) ?? Decimal.ZERO;
    if (list.length >= NAMED || before.compare(ENOUGH) >= 0) break;
    const cost = Decimal.from(key.cost);
    sum = sum.add(cost);
    list.push({
      ...key,
      share: (ratio(cost, missing, SHARE_PLACES) ?? Decimal.ZERO).toFixed(SHARE_PLACES),
      cumulative_share: (ratio(sum, missing, SHARE_PLACES) ?? Decimal.ZERO).toFixed(SHARE_PLACES),
    });
  }
  return list;
}
