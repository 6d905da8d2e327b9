import { createHash } from 'node:crypto';
import type { Page, StatementLine } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type {
  StatementAppend,
  StatementGroup,
  StatementQuery,
  StatementStore,
  StatementSum,
  StatementSumQuery,
} from '../statement-port.ts';
import type { SqlEngine } from './engine.ts';
import { chunksOf } from './queries/chunks.ts';
import { rangeConditions } from './queries/cost-pieces.ts';
import { Parameters } from './queries/dimensions.ts';
import { assertTimeZone, toSpan } from './queries/range.ts';

const TEXTS = [
  'source',
  'id',
  'tells',
  'provider',
  'account',
  'project',
  'key',
  'model',
  'unit',
  'category',
  'tier',
  'region',
  'currency',
  'invoice',
] as const;
const AMOUNTS = ['quantity', 'cost', 'list_cost', 'effective_cost'] as const;
const COLUMNS = [...TEXTS, 'version', 'gone', 'digest', 'since', 'until', 'requests', ...AMOUNTS, 'line'];

interface Known {
  id: string;
  source: string;
  version: number;
  digest: string;
  line: string;
}

export function createSqlStatements(engine: SqlEngine): StatementStore {
  return {
    async append(lines) {
      const result: StatementAppend = { added: 0, unchanged: 0, revised: 0, earlier: [] };
      for (const piece of chunksOf(lines, ({ id }) => id)) await land(engine, piece, result);
      return result;
    },
    lines: (query) => queryLines(engine, query),
    sums: (query) => querySums(engine, query),
  };
}

async function land(
  engine: SqlEngine,
  lines: readonly StatementLine[],
  result: StatementAppend,
): Promise<void> {
  const known = await latestOf(engine, lines);
  const rows: string[] = [];
  for (const line of lines) {
    const key = keyOf(line);
    const before = known.get(key);
    const digest = digestOf(line);
    const version = Date.parse(line.version);
    if (before === undefined ? line.gone : version <= before.version || digest === before.digest) {
      result.unchanged++;
      continue;
    }
    if (before === undefined) result.added++;
    else {
      result.revised++;
      result.earlier.push(JSON.parse(before.line) as StatementLine);
    }
    const text = JSON.stringify(line);
    known.set(key, { id: line.id, source: line.source, version, digest, line: text });
    rows.push(rowOf(line, digest, text));
  }
  if (rows.length === 0) return;
  const buffer = Buffer.from(`${rows.join('\n')}\n`);
  await engine.insert('statement_lines', COLUMNS, buffer, createHash('sha256').update(buffer).digest('hex'));
}

/** The versions that count now, of whatever of these lines is known. */
async function latestOf(engine: SqlEngine, lines: readonly StatementLine[]): Promise<Map<string, Known>> {
  const starts = lines.map(({ since }) => Date.parse(since));
  const parameters = new Parameters();
  const range = { since: Math.min(...starts), until: Math.max(...starts) + 1 };
  const list = (values: readonly string[]) => parameters.add([...new Set(values)], 'Array(String)');
  const where = [
    ...rangeConditions('since', range, parameters),
    `source IN ${list(lines.map(({ source }) => source))}`,
    `id IN ${list(lines.map(({ id }) => id))}`,
  ];
  const rows = await engine.select<Known>(
    `SELECT source, id, toInt64(toUnixTimestamp64Milli(version)) AS version, digest, line FROM statement_lines
WHERE ${where.join(' AND ')} ORDER BY statement_lines.version DESC LIMIT 1 BY source, id`,
    parameters.values,
  );
  return new Map(rows.map((row) => [keyOf(row), { ...row, version: Number(row.version) }]));
}

function keyOf({ source, id }: { source: string; id: string }): string {
  return JSON.stringify([source, id]);
}

/** Of all a line says but when it was told: 16 characters. */
function digestOf(line: StatementLine): string {
  const said = JSON.stringify(sorted({ ...line, version: undefined }));
  return createHash('sha256').update(said).digest('base64').slice(0, 16);
}

function sorted(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([name, one]) => [name, sorted(one)]),
  );
}

function rowOf(line: StatementLine, digest: string, text: string): string {
  return JSON.stringify([
    ...TEXTS.map((name) => line[name] ?? ''),
    line.version,
    line.gone === true,
    digest,
    line.since,
    line.until,
    line.requests ?? null,
    ...AMOUNTS.map((name) => summable(line[name])),
    text,
  ]);
}

