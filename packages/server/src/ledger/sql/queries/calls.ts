import type { CallFact, CallSummary, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { CallQuery, DimensionFilter, TimeRange } from '../../port.ts';
import type { SqlEngine } from '../engine.ts';
import {
  CALL_COLUMNS,
  type CallRow,
  CHARGE_COLUMNS,
  type ChargeRow,
  decodeCall,
  decodeSummary,
  SUMMARY_COLUMNS,
} from '../rows/decode.ts';
import { chunksOf } from './chunks.ts';
import { rangeConditions } from './cost-pieces.ts';
import { filterCondition, Parameters, resolveFilters, type VirtualTags } from './dimensions.ts';
import { toSpan } from './range.ts';

/** Newest first. The cursor is the last row's place in (started_at, call_id), so later arrivals do not shift pages. */
export async function queryCalls(
  engine: SqlEngine,
  query: CallQuery,
  virtual?: VirtualTags,
): Promise<Page<CallSummary>> {
  const parameters = new Parameters(virtual);
  const range = rangeConditions('started_at', toSpan(query), parameters);
  const where = [...range, ...filterConditions(query.filter, range, parameters)];
  if (query.cursor !== undefined) where.push(...afterCursor(query.cursor, parameters));
  const rows = await engine.select<CallRow & { micros: string }>(
    `SELECT ${SUMMARY_COLUMNS}, toString(toUnixTimestamp64Micro(started_at)) AS micros
FROM calls
WHERE ${where.join(' AND ')}
ORDER BY started_at DESC, call_id DESC
LIMIT ${parameters.add(query.limit + 1, 'UInt32')}`,
    parameters.values,
  );
  const shown = rows.slice(0, query.limit);
  const last = shown.at(-1);
  return {
    data: shown.map(({ micros, ...row }) => decodeSummary(row)),
    next_cursor: rows.length > shown.length && last !== undefined ? encodeCursor(last) : null,
  };
}

function filterConditions(
  filter: DimensionFilter,
  range: readonly string[],
  parameters: Parameters,
): string[] {
  const ofCall: string[] = [];
  const ofCharge: string[] = [];
  for (const { dimension, values } of resolveFilters(filter, parameters)) {
    const condition = filterCondition(dimension, values, parameters);
    (dimension.ofCharge ? ofCharge : ofCall).push(condition);
  }
  if (ofCharge.length > 0) {
    ofCall.push(`call_id IN (SELECT call_id FROM charges WHERE ${[...range, ...ofCharge].join(' AND ')})`);
  }
  return ofCall;
}

function encodeCursor(row: { micros: string; call_id: string }): string {
  return Buffer.from(`${row.micros}|${row.call_id}`).toString('base64url');
}

function afterCursor(cursor: string, parameters: Parameters): string[] {
  const match = /^(\d{1,17})\|(.+)$/su.exec(Buffer.from(cursor, 'base64url').toString());
  const [, micros, callId] = match ?? [];
  if (micros === undefined || callId === undefined) {
    throw new WeirError('invalid_argument', 'This cursor was not issued by the calls list', {
      field: 'cursor',
      remedy: 'Pass next_cursor of the previous page unchanged, or leave it out.',
    });
  }
  const instant = `fromUnixTimestamp64Micro(${parameters.add(micros, 'Int64')}, 'UTC')`;
  return [
    `started_at <= ${instant}`,
    `(started_at < ${instant} OR call_id < ${parameters.add(callId, 'String')})`,
  ];
}

export async function queryCall(engine: SqlEngine, callId: string): Promise<CallFact | undefined> {
  const [row] = await engine.select<CallRow>(
    `SELECT ${CALL_COLUMNS} FROM calls WHERE call_id = {id:String} LIMIT 1`,
    { id: callId },
  );
  if (row === undefined) return undefined;
  const charges = await engine.select<ChargeRow>(
    `SELECT ${CHARGE_COLUMNS} FROM charges
WHERE started_at = toDateTime64({at:String}, 6, 'UTC') AND call_id = {id:String}
ORDER BY position`,
    { id: callId, at: row.started_at },
  );
  return decodeCall(row, charges);
}

/** Wholly present ones: a call whose charges were cut off by a crash is not, so that landing it again completes it. */
export async function existingCalls(
  engine: SqlEngine,
  callIds: readonly string[],
  range?: TimeRange,
): Promise<Set<string>> {
  const found = new Set<string>();
  for (const ids of chunksOf(callIds, (id) => id)) {
    const parameters = new Parameters();
    const within = range === undefined ? [] : rangeConditions('started_at', toSpan(range), parameters);
    const where = [...within, `call_id IN ${parameters.add(ids, 'Array(String)')}`].join(' AND ');
    const rows = await engine.select<{ call_id: string }>(
      `SELECT call_id FROM calls WHERE ${where}
  AND (charge_count = 0 OR call_id IN (SELECT call_id FROM charges WHERE ${where}))`,
      parameters.values,
    );
    for (const { call_id } of rows) found.add(call_id);
  }
  return found;
}

/** Class of those whose row is there: '' for none. */
export async function classesOf(engine: SqlEngine, callIds: readonly string[]): Promise<Map<string, string>> {
  const classes = new Map<string, string>();
  for (const ids of chunksOf(callIds, (id) => id)) {
    const rows = await engine.select<{ call_id: string; class: string }>(
      'SELECT call_id, `class` FROM calls WHERE call_id IN {ids:Array(String)}',
      { ids },
    );
    for (const row of rows) classes.set(row.call_id, row.class);
  }
  return classes;
}

/** What providers reported of calls that began in the range; of those that are not there nothing. */
export async function usagesOf(
  engine: SqlEngine,
  callIds: readonly string[],
  range: TimeRange,
): Promise<Map<string, Record<string, number>>> {
  const usages = new Map<string, Record<string, number>>();
  for (const ids of chunksOf(callIds, (id) => id)) {
    const parameters = new Parameters();
    const within = rangeConditions('started_at', toSpan(range), parameters);
    const where = [...within, `call_id IN ${parameters.add(ids, 'Array(String)')}`].join(' AND ');
    const rows = await engine.select<{ call_id: string; usage: Record<string, string> }>(
      `SELECT call_id, usage FROM calls WHERE ${where}`,
      parameters.values,
    );
    for (const { call_id, usage } of rows) {
      usages.set(
        call_id,
        Object.fromEntries(Object.entries(usage).map(([unit, text]) => [unit, Number(text)])),
      );
    }
  }
  return usages;
}
