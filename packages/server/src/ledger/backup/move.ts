import { createHash, randomUUID } from 'node:crypto';
import { createWriteStream, mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { WeirError } from '@weir/core/errors';
import type { SqlEngine } from '../sql/engine.ts';
import { feedsOf, withoutFeeds } from './feeds.ts';
import { difference, type Figures, figuresOf } from './figures.ts';
import { requireEmptyLedger } from './restore.ts';
import { inMonth, type LedgerTable, ledgerTables, monthsOf, selectAll } from './tables.ts';

/** A slice is one insert: either all of it is there or nothing. */
const SLICE_ROWS = 200_000;

export interface MoveJob {
  source: SqlEngine;
  /** Migrated, by the same version. */
  target: SqlEngine;
  /** A directory for one slice at a time. */
  scratch: string;
  /** Names the source, so that only its own move is taken up again. */
  id: string;
  onProgress(progress: MoveProgress): void;
  signal?: AbortSignal;
}

export interface MoveProgress {
  phase: 'copying' | 'comparing';
  done: number;
  total: number;
  what: string;
}

export interface MovedTable {
  table: string;
  month: string;
  /** Absent for rollups. */
  rows?: number;
  sums: Record<string, string>;
}

/** What there is to move: by table and month. */
export async function planOfMove(
  source: SqlEngine,
): Promise<{ table: LedgerTable; month: string; figures: Figures }[]> {
  const plan: { table: LedgerTable; month: string; figures: Figures }[] = [];
  for (const table of await ledgerTables(source)) {
    for (const month of await monthsOf(source, table)) {
      plan.push({ table, month, figures: await figuresOf(source, table, table.name, inMonth(table, month)) });
    }
  }
  return plan;
}

/**
 * Copies a ledger that nobody writes to into an empty one, slice by slice, and compares both, table by table and month by
 * month, to the last digit. Broken off, it goes on where it was. The source is only read. Throws `conflict` for a target that
 * holds anything else.
 */
export async function moveLedger(job: MoveJob): Promise<MovedTable[]> {
  const { source, target, signal } = job;
  const plan = await planOfMove(source);
  const feeds = await begin(job);
  const total = plan.length;
  await withoutFeeds(
    target,
    async () => {
      for (const [done, { table, month, figures }] of plan.entries()) {
        signal?.throwIfAborted();
        const what = `${table.name} ${month}`;
        job.onProgress({ phase: 'copying', done, total, what });
        if (
          difference(figures, await figuresOf(target, table, table.name, inMonth(table, month))) === undefined
        )
          continue;
        await (table.summed || table.time === undefined
          ? moveWhole(job, table, month)
          : moveMonth(job, table, month));
      }
    },
    feeds,
  );
  for (const [done, { table, month, figures }] of plan.entries()) {
    job.onProgress({ phase: 'comparing', done, total, what: `${table.name} ${month}` });
    const found = await figuresOf(target, table, table.name, inMonth(table, month));
    const differs = difference(figures, found);
    if (differs !== undefined) throw movedOtherwise(table.name, month, differs);
  }
  await target.command('DROP TABLE IF EXISTS weir_move SYNC');
  return plan.map(({ table, month, figures }) => ({
    table: table.name,
    month,
    sums: figures.sums,
    ...(figures.rows === undefined ? {} : { rows: figures.rows }),
  }));
}

/** Notes in the target whose move it is; answers the feeds it had, should a run before have been killed. */
async function begin({ target, id }: MoveJob): Promise<string[]> {
  const noted = await target.select<{ name: string }>(
    `SELECT name FROM system.tables WHERE database = currentDatabase() AND name = 'weir_move'`,
  );
  if (noted.length > 0) {
    const rows = await target.select<{ source: string; feed: string }>('SELECT source, feed FROM weir_move');
    if (rows.some(({ source }) => source !== id)) {
      throw new WeirError('conflict', 'Another installation is being moved into this ledger', {
        remedy: 'Go on with that move, or name another database.',
      });
    }
    if (rows.length > 0) return rows.map(({ feed }) => feed).filter((feed) => feed !== '');
  } else await requireEmptyLedger(target);
  await target.command(
    `CREATE TABLE IF NOT EXISTS weir_move (\`source\` String, \`feed\` String) ENGINE = MergeTree ORDER BY feed`,
  );
  const feeds = await feedsOf(target);
  const lines = ['', ...feeds].map((feed) => JSON.stringify([id, feed])).join('\n');
  await target.insert('weir_move', ['source', 'feed'], Buffer.from(lines), `move-${id}`);
  return feeds;
}

/** Day by day, hour by hour where days are large; a slice that is there is not sent again. */
async function moveMonth(job: MoveJob, table: LedgerTable, month: string): Promise<void> {
  const hours = await job.source.select<{ hour: string; rows: number }>(
    `SELECT toString(toUnixTimestamp(toStartOfHour(${table.time}))) AS hour, count() AS rows FROM ${table.name}
WHERE ${inMonth(table, month)} GROUP BY hour ORDER BY hour`,
  );
  for (const { since, until } of slicesOf(hours)) {
    job.signal?.throwIfAborted();
    const at = (seconds: number) => `toDateTime(${seconds}, 'UTC')`;
    const where = `${inMonth(table, month)} AND ${table.time} >= ${at(since)} AND ${table.time} < ${at(until)}`;
    const figures = await figuresOf(job.source, table, table.name, where);
    const there = await figuresOf(job.target, table, table.name, where);
    if (difference(figures, there) === undefined) continue;
    if (there.rows !== 0)
      throw movedOtherwise(table.name, month, 'the target has rows that are not of this move');
    await send(
      job,
      table,
      where,
      createHash('sha256').update(`${job.id} ${table.name} ${where}`).digest('hex'),
    );
  }
}

/** Rollups merge by themselves, so a month of them is made anew as a whole. */
async function moveWhole(job: MoveJob, table: LedgerTable, month: string): Promise<void> {
  await job.target.command(
    month === 'all'
      ? `TRUNCATE TABLE ${table.name}`
      : `ALTER TABLE ${table.name} DROP PARTITION ID '${month}'`,
  );
  await send(job, table, inMonth(table, month), randomUUID());
}

async function send(
  { source, target, scratch, signal }: MoveJob,
  table: LedgerTable,
  where: string,
  token: string,
) {
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  const path = join(scratch, `slice-${process.pid}.native`);
  try {
    const rows = source.stream(selectAll(table, table.name, where), {}, 'Native', { signal });
    await pipeline(rows, createWriteStream(path, { mode: 0o600 }));
    const names = table.columns.map(({ name }) => name);
    await target.load(table.name, names, 'Native', path, token);
  } finally {
    rmSync(path, { force: true });
  }
}

/** Whole hours, as many as fit. */
export function slicesOf(
  hours: readonly { hour: string; rows: number }[],
): { since: number; until: number }[] {
  const slices: { since: number; until: number; rows: number }[] = [];
  for (const { hour, rows } of hours) {
    const since = Number(hour);
    const last = slices.at(-1);
    if (last !== undefined && last.rows + rows <= SLICE_ROWS) {
      last.rows += rows;
      last.until = since + 3_600;
    } else slices.push({ since, until: since + 3_600, rows });
  }
  return slices;
}

function movedOtherwise(table: string, month: string, differs: string): WeirError {
  return new WeirError('conflict', `${table} of ${month} differs after the move: ${differs}`, {
    remedy: 'The source is untouched. Empty the target and move again; report it if it stays so.',
  });
}
