import type { SpendScope } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import type { Floors } from '../floors.ts';
import { picoOf } from '../rows/checks.ts';
import { floorsFor, piecesOf, type Source, selectedOf, selectOf, sourceOf } from './cost-pieces.ts';
import { Parameters } from './dimensions.ts';
import { type Span, toSpan } from './range.ts';
import { isInRollup, ScopeConditions } from './scopes.ts';

/** Conditions in a statement, so that its text stays well below the 256 kB that the engine parses. */
const MOST_CONDITIONS = 1_500;
const END_OF_TIME = new Date(8.64e15);

/**
 * Sums of many scopes in few scans: those of one range and one table are summed side by side while it is read once. A
 * statement sees a table as of one instant, so what is counted and what is left out are of the same moment.
 */
export async function spend(
  engine: SqlEngine,
  floors: Floors,
  scopes: readonly SpendScope[],
): Promise<bigint[]> {
  const sums = scopes.map(() => 0n);
  for (const scan of scansOf(scopes)) {
    const { sql, parameters } = statement(scan, floors);
    const [row] = await engine.select<{ sums: string[] }>(sql, parameters.values);
    scan.wanted.forEach(({ index }, i) => {
      sums[index] = picoOf(row?.sums[i] ?? '0');
    });
  }
  return sums;
}

interface Scan {
  source: Source;
  span: Span;
  conditions: number;
  wanted: { index: number; scope: SpendScope }[];
}

function scansOf(scopes: readonly SpendScope[]): Scan[] {
  const scans: Scan[] = [];
  const open = new Map<string, Scan>();
  scopes.forEach((scope, index) => {
    const source = sourceOf(scope, Object.keys(scope.after).length === 0);
    const span = toSpan({ since: scope.since, until: scope.until ?? END_OF_TIME });
    const key = `${source} ${span.since} ${span.until} ${isInRollup(scope.scope)}`;
    let scan = open.get(key);
    const conditions = 1 + Object.keys(scope.scope).length + Object.keys(scope.after).length;
    if (scan === undefined || scan.conditions + conditions > MOST_CONDITIONS) {
      scan = { source, span, conditions: 0, wanted: [] };
      open.set(key, scan);
      scans.push(scan);
    }
    scan.conditions += conditions;
    scan.wanted.push({ index, scope });
  });
  return scans;
}

function statement({ source, span, wanted }: Scan, floors: Floors): { sql: string; parameters: Parameters } {
  const parameters = new Parameters();
  const conditions = new ScopeConditions(parameters);
  const all = wanted.map(({ scope }) => [
    ...conditions.of(scope),
    ...conditions.countedByLedger(scope.after),
  ]);
  const { common, own } = apart(all);
  const sums = own.map(
    (some) => `toString(${some.length === 0 ? 'sum(paid)' : `sumIf(paid, ${some.join(' AND ')})`})`,
  );
  const [first] = wanted;
  const kept = first === undefined ? floors : floorsFor(first.scope, floors);
  const pieces = piecesOf(source, span, kept).map((piece) => {
    const columns = [`${piece.paid} AS paid`, ...selectedOf(piece, conditions.selected)];
    return selectOf(piece, columns, parameters);
  });
  const where = common.length === 0 ? '' : `\nWHERE ${common.join(' AND ')}`;
  const sql = `SELECT [${sums.join(',\n')}] AS sums\nFROM (\n${pieces.join('\nUNION ALL\n')}\n)${where}`;
  return { sql, parameters };
}

/** What all scopes ask for keeps rows from being read at all: mostly the calls of gateways that count from their start. */
function apart(all: readonly (readonly string[])[]): { common: string[]; own: string[][] } {
  const common = (all[0] ?? []).filter((condition) => all.every((one) => one.includes(condition)));
  return { common, own: all.map((one) => one.filter((condition) => !common.includes(condition))) };
}
