import type { SpendScope } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import { picoOf } from '../rows/checks.ts';
import { Parameters } from './dimensions.ts';
import { type Span, splitHours, toSpan } from './range.ts';
import { isInRollup, isOfPlace, ScopeConditions } from './scopes.ts';

/** So that a statement stays well below what the engine parses. */
const SCOPES_PER_SCAN = 100;
const END_OF_TIME = new Date(8.64e15);

/**
 * Sums of many scopes in few scans: those of one range and one table are summed side by side while it is read once. A
 * statement sees a table as of one instant, so what is counted and what is left out are of the same moment.
 */
export async function spend(engine: SqlEngine, scopes: readonly SpendScope[]): Promise<bigint[]> {
  const sums = scopes.map(() => 0n);
  for (const scan of scansOf(scopes)) {
    const { sql, parameters } = statement(scan);
    const [row] = await engine.select<{ sums: string[] }>(sql, parameters.values);
    scan.wanted.forEach(({ index }, i) => {
      sums[index] = picoOf(row?.sums[i] ?? '0');
    });
  }
  return sums;
}

type Source = 'calls' | 'charges' | 'rollup';

interface Scan {
  source: Source;
  span: Span;
  wanted: { index: number; scope: SpendScope }[];
}

function scansOf(scopes: readonly SpendScope[]): Scan[] {
  const scans: Scan[] = [];
  const open = new Map<string, Scan>();
  scopes.forEach((scope, index) => {
    const source = sourceOf(scope);
    const span = toSpan({ since: scope.since, until: scope.until ?? END_OF_TIME });
    const key = `${source} ${span.since} ${span.until}`;
    let scan = open.get(key);
    if (scan === undefined || scan.wanted.length >= SCOPES_PER_SCAN) {
      scan = { source, span, wanted: [] };
      open.set(key, scan);
      scans.push(scan);
    }
    scan.wanted.push({ index, scope });
  });
  return scans;
}

/** Only charges know who billed, and the rollup does not know gateways. */
function sourceOf(scope: SpendScope): Source {
  if (isOfPlace(scope)) return 'charges';
  return Object.keys(scope.after).length === 0 && isInRollup(scope.scope) ? 'rollup' : 'calls';
}

function statement({ source, span, wanted }: Scan): { sql: string; parameters: Parameters } {
  const parameters = new Parameters();
  const conditions = new ScopeConditions(parameters);
  const sums = wanted.map(({ scope }) => {
    const all = [...conditions.of(scope), ...conditions.countedByLedger(scope.after)];
    return `toString(${all.length === 0 ? 'sum(paid)' : `sumIf(paid, ${all.join(' AND ')})`})`;
  });
  const pieces = piecesOf(source, span).map(({ table, time, paid, part }) => {
    const since = parameters.add(part.since, 'Int64');
    const until = parameters.add(part.until, 'Int64');
    return `SELECT ${[`${paid} AS paid`, ...conditions.selected].join(', ')} FROM ${table}
WHERE ${time} >= fromUnixTimestamp64Milli(${since}, 'UTC') AND ${time} < fromUnixTimestamp64Milli(${until}, 'UTC')`;
  });
  const sql = `SELECT [${sums.join(',\n')}] AS sums\nFROM (\n${pieces.join('\nUNION ALL\n')}\n)`;
  return { sql, parameters };
}

interface Piece {
  table: string;
  time: string;
  paid: string;
  part: Span;
}

/** The rollup for full hours, detail for the ragged ends. */
function piecesOf(source: Source, span: Span): Piece[] {
  if (source === 'charges') return [{ ...DETAIL, table: 'charges', paid: 'effective_cost', part: span }];
  if (source === 'calls') return [{ ...DETAIL, part: span }];
  const { hours, edges } = splitHours(span);
  if (hours === undefined) return [{ ...DETAIL, part: span }];
  const full = { table: 'rollup_calls_hourly', time: 'hour', paid: 'cost', part: hours };
  return [full, ...edges.map((part) => ({ ...DETAIL, part }))];
}

const DETAIL = { table: 'calls', time: 'started_at', paid: 'cost' };
