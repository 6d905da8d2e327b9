import { TAG_NAMES, type TagName } from '@weir/core/contract';
import type {
  MovableCharge,
  MovableGroup,
  MovableQuery,
  MovableScope,
  UnattributedKey,
  UnattributedQuery,
} from '../../attribution-port.ts';
import type { SqlEngine } from '../engine.ts';
import { isoInstant } from '../rows/decode.ts';
import { rangeConditions } from './cost-pieces.ts';
import { filterCondition, Parameters, resolveFilters } from './dimensions.ts';
import { assertTimeZone, toSpan } from './range.ts';

/** Of which there may be as many as calls. */
const MANY: readonly TagName[] = ['task', 'step', 'user', 'customer'];
const ALIKE = [
  'sandbox',
  'currency',
  'provider',
  'model',
  'key',
  'status',
  'attribution',
  'dialect',
  'purpose',
  'cache',
  'data_class',
  'region',
] as const;

/** Sign of a charge within its call, and its sums. */
const SIGN = [
  'billed_provider',
  'billed_model',
  'unit',
  'category',
  'toUInt8(priced)',
  'toUInt8(estimated)',
] as const;
const SUMS = ['quantity', 'list_cost', 'contracted_cost', 'effective_cost'] as const;

interface Row extends Record<TagName, string> {
  first: string;
  sandbox: boolean;
  currency: string;
  provider: string;
  model: string;
  key: string;
  status: MovableGroup['status'];
  attribution: MovableGroup['attribution'];
  dialect: MovableGroup['dialect'];
  purpose: string;
  cache: string;
  data_class: string;
  region: string;
  custom: string;
  calls: number;
  avoided: string;
  signs: [string, string, string, MovableCharge['category'], number, number][];
  sums: string[][];
}

/**
 * Calls are put together with all their charges, so that what is alike stays alike in how many quantities it was charged
 * in: moving such a group moves the number of its calls in every way they can be counted.
 */
export async function movable(engine: SqlEngine, query: MovableQuery): Promise<MovableGroup[]> {
  assertTimeZone(query.timeZone);
  const fine = await groupsOf(engine, query, [...TAG_NAMES], true);
  if (fine !== undefined) return fine;
  const named = new Set(Object.keys(query.when));
  const coarse = TAG_NAMES.filter((name) => !MANY.includes(name) || named.has(name));
  return (await groupsOf(engine, { ...query, mostGroups: Number.MAX_SAFE_INTEGER }, coarse, false)) ?? [];
}

async function groupsOf(
  engine: SqlEngine,
  query: MovableQuery,
  tags: readonly TagName[],
  custom: boolean,
): Promise<MovableGroup[] | undefined> {
  const parameters = new Parameters();
  const zone = parameters.add(query.timeZone, 'String');
  const where = conditionsOf(query, parameters);
  const keys = [...ALIKE, ...tags].map((name) => `\`${name}\``);
  const map = custom ? 'toJSONString(tags)' : customOf(query, parameters);
  const common = [`toDate(started_at, ${zone}) AS day`, 'started_at AS at', ...keys, `${map} AS custom`];
  const items = `arraySort(groupArray((${[...SIGN, ...SUMS].join(', ')})))`;
  const charged = `SELECT ${[...common, 'any(call_count) AS made', `${ZERO} AS avoided`, `${items} AS items`].join(', ')}
FROM charges WHERE ${where} GROUP BY call_id, day, at, ${keys.join(', ')}, custom`;
  const free = `SELECT ${[...common, 'call_count AS made', `ifNull(avoided_cost, ${ZERO}) AS avoided`, `CAST([], '${ITEMS}') AS items`].join(', ')}
FROM calls WHERE charge_count = 0 AND ${where}`;
  const sign = SIGN.map((_, i) => `item.${i + 1}`).join(', ');
  const sums = SUMS.map(
    (_, i) => `sumForEach(arrayMap(item -> item.${SIGN.length + 1 + i}, items)) AS sum${i}`,
  );
  const shown = SUMS.map((_, i) => `arrayMap(one -> toString(one), sum${i})`);
  const rows = await engine.select<Row>(
    `SELECT first, ${keys.join(', ')}, custom, calls, toString(avoided_sum) AS avoided, signs, [${shown.join(', ')}] AS sums
FROM (
SELECT day, toString(min(at)) AS first, ${keys.join(', ')}, custom, toInt64(sum(made)) AS calls, sum(s.avoided) AS avoided_sum,
  arrayMap(item -> (${sign}), items) AS signs, ${sums.join(', ')}
FROM (\n${charged}\nUNION ALL\n${free}\n) AS s
GROUP BY day, ${keys.join(', ')}, custom, signs
HAVING calls != 0 OR avoided_sum != 0 OR ${SUMS.map((_, i) => `arrayExists(one -> one != 0, sum${i})`).join(' OR ')}
)
ORDER BY first, ${keys.join(', ')}, custom, signs
LIMIT ${parameters.add(Math.min(query.mostGroups, 1_000_000) + 1, 'UInt32')}`,
    parameters.values,
  );
  return rows.length > query.mostGroups ? undefined : rows.map((row) => groupOf(row, tags));
}

