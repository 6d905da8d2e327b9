import { API_CATEGORIES, type FullCostReport } from '@weir/core/contract';
import { FULL_COST_FORMULAS, ratio, SHARE_PLACES } from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { FullCostDeps, FullCostLevel } from './port.ts';

const OF_PROVIDERS: ReadonlySet<string> = new Set(API_CATEGORIES);

/** What it really costs, next to what providers bill. Exact: rows sum to the total, and that to `loaded_cost` of costs. */
export async function reportOf(
  { economics, organization }: Pick<FullCostDeps, 'economics' | 'organization'>,
  query: { since: Date; until: Date; by?: FullCostLevel; sandbox: 'include' | 'exclude' },
): Promise<FullCostReport> {
  const { currency, time_zone: timeZone } = organization();
  const { since, until, by, sandbox } = query;
  const sums = await economics.stack({ since, until, timeZone, sandbox, by: by === undefined ? [] : [by] });
  const rows = new Map<string, Row>();
  const total = new Row();
  for (const { group, category, cost } of sums) {
    const name = by === undefined ? '' : (group[by] ?? '');
    const row = rows.get(name) ?? new Row();
    rows.set(name, row);
    row.add(category, Decimal.from(cost));
    total.add(category, Decimal.from(cost));
  }
  return {
    since: since.toISOString(),
    until: until.toISOString(),
    currency,
    ...(by === undefined ? {} : { by }),
    rows: [...rows]
      .sort(([a, x], [b, y]) => y.loaded.compare(x.loaded) || (a < b ? -1 : 1))
      .map(([group, row]) => ({ group, ...row.figures() })),
    total: total.figures(),
    unallocated: (await unallocated(economics, query, timeZone)).toFixed(MONEY_SCALE),
    sandbox,
    formulas: { loaded_cost: FULL_COST_FORMULAS.loaded_cost, ratio: FULL_COST_FORMULAS.ratio },
  };
}

async function unallocated(
  economics: Pick<FullCostDeps['economics'], 'allocated'>,
  { since, until, sandbox }: { since: Date; until: Date; sandbox: 'include' | 'exclude' },
  timeZone: string,
): Promise<Decimal> {
  const kinds = sandbox === 'include' ? (['exclude', 'only'] as const) : (['exclude'] as const);
  let sum = Decimal.ZERO;
  for (const kind of kinds) {
    for (const { workload, cost } of await economics.allocated({ since, until, timeZone, sandbox: kind })) {
      if (workload === '') sum = sum.add(Decimal.from(cost));
    }
  }
  return sum;
}

class Row {
  loaded = Decimal.ZERO;
  private api = Decimal.ZERO;
  private readonly categories = new Map<string, Decimal>();

  add(category: string, cost: Decimal): void {
    this.loaded = this.loaded.add(cost);
    if (OF_PROVIDERS.has(category)) this.api = this.api.add(cost);
    this.categories.set(category, (this.categories.get(category) ?? Decimal.ZERO).add(cost));
  }

  figures(): FullCostReport['total'] {
    const times = ratio(this.loaded, this.api, SHARE_PLACES);
    return {
      api_cost: this.api.toFixed(MONEY_SCALE),
      loaded_cost: this.loaded.toFixed(MONEY_SCALE),
      ratio: times === undefined ? null : times.toFixed(SHARE_PLACES),
      categories: Object.fromEntries(
        [...this.categories]
          .sort(([a], [b]) => (a < b ? -1 : 1))
          .map(([category, cost]) => [category, cost.toFixed(MONEY_SCALE)]),
      ),
    };
  }
}
