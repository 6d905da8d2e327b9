import type { DriverQuery } from '../../economics-port.ts';
import { rangeConditions } from './cost-pieces.ts';
import { bucketOf } from './cost-source.ts';
import { filterCondition, type Parameters, resolveDimension, resolveFilters } from './dimensions.ts';
import { filterOf, listOf } from './driver-keys.ts';
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
    query.by.map(
      (name, i) =>
        `${name === 'bucket' ? bucket(time) : resolveDimension(name, parameters).expression} AS k${i}, `,
    );
  const names = [
    ...query.by.filter((name) => name !== 'bucket'),
    ...filters.map(({ dimension }) => dimension.name),
  ];
  const piece = ({ table, time, made }: typeof HOURS, part: Span) => {
    const where = [...rangeConditions(time, part, parameters), ...made, ...conditions];
    return `SELECT ${keysAt(time).join('')}workload, task, user, customer FROM ${table} WHERE ${where.join(' AND ')}`;
  };
  const span = toSpan(query);
  const split =
    names.every((name) => KEPT.has(name)) && fitsHours(query, span) ? splitSpan(span, false) : undefined;
  const pieces = [
    ...(split?.hours ?? []).map((part) => piece(HOURS, part)),
    ...(split?.detail ?? [span]).map((part) => piece(DETAIL, part)),
  ];
  // grouped by plain columns: lists of texts are made of the few groups, not of every row
  const keys = query.by.map((_, i) => `k${i}`);
  const task = isOfOneWorkload(query) ? 'task' : '(workload, task)';
  const zero = 'toDecimal128(0, 12)';
  return `SELECT ${listOf(keys)} AS keys, toInt64(0) AS n_calls, toInt64(0) AS n_tokens,
  toInt64(u) AS n_users, toInt64(t) AS n_tasks, toInt64(c) AS n_customers, ${zero} AS n_cost, ${zero} AS n_loaded
FROM (
  SELECT ${keys.map((key) => `${key}, `).join('')}uniqExactIf(user, user != '') AS u, uniqExactIf(${task}, task != '') AS t,
    uniqExactIf(customer, customer != '') AS c
  FROM (\n${pieces.join('\nUNION ALL\n')}\n)${keys.length === 0 ? '' : ` GROUP BY ${keys.join(', ')}`}
)`;
}

/** Within every group: names of tasks tell them apart by themselves. */
function isOfOneWorkload({ by, filter }: DriverQuery): boolean {
  return by.includes('workload') || filter?.['workload']?.length === 1;
}

/** Buckets of a zone that is off by half an hour begin inside an hour. */
function fitsHours({ by, timeZone }: DriverQuery, span: Span): boolean {
  return !by.includes('bucket') || keepsFullHours(timeZone, span);
}
