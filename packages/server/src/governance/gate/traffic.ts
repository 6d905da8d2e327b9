import type { CostReport } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { LedgerStore } from '../../ledger/port.ts';
import { TRAFFIC_DAYS, type Traffic } from './facts.ts';

const DAY_MS = 86_400_000;
/** More workloads with traffic than any organization has. */
const MOST_GROUPS = 10_000;

export type TrafficOf = ReadonlyMap<string, Traffic>;

/** Calls of the last 30 days by workload, in one question; only of these when some are named. */
export async function readTraffic(
  ledger: Pick<LedgerStore, 'costs' | 'totals'>,
  now: number,
  timeZone: string,
  workloads?: readonly string[],
): Promise<TrafficOf> {
  // sandbox calls count only while there is nothing else, as everywhere
  const { hasReal } = await ledger.totals();
  const report = await ledger.costs({
    since: new Date(now - TRAFFIC_DAYS * DAY_MS),
    until: new Date(now),
    by: ['workload'],
    filter: workloads === undefined ? {} : { workload: [...workloads] },
    timeZone,
    limit: MOST_GROUPS,
    sandbox: hasReal ? 'exclude' : 'include',
  });
  return new Map(report.rows.flatMap(trafficOfRow));
}

function trafficOfRow({
  group,
  calls,
  errors,
  cost,
  attributed_cost,
}: CostReport['rows'][number]): [string, Traffic][] {
  const id = group['workload'];
  if (id === undefined || calls <= 0) return [];
  return [[id, { calls, errors, cost, attributedCost: attributed_cost }]];
}

/** Of a workload and all that were merged into it; undefined without any calls. */
export function trafficOfFamily(of: TrafficOf, family: readonly string[]): Traffic | undefined {
  const known = family.flatMap((id) => of.get(id) ?? []);
  const [first, ...others] = known;
  return first && others.reduce(added, first);
}

function added(a: Traffic, b: Traffic): Traffic {
  const sum = (x: string, y: string) => Decimal.from(x).add(Decimal.from(y)).toString();
  return {
    calls: a.calls + b.calls,
    errors: a.errors + b.errors,
    cost: sum(a.cost, b.cost),
    attributedCost: sum(a.attributedCost, b.attributedCost),
  };
}
