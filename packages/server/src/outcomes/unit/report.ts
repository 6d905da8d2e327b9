import type { UnitReport, Workload } from '@weir/core/contract';
import { explainCostChange, periodAt, returnOnCost, SHARE_PLACES } from '@weir/core/economics';
import type { DriverSum } from '../../ledger/economics-port.ts';
import { commonOf, comparedBasis, sumOf, type UnitBasis } from './basis.ts';
import { breakdowns } from './breakdowns.ts';
import { bucketsOf } from './days.ts';
import { judged } from './judging.ts';
import type { ReportQuery, UnitPorts, UnitQuery } from './port.ts';
import { each, money, shown } from './report-figures.ts';
import { shownValues, worthOf } from './value.ts';

/** Everything that C7 asks of one workload in a range, each figure with its inputs. All questions go to the ledger at once. */
export async function unitReport(
  ports: UnitPorts,
  workload: Workload,
  query: ReportQuery,
): Promise<UnitReport> {
  const { time_zone } = ports.organization();
  const [{ now, before, overTime }, distribution, by, unlinked] = await Promise.all([
    comparedBasis(ports, workload, query),
    distributionOf(ports, workload, query),
    breakdowns(ports, workload, query),
    unlinkedOutcomes(ports, query),
  ]);
  const { figures, verdict } = await judged(ports, now, query);
  const change = explainCostChange(before.facts, now.facts);
  const { outcome, facts, told } = now;

  return {
    workload: workload.id,
    ...(outcome === undefined ? {} : { outcome }),
    since: query.since.toISOString(),
    until: query.until.toISOString(),
    currency: now.currency,
    interval: query.interval,
    figures: Object.fromEntries(Object.entries(figures).map(([name, figure]) => [name, shown(figure)])),
    distribution,
    cost_stack: Object.fromEntries([...now.categories].map(([name, cost]) => [name, money(cost)])),
    value_by: shownValues(now.worth.by),
    roi_by_class: roiByClass(now),
    outcomes: namesOf(now),
    trend: trendOf(now, overTime, query, time_zone),
    ...(change === undefined
      ? {}
      : {
          change: {
            from: money(change.from),
            to: money(change.to),
            parts: change.parts.map(({ cause, amount }) => ({ cause, amount: money(amount) })),
          },
        }),
    by,
    late: lateOf(told),
    left_out: [
      ...now.worth.leftOut,
      ...(unlinked === 0 ? [] : [{ reason: 'belong to no workload yet', outcomes: unlinked }]),
    ],
    verdict,
    sandbox: query.sandbox,
  };

  function roiByClass({ worth }: UnitBasis): UnitReport['roi_by_class'] {
    return [...new Set(worth.by.map((one) => one.class))].map((kind) => {
      const value = sumOf(worth.by.filter((one) => one.class === kind).map((one) => one.value));
      const roi = returnOnCost(value, facts.loadedCost)?.toFixed(SHARE_PLACES) ?? null;
      return { class: kind, value: money(value), roi };
    });
  }
}

async function distributionOf(ports: UnitPorts, workload: Workload, query: UnitQuery) {
  const { since, until, sandbox } = query;
  const of = { since, until, sandbox, workload: ports.family(workload.id) };
  const name = query.outcome ?? workload.value_metric?.outcome;
  const [task, costs] = await Promise.all([
    ports.economics.taskCosts(of),
    ports.outcomes.costs({ ...of, ...(name === undefined ? {} : { outcome: name }) }),
  ]);
  const { sample, p50, p95, p99, mean } = costs;
  const known = p50 !== undefined && p95 !== undefined && p99 !== undefined && mean !== undefined;
  return { task: task ?? null, outcome: known ? { sample, p50, p95, p99, mean } : null };
}

/** Outcomes of the range that name no workload, and nothing that is in the ledger. */
async function unlinkedOutcomes(ports: UnitPorts, query: UnitQuery): Promise<number> {
  const sums = await ports.outcomes.sums({ ...commonOf(ports, query), by: [], workload: '' });
  return sums.reduce((sum, { outcomes }) => sum + outcomes, 0);
}

function namesOf({ told }: UnitBasis): UnitReport['outcomes'] {
  const names = new Map<string, { outcome: string; outcomes: number; successes: number }>();
  for (const { group, outcomes, successes } of told) {
    const outcome = group.outcome ?? '';
    const known = names.get(outcome) ?? { outcome, outcomes: 0, successes: 0 };
    names.set(outcome, {
      outcome,
      outcomes: known.outcomes + outcomes,
      successes: known.successes + successes,
    });
  }
  return [...names.values()].sort((a, b) => b.outcomes - a.outcomes);
}

function trendOf(
  basis: UnitBasis,
  drivers: readonly DriverSum[],
  query: UnitQuery,
  zone: string,
): UnitReport['trend'] {
  const { interval } = query;
  const bucketOf = (day: number) => periodAt(interval, day, zone).start;
  const counts = new Map(drivers.map((sum) => [Date.parse(sum.group.bucket ?? ''), sum]));
  const metric =
    basis.outcome === basis.workload.value_metric?.outcome ? basis.workload.value_metric : undefined;
  const days = groupBy([...basis.days], ([day]) => bucketOf(day));
  const told = groupBy(basis.counted, ({ group }) => bucketOf(Date.parse(group.bucket ?? '')));
  return bucketsOf(query, interval, zone).map(({ start }) => {
    const costs = (days.get(start) ?? []).map(([, cost]) => cost);
    const sums = told.get(start) ?? [];
    const api = sumOf(costs.map((cost) => cost.api));
    const loaded = sumOf(costs.map((cost) => cost.loaded));
    const outcomes = sums.reduce((sum, one) => sum + one.outcomes, 0);
    const successes = sums.reduce((sum, one) => sum + one.successes, 0);
    const { calls = 0, tasks = 0, users = 0 } = counts.get(start) ?? {};
    const value = worthOf(sums, metric, basis.currency, basis.rates).by.filter(
      (one) => one.class === basis.valueClass,
    );
    return {
      bucket: new Date(start).toISOString(),
      api_cost: money(api),
      loaded_cost: money(loaded),
      calls,
      tasks,
      users,
      outcomes,
      successes,
      cost_per_call: each(api, calls),
      cost_per_outcome: each(loaded, outcomes),
      cost_per_successful_outcome: each(loaded, successes),
      value: money(sumOf(value.map((one) => one.value))),
    };
  });
}

function lateOf(told: UnitBasis['told']): UnitReport['late'] {
  const late = told.filter((sum) => sum.late > 0);
  const last = late.map((sum) => sum.recorded_last).reduce((a, b) => (a > b ? a : b), '');
  return {
    outcomes: late.reduce((sum, one) => sum + one.late, 0),
    ...(last === '' ? {} : { last_recorded_at: last }),
  };
}

function groupBy<T>(rows: readonly T[], keyOf: (row: T) => number): Map<number, T[]> {
  const groups = new Map<number, T[]>();
  for (const row of rows) groups.set(keyOf(row), [...(groups.get(keyOf(row)) ?? []), row]);
  return groups;
}
