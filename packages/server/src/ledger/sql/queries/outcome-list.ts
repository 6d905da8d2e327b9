import type { Outcome, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import type { OutcomeQuery } from '../../outcome-port.ts';
import type { SqlEngine } from '../engine.ts';
import { isoInstant } from '../rows/decode.ts';
import { decodeOutcome, OUTCOME_SELECTED, type OutcomeRow } from '../rows/outcome.ts';
import { Parameters } from './dimensions.ts';
import { latestConditions } from './outcome-latest.ts';
import { positionsUnlinked } from './outcome-names.ts';

/** After so long nobody expects the calls any more. */
const UNKNOWN_AFTER_MS = 24 * 3_600_000;

export async function queryOutcomes(
  engine: SqlEngine,
  query: OutcomeQuery,
  now: number,
): Promise<Page<Outcome>> {
  const parameters = new Parameters();
  const where = [...latestConditions(query, parameters), ...narrowing(query, parameters)];
  const rows = await engine.select<OutcomeRow & { micros: string }>(
    `SELECT ${OUTCOME_SELECTED}, toString(toUnixTimestamp64Micro(o.at)) AS micros FROM outcomes AS o
WHERE ${where.join(' AND ')}
ORDER BY o.at DESC, o.id DESC LIMIT 1 BY o.id LIMIT ${parameters.add(query.limit + 1, 'UInt32')}`,
    parameters.values,
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  const links = await linksOf(engine, shown, now);
  return {
    data: shown.map((row, i) => decodeOutcome(row, links[i] ?? 'linked')),
    next_cursor:
      rows.length > shown.length && last !== undefined
        ? Buffer.from(JSON.stringify([last.micros, last.id])).toString('base64url')
        : null,
  };
}

function narrowing(query: OutcomeQuery, parameters: Parameters): string[] {
  const where: string[] = [];
  for (const name of ['task', 'customer'] as const) {
    const value = query[name];
    if (value !== undefined) where.push(`o.${name} = ${parameters.add(value, 'String')}`);
  }
  if (query.success !== undefined) where.push(query.success ? 'o.success' : 'NOT o.success');
  if (query.retracted !== true) where.push('NOT o.retracted');
  if (query.unlinked === true) where.push(UNLINKED);
  if (query.cursor !== undefined) where.push(afterCursor(query.cursor, parameters));
  return where;
}

const UNLINKED = `multiIf(
  o.task != '', (o.workload, o.task) NOT IN (SELECT workload, task FROM calls WHERE task IN (SELECT task FROM outcomes WHERE task != '')),
  o.call != '', o.call NOT IN (SELECT call_id FROM calls WHERE call_id IN (SELECT call FROM outcomes WHERE call != '')),
  false)`;

export async function linksOf(
  engine: SqlEngine,
  rows: readonly OutcomeRow[],
  now: number,
): Promise<Outcome['link'][]> {
  const waiting = new Set(await positionsUnlinked(engine, rows));
  return rows.map(({ recorded_at }, i) => {
    if (!waiting.has(i)) return 'linked';
    return Date.parse(isoInstant(recorded_at)) < now - UNKNOWN_AFTER_MS ? 'unknown' : 'pending';
  });
}

const placeOf = z.tuple([z.string().regex(/^\d{1,17}$/), z.string()]);

function afterCursor(cursor: string, parameters: Parameters): string {
  try {
    const [micros, id] = placeOf.parse(JSON.parse(Buffer.from(cursor, 'base64url').toString()));
    return `(o.at, o.id) < (fromUnixTimestamp64Micro(${parameters.add(micros, 'Int64')}, 'UTC'), ${parameters.add(id, 'String')})`;
  } catch {
    // not ours
  }
  throw new WeirError('invalid_argument', 'This cursor was not issued by the list of outcomes', {
    field: 'cursor',
    remedy: 'Pass next_cursor of the previous page unchanged, or leave it out.',
  });
}
