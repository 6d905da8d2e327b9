import { WeirError } from '@weir/core/errors';
import type { DriverQuery, DriverSum, EconomicGroup } from '../../economics-port.ts';
import type { SqlEngine } from '../engine.ts';
import type { Floors } from '../floors.ts';
import { type CostSource, costSource } from './cost-source.ts';
import { differentOnes } from './different-ones.ts';
import { Parameters } from './dimensions.ts';
import { filterOf, listOf } from './driver-keys.ts';

export interface GroupedSource {
  source: CostSource;
  /** Columns of the groups asked for, in their order. */
  keys: string[];
}

interface Row extends Omit<DriverSum, 'group' | 'cost' | 'loaded_cost'> {
  keys: string[];
  spent: string;
  loaded: string;
}

/**
 * Sums, and different users, tasks and customers, each from wherever they are cheapest, in one statement: both are of the same
 * moment.
 */
export async function drivers(engine: SqlEngine, floors: Floors, query: DriverQuery): Promise<DriverSum[]> {
  const parameters = new Parameters();
  const { source, keys } = groupedSource(query, floors, parameters, ['purpose']);
  const production = `g${source.groups.length - 1} != 'evaluation'`;
  const sums = `SELECT ${listOf(keys)} AS keys, toInt64(sum(m_calls)) AS n_calls,
  toInt64(sumIf(m_input_tokens + m_output_tokens, ${production})) AS n_tokens,
  toInt64(0) AS n_users, toInt64(0) AS n_tasks, toInt64(0) AS n_customers,
  sum(m_cost) AS n_cost, sum(m_loaded_cost) AS n_loaded
FROM (\n${source.sql}\n) GROUP BY keys`;
  const parts = query.counts === 'sums' ? [sums] : [sums, differentOnes(query, parameters)];
  const rows = await engine.select<Row>(
    `SELECT keys, sum(n_calls) AS calls, sum(n_tokens) AS tokens, sum(n_users) AS users, sum(n_tasks) AS tasks,
  sum(n_customers) AS customers, toString(sum(n_cost)) AS spent, toString(sum(n_loaded)) AS loaded
FROM (\n${parts.join('\nUNION ALL\n')}\n)
GROUP BY keys
HAVING calls != 0 OR tokens != 0 OR users != 0 OR tasks != 0 OR customers != 0 OR sum(n_loaded) != 0 OR sum(n_cost) != 0
ORDER BY keys`,
    parameters.values,
  );
  return rows.map(({ keys: values, spent, loaded, ...counts }) => ({
    group: groupOf(query.by, values),
    calls: Number(counts.calls),
    tokens: Number(counts.tokens),
    users: Number(counts.users),
    tasks: Number(counts.tasks),
    customers: Number(counts.customers),
    cost: twelve(spent),
    loaded_cost: twelve(loaded),
  }));
}

/** The source of costs by the groups of a query and further dimensions behind them. */
export function groupedSource(
  query: DriverQuery,
  floors: Floors,
  parameters: Parameters,
  further: readonly string[],
): GroupedSource {
  const { bucket, dimensions } = splitGroups(query);
  const source = costSource(
    {
      since: query.since,
      until: query.until,
      by: [...dimensions, ...further],
      filter: filterOf(query),
      timeZone: query.timeZone,
      sandbox: query.sandbox === 'exclude' ? 'exclude' : 'include',
      ...(bucket === undefined ? {} : { interval: bucket }),
    },
    floors,
    parameters,
  );
  const keys = query.by.map((name) =>
    name === 'bucket' ? 'bucket' : `g${dimensions.indexOf(name as (typeof dimensions)[number])}`,
  );
  return { source, keys };
}

function splitGroups({ by, interval }: DriverQuery) {
  if (by.includes('bucket') && interval === undefined) {
    throw new WeirError('invalid_argument', 'Grouping by bucket needs an interval', { field: 'interval' });
  }
  const dimensions = by.filter((name): name is Exclude<EconomicGroup, 'bucket'> => name !== 'bucket');
  return { bucket: by.includes('bucket') ? interval : undefined, dimensions };
}

/** Values by the names of their groups; a bucket as the instant it begins at. */
export function groupOf(
  by: readonly EconomicGroup[],
  values: readonly string[],
): Partial<Record<EconomicGroup, string>> {
  return Object.fromEntries(
    by.map((name, i) => {
      const value = values[i] ?? '';
      return [name, name === 'bucket' ? new Date(Number(value) * 1_000).toISOString() : value];
    }),
  );
}

/** Engines leave out zeros at the end. */
export function twelve(amount: string): string {
  const [whole = '0', decimals = ''] = amount.split('.');
  return `${whole}.${decimals.padEnd(12, '0')}`;
}
