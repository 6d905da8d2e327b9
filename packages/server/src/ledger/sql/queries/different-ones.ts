import type { DriverQuery } from '../../economics-port.ts';
import { rangeConditions } from './cost-pieces.ts';
import { bucketOf } from './cost-source.ts';
import { filterCondition, type Parameters, resolveDimension, resolveFilters } from './dimensions.ts';
import { filterOf, listOf } from './drivers.ts';
import { keepsFullHours, type Span, splitSpan, toSpan } from './range.ts';

/** What `rollup_uses_hourly` tells apart. */
const KEPT = new Set(['workload', 'user', 'customer', 'sandbox']);
const HOURS = { table: 'rollup_uses_hourly', time: 'hour', made: ['calls > 0'] };
/** Entries that take something away name nobody, and neither do copies. */
const DETAIL = {
  table: 'calls',
  time: 'started_at',
  made: [`purpose != 'evaluation'`, `status != 'refused'`, 'call_count > 0'],
};

/**
 * Users, tasks and customers of calls that were made, as a subquery of sums that come to nothing else. A task is told apart by its
 * workload too. Full hours are read from where names lie close together, ragged ends and everything else from detail.
 */
export function differentOnes(query: DriverQuery, parameters: Parameters): string {
  const filters = resolveFilters(filterOf(query), parameters);
  const conditions = [
    ...filters.map(({ dimension, values }) => filterCondition(dimension, values, parameters)),
    ...(query.sandbox === 'exclude' ? ['NOT sandbox'] : []),
  ];
  const bucket = query.by.includes('bucket') ? bucketOf(query, parameters) : () => '0';
  const keysAt = (time: string) =>
    query.by.map((name) =>
      name === 'bucket' ? bucket(time) : resolveDimension(name, parameters).expression,
    );
  const names = [
    ...query.by.filter((name) => name !== 'bucket'),
    ...filters.map(({ dimension }) => dimension.name),
  ];
  const piece = ({ table, time, made }: typeof HOURS, part: Span) => {
    const where = [...rangeConditions(time, part, parameters), ...made, ...conditions];
    return `SELECT ${listOf(keysAt(time))} AS keys, workload, task, user, customer FROM ${table} WHERE ${where.join(' AND ')}`;
  };
  const span = toSpan(query);
  const split =
    names.every((name) => KEPT.has(name)) && fitsHours(query, span) ? splitSpan(span, false) : undefined;
  const pieces = [
    ...(split?.hours ?? []).map((part) => piece(HOURS, part)),
    ...(split?.detail ?? [span]).map((part) => piece(DETAIL, part)),
  ];
  const zero = 'toDecimal128(0, 12)';
  return `SELECT keys, toInt64(0) AS n_calls, toInt64(0) AS n_tokens,
  toInt64(uniqExactIf(user, user != '')) AS n_users, toInt64(uniqExactIf((workload, task), task != '')) AS n_tasks,
  toInt64(uniqExactIf(customer, customer != '')) AS n_customers, ${zero} AS n_cost, ${zero} AS n_loaded
FROM (\n${pieces.join('\nUNION ALL\n')}\n) GROUP BY keys`;
}

/** Buckets of a zone that is off by half an hour begin inside an hour. */
function fitsHours({ by, timeZone }: DriverQuery, span: Span): boolean {
  return !by.includes('bucket') || keepsFullHours(timeZone, span);
}
