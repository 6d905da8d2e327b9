import type { CostMeasures, ExploreOrder } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Explored, ExploreQuery } from '../../explore-port.ts';
import type { SqlEngine } from '../engine.ts';
import type { Floors } from '../floors.ts';
import { AMOUNTS, COUNTS } from './cost-report.ts';
import { type CostSource, costSource } from './cost-source.ts';
import { Parameters, type VirtualTags } from './dimensions.ts';
import { percentilesOf } from './percentiles.ts';

const NAMES = [...COUNTS, ...AMOUNTS];
type MeasureName = (typeof NAMES)[number];
type Prefix = '' | 'p_' | 't_' | 'tp_';
/** Counts as numbers, amounts as text, by prefix: of the row, of its past, of all rows, of all their pasts. */
type MeasuredRow = Record<`${Prefix}${MeasureName}`, number | string>;

interface Row extends MeasuredRow {
  keys: string[];
  place: number;
  groups: number;
  order_value: string;
  listed: number;
  currency: string;
}

/** Whole numbers in units of 10^-12, so that places in the order are exact. */
const pico = (expression: string) => `toInt256(toDecimal256(${expression}, 12) * toInt256('1000000000000'))`;
const ORDERS: Readonly<Record<ExploreOrder, string>> = {
  cost: pico('cost'),
  loaded_cost: pico('loaded_cost'),
  list_cost: pico('list_cost'),
  calls: 'toInt256(calls)',
  errors: 'toInt256(errors)',
  input_tokens: 'toInt256(input_tokens)',
  output_tokens: 'toInt256(output_tokens)',
  cache_read_tokens: 'toInt256(cache_read_tokens)',
  estimated_cost: pico('estimated_cost'),
  unpriced_cost: pico('unpriced_cost'),
  name: 'toInt256(0)',
  cost_per_call: `if(calls = 0, toInt256(-1), intDiv(${pico('cost - evaluation_cost')}, toInt256(calls)))`,
  change: `${pico('cost')} - ${pico('p_cost')}`,
};

/**
 * Groups, their order, the page and the totals come from one statement: what lands meanwhile cannot tear them apart. The
 * first row in the order is always read, because it carries the totals.
 */
export async function explore(
  engine: SqlEngine,
  floors: Floors,
  query: ExploreQuery,
  { signal, virtual }: { signal?: AbortSignal | undefined; virtual?: VirtualTags } = {},
): Promise<Explored> {
  const parameters = new Parameters(virtual);
  const source = costSource(query, floors, parameters);
  const compared = query.compare && costSource({ ...query, ...query.compare }, floors, parameters);
  const sql = statement(query, source, compared, parameters);
  const rows = await engine.select<Row>(sql, parameters.values, { signal });
  const [first] = rows;
  const listed = rows.filter((row) => row.listed === 1);
  const shown = listed.slice(0, query.limit);
  const last = shown.at(-1);
  const more = listed.length > shown.length && last !== undefined;
  const percentiles = query.percentiles
    ? await percentilesOf(engine, query, source, shown, { signal, virtual })
    : undefined;
  const retained = source.retained ?? compared?.retained;
  const past = (row: Row | undefined, prefix: 'p_' | 'tp_') =>
    compared === undefined ? undefined : measuresOf(row, prefix);
  return {
    groups: shown.map((row) => ({
      values: row.keys,
      now: measuresOf(row, ''),
      previous: past(row, 'p_'),
      percentiles: percentiles?.get(JSON.stringify(row.keys)),
    })),
    total: { now: measuresOf(first, 't_'), previous: past(first, 'tp_') },
    count: first?.groups ?? 0,
    currency: first?.currency || 'USD',
    nextCursor: more ? encodeCursor(last) : null,
    answeredFrom: compared?.answeredFrom === 'detail' ? 'detail' : source.answeredFrom,
    ...(retained === undefined ? {} : { retained }),
  };
}

