import type { ChargeFact, EntryFact, TagName } from '@weir/core/contract';
import { TAG_NAMES } from '@weir/core/contract';
import type { DimensionFilter } from '../../port.ts';
import type {
  ChargeGroup,
  ChargeQuery,
  ChargeSum,
  ChargeSumQuery,
  LedgerCharge,
} from '../../statement-port.ts';
import type { SqlEngine } from '../engine.ts';
import { CHARGE_COLUMNS, type ChargeRow, decodeCharge, isoInstant, present } from '../rows/decode.ts';
import { rangeConditions } from './cost-pieces.ts';
import { filterCondition, Parameters, resolveDimension } from './dimensions.ts';
import { assertTimeZone, toSpan } from './range.ts';

/** Some ten megabytes of text. */
const PAGE = 10_000;

interface LedgerChargeRow extends ChargeRow, Record<TagName, string> {
  call_id: string;
  started_at: string;
  position: number;
  billed_provider: string;
  billed_model: string;
  region: string;
  tags: Record<string, string>;
  key: string;
  source: string;
  purpose: string;
  class: '' | 'correction';
  call_count: number;
  entry: '' | EntryFact['kind'];
  booked_at: string | null;
  proposal: string;
  corrects: string;
  source_line: string;
  invoice: string;
}

const FURTHER_COLUMNS = [
  'call_id',
  'started_at',
  'position',
  'billed_provider',
  'billed_model',
  'region',
  'tags',
  'key',
  'source',
  'purpose',
  'class',
  'call_count',
  'entry',
  'booked_at',
  'proposal',
  'corrects',
  'source_line',
  'invoice',
  ...TAG_NAMES,
]
  .map((name) => `\`${name}\``)
  .join(', ');

/** In the order of the table, each page beginning behind the last row of the one before. */
export async function* readCharges(
  engine: SqlEngine,
  query: ChargeQuery,
): AsyncGenerator<readonly LedgerCharge[]> {
  let last: LedgerChargeRow | undefined;
  do {
    const parameters = new Parameters();
    const where = conditionsOf(query, parameters);
    if (query.provider !== undefined)
      where.push(`billed_provider = ${parameters.add(query.provider, 'String')}`);
    if (query.model !== undefined) where.push(`billed_model = ${parameters.add(query.model, 'String')}`);
    if (last !== undefined) where.push(...behind(last, parameters));
    const rows: LedgerChargeRow[] = await engine.select<LedgerChargeRow>(
      `SELECT ${CHARGE_COLUMNS}, ${FURTHER_COLUMNS} FROM charges WHERE ${where.join(' AND ')}
ORDER BY started_at, call_id, position LIMIT ${PAGE}`,
      parameters.values,
    );
    if (rows.length > 0) yield rows.map(decodeRow);
    last = rows.length < PAGE ? undefined : rows.at(-1);
  } while (last !== undefined);
}

function behind(last: LedgerChargeRow, parameters: Parameters): string[] {
  const at = `toDateTime64(${parameters.add(last.started_at, 'String')}, 6, 'UTC')`;
  const place = `(${at}, ${parameters.add(last.call_id, 'String')}, ${parameters.add(last.position, 'UInt32')})`;
  return [`started_at >= ${at}`, `(started_at, call_id, position) > ${place}`];
}

function conditionsOf(
  query: { since: Date; until: Date; filter?: DimensionFilter; entries?: 'include' | 'exclude' },
  parameters: Parameters,
): string[] {
  const where = [
    ...rangeConditions('started_at', toSpan(query), parameters),
    'NOT sandbox',
    // nobody bills shares of other costs, so they are no part of what bills are held against
    `entry != 'allocation'`,
  ];
  for (const [name, values] of Object.entries(query.filter ?? {})) {
    if (values.length > 0)
      where.push(filterCondition(resolveDimension(name, parameters), values, parameters));
  }
  if (query.entries === 'exclude') where.push(`entry = ''`);
  return where;
}

function decodeRow(row: LedgerChargeRow): LedgerCharge {
  const tags = { ...row.tags };
  for (const name of TAG_NAMES) if (row[name] !== '') tags[name] = row[name];
  const { proposal, corrects, source_line, invoice, region, key, purpose } = row;
  return {
    ...chargeOf(row),
    call_id: row.call_id,
    started_at: isoInstant(row.started_at),
    position: row.position,
    billed_provider: row.billed_provider,
    billed_model: row.billed_model,
    source: row.source,
    tags,
    ...present({ tier: row.tags['tier'] ?? '', region, key, purpose, class: row.class }),
    ...(row.entry === '' || row.booked_at === null
      ? {}
      : {
          entry: {
            kind: row.entry,
            calls: row.call_count,
            booked_at: isoInstant(row.booked_at),
            ...present({ proposal, corrects, source_line, invoice }),
          },
        }),
  };
}

function chargeOf(row: LedgerChargeRow): ChargeFact {
  const { attempt, unit, quantity, list_unit_price, contracted_unit_price, per, list_cost, contracted_cost } =
    row;
  const { effective_cost, currency, category, price_ref, priced, estimated, estimate_reason } = row;
  return decodeCharge({
    attempt,
    unit,
    quantity,
    list_unit_price,
    contracted_unit_price,
    per,
    list_cost,
    contracted_cost,
    effective_cost,
    currency,
    category,
    price_ref,
    priced,
    estimated,
    estimate_reason,
  });
}

interface SumRow extends Omit<ChargeSum, 'group'> {
  keys: string[];
}

export async function chargeSums(engine: SqlEngine, query: ChargeSumQuery): Promise<ChargeSum[]> {
  assertTimeZone(query.timeZone);
  const parameters = new Parameters();
  const where = conditionsOf(query, parameters);
  const keys = query.by.map((name) => `toString(${groupOf(name, query.timeZone, parameters)})`);
  const rows = await engine.select<SumRow>(
    `SELECT ${keys.length === 0 ? 'emptyArrayString()' : `[${keys.join(', ')}]`} AS keys, toInt64(count()) AS charges,
  toInt64(sumIf(call_count, first_of_unit)) AS requests, toString(sum(c.quantity)) AS quantity,
  sum(c.list_cost) AS list_cost, sum(c.contracted_cost) AS contracted_cost, sum(c.effective_cost) AS cost
FROM charges AS c WHERE ${where.join(' AND ')} GROUP BY keys ORDER BY keys`,
    parameters.values,
  );
  return rows.map(({ keys: values, ...sums }) => ({
    group: Object.fromEntries(query.by.map((name, i) => [name, values[i] ?? ''])),
    ...sums,
  }));
}

const CUSTOM: ReadonlySet<string> = new Set(['account', 'project', 'tier']);

function groupOf(name: ChargeGroup, timeZone: string, parameters: Parameters): string {
  if (name === 'day') return `toDate(started_at, ${parameters.add(timeZone, 'String')})`;
  if (name === 'month') return `formatDateTime(started_at, '%Y-%m', ${parameters.add(timeZone, 'String')})`;
  if (name === 'provider' || name === 'model') return `billed_${name}`;
  return CUSTOM.has(name) ? `tags['${name}']` : `\`${name}\``;
}