/** As it was told in `line`; to be summed, with the 12 decimals of all money. */
function summable(value: string | undefined): string | null {
  return value === undefined ? null : Decimal.from(value).toFixed(MONEY_SCALE);
}

const LATEST = 'ORDER BY version DESC LIMIT 1 BY source, id';

async function queryLines(engine: SqlEngine, query: StatementQuery): Promise<Page<StatementLine>> {
  const parameters = new Parameters();
  const range = rangeConditions('since', toSpan(query), parameters);
  const where = ['NOT gone'];
  for (const name of ['source', 'provider', 'model', 'unit', 'invoice'] as const) {
    const value = query[name];
    if (value !== undefined) where.push(`\`${name}\` = ${parameters.add(value, 'String')}`);
  }
  if (query.day !== undefined)
    where.push(`toString(toDate(since, 'UTC')) = ${parameters.add(query.day, 'String')}`);
  if (query.cursor !== undefined) where.push(afterCursor(query.cursor, parameters));
  const rows = await engine.select<{ line: string; micros: string; source: string; id: string }>(
    `SELECT line, toString(toUnixTimestamp64Micro(since)) AS micros, source, id
FROM (SELECT * FROM statement_lines WHERE ${range.join(' AND ')} ${LATEST})
WHERE ${where.join(' AND ')}
ORDER BY since, source, id LIMIT ${parameters.add(query.limit + 1, 'UInt32')}`,
    parameters.values,
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    data: shown.map(({ line }) => JSON.parse(line) as StatementLine),
    next_cursor:
      rows.length > shown.length && last !== undefined
        ? Buffer.from(JSON.stringify([last.micros, last.source, last.id])).toString('base64url')
        : null,
  };
}

function afterCursor(cursor: string, parameters: Parameters): string {
  try {
    const [micros, source, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as unknown[];
    if (/^\d{1,17}$/.test(String(micros)) && typeof source === 'string' && typeof id === 'string') {
      const instant = `fromUnixTimestamp64Micro(${parameters.add(String(micros), 'Int64')}, 'UTC')`;
      return `(since, source, id) > (${instant}, ${parameters.add(source, 'String')}, ${parameters.add(id, 'String')})`;
    }
  } catch {
    // not ours either
  }
  throw new WeirError('invalid_argument', 'This cursor was not issued by the list of statement lines', {
    field: 'cursor',
    remedy: 'Pass next_cursor of the previous page unchanged, or leave it out.',
  });
}

interface SumRow extends Record<(typeof AMOUNTS)[number], string | null> {
  keys: string[];
  lines: number;
  requests: number | null;
}

async function querySums(engine: SqlEngine, query: StatementSumQuery): Promise<StatementSum[]> {
  assertTimeZone(query.timeZone);
  const parameters = new Parameters();
  const range = rangeConditions('since', toSpan(query), parameters);
  const where = ['NOT gone'];
  if (query.provider !== undefined) where.push(`provider = ${parameters.add(query.provider, 'String')}`);
  if (query.sources !== undefined) range.push(`source IN ${parameters.add(query.sources, 'Array(String)')}`);
  const keys = query.by.map((name) => `toString(${groupOf(name, query.timeZone, parameters)})`);
  const sums = AMOUNTS.map((name) => `toString(sum(t.${name})) AS ${name}`);
  const rows = await engine.select<SumRow>(
    `SELECT ${keys.length === 0 ? 'emptyArrayString()' : `[${keys.join(', ')}]`} AS keys, toInt64(count()) AS lines,
  sum(t.requests) AS requests, ${sums.join(', ')}
FROM (SELECT * FROM statement_lines WHERE ${range.join(' AND ')} ${LATEST}) AS t
WHERE ${where.join(' AND ')} GROUP BY keys ORDER BY keys`,
    parameters.values,
  );
  return rows.map((row) => ({
    group: Object.fromEntries(query.by.map((name, i) => [name, row.keys[i] ?? ''])),
    lines: row.lines,
    ...(row.requests === null ? {} : { requests: row.requests }),
    ...told(row),
  }));
}

function told(row: SumRow): Partial<Record<(typeof AMOUNTS)[number], string>> {
  return Object.fromEntries(
    AMOUNTS.flatMap((name) => (row[name] === null ? [] : [[name, Decimal.from(row[name]).toString()]])),
  );
}

function groupOf(name: StatementGroup, timeZone: string, parameters: Parameters): string {
  if (name === 'day') return `toDate(since, ${parameters.add(timeZone, 'String')})`;
  if (name === 'month') return `formatDateTime(since, '%Y-%m', ${parameters.add(timeZone, 'String')})`;
  return `\`${name}\``;
}