function statement(
  query: ExploreQuery,
  source: CostSource,
  compared: CostSource | undefined,
  parameters: Parameters,
): string {
  const periods = [`SELECT 0 AS period, * FROM (\n${source.sql}\n)`];
  if (compared !== undefined) periods.push(`SELECT 1 AS period, * FROM (\n${compared.sql}\n)`);
  const keys = source.groups.map((_, i) => `toString(g${i})`);
  const list = `[${keys.join(', ')}]`;
  const grouped = keys.length === 0 ? 'emptyArrayString()' : list;
  const sums = [...sumsOf('', 0), ...sumsOf('p_', 1)];
  const something = ['calls', 'evaluation_calls', 'loaded_cost', 'p_calls', 'p_loaded_cost'].map(
    (name) => `${name} != 0`,
  );
  const totals = (['', 'p_'] as const).flatMap((prefix) =>
    NAMES.map((name) => `sum(${prefix}${name}) OVER () AS t${prefix === '' ? '_' : 'p_'}${name}`),
  );
  const direction = query.descending ? 'DESC' : 'ASC';
  return `SELECT *, ${listedCondition(query, parameters)} AS listed
FROM (
SELECT *, toInt64(count() OVER ()) AS groups, max(row_currency) OVER () AS currency, ${totals.join(', ')},
  toInt64(row_number() OVER (ORDER BY order_number ${direction}, keys ${namesDescend(query) ? 'DESC' : 'ASC'})) AS place, toString(order_number) AS order_value
FROM (
SELECT *, ${ORDERS[query.order]} AS order_number
FROM (
SELECT ${grouped} AS keys, ${sums.join(', ')}, max(m_currency) AS row_currency
FROM (\n${periods.join('\nUNION ALL\n')}\n)
GROUP BY keys
HAVING ${something.join(' OR ')}
)))
WHERE place = 1 OR listed
ORDER BY place
LIMIT ${parameters.add(query.limit + 2, 'UInt32')}`;
}

function sumsOf(prefix: '' | 'p_', period: 0 | 1): string[] {
  return [
    ...COUNTS.map((name) => `toInt64(sumIf(m_${name}, period = ${period})) AS ${prefix}${name}`),
    ...AMOUNTS.map((name) => `sumIf(m_${name}, period = ${period}) AS ${prefix}${name}`),
  ];
}

/** Among equals by name from the first, unless names are what is asked for. */
function namesDescend({ order, descending }: ExploreQuery): boolean {
  return order === 'name' && descending;
}

/** What lies behind the last row of the page before. */
function listedCondition(query: ExploreQuery, parameters: Parameters): string {
  const { cursor, descending } = query;
  if (cursor === undefined) return 'toUInt8(1)';
  const { value, keys } = decodeCursor(cursor);
  const number = `toInt256(${parameters.add(value, 'String')})`;
  const after = `order_number ${descending ? '<' : '>'} ${number}`;
  return `toUInt8(${after} OR (order_number = ${number} AND keys ${namesDescend(query) ? '<' : '>'} ${parameters.add(keys, 'Array(String)')}))`;
}

function encodeCursor(row: Row): string {
  return Buffer.from(JSON.stringify([row.order_value, row.keys])).toString('base64url');
}

function decodeCursor(cursor: string): { value: string; keys: string[] } {
  try {
    const read: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (Array.isArray(read)) {
      const [value, keys] = read as unknown[];
      if (typeof value === 'string' && /^-?\d{1,60}$/.test(value) && isTexts(keys)) return { value, keys };
    }
  } catch {
    // falls through to the one error below
  }
  throw new WeirError('invalid_argument', 'This cursor was not issued by this list', {
    field: 'cursor',
    remedy: 'Pass next_cursor of the previous page unchanged, with the same question, or leave it out.',
  });
}

function isTexts(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((one) => typeof one === 'string');
}

/** Zeros where there is no row at all. */
function measuresOf(row: Row | undefined, prefix: Prefix): CostMeasures {
  const counts = COUNTS.map((name) => [name, Number(row?.[`${prefix}${name}`] ?? 0)]);
  const amounts = AMOUNTS.map((name) => [name, String(row?.[`${prefix}${name}`] ?? '0.000000000000')]);
  return Object.fromEntries([...counts, ...amounts]) as CostMeasures;
}