const ZERO = 'toDecimal128(0, 12)';
const ITEMS =
  'Array(Tuple(String, String, String, String, UInt8, UInt8, Decimal(38, 6), Decimal(38, 12), Decimal(38, 12), Decimal(38, 12)))';

/** Of tags of the house's own only those that the rule asks for. */
function customOf({ when }: MovableQuery, parameters: Parameters): string {
  const names = Object.keys(when).flatMap((name) => (name.startsWith('tag.') ? [name.slice(4)] : []));
  if (names.length === 0) return `'{}'`;
  return `toJSONString(mapFilter((name, value) -> name IN ${parameters.add(names, 'Array(String)')}, tags))`;
}

function conditionsOf(query: MovableQuery, parameters: Parameters): string {
  const not = query.unless.map((scope) => `NOT (${scopeOf(scope, parameters).join(' AND ')})`);
  return [
    ...scopeOf(query, parameters),
    ...not,
    `entry != 'allocation'`,
    `source_line != ${parameters.add(query.ownLine, 'String')}`,
  ].join(' AND ');
}

function scopeOf(scope: MovableScope, parameters: Parameters): string[] {
  const filters = resolveFilters(scope.when, parameters);
  return [
    ...rangeConditions('started_at', toSpan(scope), parameters),
    ...filters.map(({ dimension, values }) => filterCondition(dimension, values, parameters)),
  ];
}

function groupOf(row: Row, names: readonly TagName[]): MovableGroup {
  const { sandbox, currency, provider, model, key, status, attribution, dialect } = row;
  const { purpose, cache, data_class, region } = row;
  const tags = JSON.parse(row.custom) as Record<string, string>;
  for (const name of names) if (row[name] !== '') tags[name] = row[name];
  return {
    at: isoInstant(row.first),
    ...{ sandbox, currency, provider, model, key, status, attribution, dialect },
    ...{ purpose, cache, data_class, region },
    tags,
    calls: row.calls,
    avoided_cost: row.avoided,
    charges: row.signs.map(([billed, name, unit, category, priced, estimated], i) => {
      const [quantity, list, contracted, effective] = row.sums.map((column) => column[i] ?? '0');
      return {
        ...{ provider: billed, model: name, unit, category },
        priced: priced === 1,
        estimated: estimated === 1,
        quantity: quantity ?? '0',
        list_cost: list ?? '0',
        contracted_cost: contracted ?? '0',
        effective_cost: effective ?? '0',
      };
    }),
  };
}

/** Costs of calls that policy let through unattributed, by whose key they came. */
export async function unattributed(engine: SqlEngine, query: UnattributedQuery): Promise<UnattributedKey[]> {
  const parameters = new Parameters();
  const where = [
    ...rangeConditions('started_at', toSpan(query), parameters),
    `attribution = 'quarantined'`,
    `entry != 'allocation'`,
    ...(query.sandbox === 'exclude' ? ['NOT sandbox'] : []),
  ];
  const rows = await engine.select<UnattributedKey>(
    `SELECT key, workload, environment, arraySort(groupUniqArrayArray(missing_tags)) AS missing_tags,
  toInt64(sumIf(call_count, purpose != 'evaluation')) AS calls, sum(c.cost) AS cost, toString(max(started_at)) AS last_seen_at
FROM calls AS c WHERE ${where.join(' AND ')}
GROUP BY key, workload, environment HAVING cost > 0
ORDER BY cost DESC, key, workload, environment LIMIT ${parameters.add(query.limit, 'UInt32')}`,
    parameters.values,
  );
  return rows.map((row) => ({ ...row, last_seen_at: isoInstant(row.last_seen_at) }));
}
