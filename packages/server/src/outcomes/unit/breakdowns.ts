import type { UnitReport, Workload } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { commonOf, isApi, outcomeSums } from './basis.ts';
import type { ReportQuery, UnitPorts, UnitQuery } from './port.ts';
import { each, money } from './report-figures.ts';

/** Rows per dimension: the dearest. */
const ROWS = 20;

/** Cost and outcomes by prompt version, model and customer; API cost, because other costs know none of these. */
export function breakdowns(
  ports: UnitPorts,
  workload: Workload,
  query: ReportQuery,
): Promise<UnitReport['by']> {
  return Promise.all(query.dimensions.map((dimension) => breakdown(ports, workload, query, dimension)));
}

type Breakdown = UnitReport['by'][number];

async function breakdown(
  ports: UnitPorts,
  workload: Workload,
  query: UnitQuery,
  dimension: Breakdown['dimension'],
): Promise<Breakdown> {
  const family = ports.family(workload.id);
  const common = { ...commonOf(ports, query), by: [dimension], filter: { workload: family } };
  const name = query.outcome ?? workload.value_metric?.outcome;
  const [stack, drivers, sums] = await Promise.all([
    ports.economics.stack(common),
    ports.economics.drivers({ ...common, counts: 'sums' }),
    outcomeSums(ports, family, query, ['outcome', dimension]),
  ]);
  const rows = new Map<string, { api: Decimal; calls: number; outcomes: number; successes: number }>();
  const rowOf = (value: string | undefined) => {
    const known = rows.get(value ?? '') ?? { api: Decimal.ZERO, calls: 0, outcomes: 0, successes: 0 };
    rows.set(value ?? '', known);
    return known;
  };
  for (const { group, category, cost } of stack) {
    const row = rowOf(group[dimension]);
    if (isApi(category)) row.api = row.api.add(Decimal.from(cost));
  }
  for (const { group, calls } of drivers) rowOf(group[dimension]).calls += calls;
  for (const { group, outcomes, successes } of sums) {
    if (name !== undefined && group.outcome !== name) continue;
    const row = rowOf(group[dimension]);
    row.outcomes += outcomes;
    row.successes += successes;
  }
  return {
    dimension,
    rows: [...rows]
      .filter(([, row]) => !row.api.isZero || row.calls > 0 || row.outcomes > 0)
      .sort(([, a], [, b]) => b.api.compare(a.api) || b.outcomes - a.outcomes)
      .slice(0, ROWS)
      .map(([value, { api, ...counts }]) => ({
        value,
        api_cost: money(api),
        ...counts,
        cost_per_call: each(api, counts.calls),
        cost_per_successful_outcome: each(api, counts.successes),
      })),
  };
}
