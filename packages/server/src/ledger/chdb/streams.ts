import { randomUUID } from 'node:crypto';
import { mkdirSync, rmSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Session } from 'chdb';
import type { StreamFormat } from '../sql/engine.ts';
import { quoted } from './parameters.ts';
import type { Killable } from './sessions.ts';

const PIECE_BYTES = 1 << 20;
const LOOK_AGAIN_MS = 10;

/** Formats whose pieces, written one by one, make a document when they are put together. */
const PIECEWISE: ReadonlySet<StreamFormat> = new Set([
  'CSV',
  'CSVWithNames',
  'TabSeparatedWithNames',
  'JSONEachRow',
  'JSONCompactEachRow',
  'Native',
]);

/** The result of `sql` on a session that has its parameters. The session is free when the generator has ended. */
export function streamOf(
  session: Session,
  killable: Killable,
  sql: string,
  format: StreamFormat,
  scratch: string,
): AsyncGenerator<Uint8Array> {
  return PIECEWISE.has(format)
    ? pieces(session, killable, sql, format)
    : throughFile(session, killable, sql, format, scratch);
}

/** The engine hands over a block at a time, each written as a document of its own: headers after the first are cut. */
async function* pieces(
  session: Session,
  killable: Killable,
  sql: string,
  format: StreamFormat,
): AsyncGenerator<Uint8Array> {
  const named = format.endsWith('WithNames');
  const cursor = session.queryStream(killable.marked(sql), { format });
  let header: Buffer | undefined;
  let empty = true;
  for await (const piece of cursor) {
    const bytes = Buffer.from(piece.raw());
    if (bytes.length === 0) continue;
    empty = false;
    const repeated = header !== undefined && bytes.subarray(0, header.length).equals(header);
    header ??= named ? bytes.subarray(0, bytes.indexOf('\n') + 1) : undefined;
    const rest = repeated && header !== undefined ? bytes.subarray(header.length) : bytes;
    if (rest.length > 0) yield rest;
  }
  if (empty && named) yield Buffer.from((await session.queryAsync(onlyHeader(sql), { format })).text());
}

function onlyHeader(sql: string): string {
  return `SELECT * FROM (${sql}) LIMIT 0`;
}

/**
 * Parquet has its index at the end, so the engine writes the whole into a file, which is read while it grows. The file has
 * no name from the moment it was opened: whatever happens, its space is given back.
 */
async function* throughFile(
  session: Session,
  killable: Killable,
  sql: string,
  format: StreamFormat,
  scratch: string,
): AsyncGenerator<Uint8Array> {
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  const path = join(scratch, randomUUID());
  const state: { done?: true; error?: unknown } = {};
  const writing = session
    .queryAsync(killable.marked(`${sql}\nINTO OUTFILE ${quoted(path)} FORMAT ${format}`))
    .then(
      () => {
        state.done = true;
      },
      (error: unknown) => {
        state.done = true;
        state.error = error;
      },
    )
    .finally(() => killable.end());
  let file: FileHandle | undefined;
  try {
    while (file === undefined) {
      file = await open(path, 'r').catch(() => undefined);
      if (file === undefined && state.done) break;
      if (file === undefined) await sleep(LOOK_AGAIN_MS);
    }
    rmSync(path, { force: true });
    if (file !== undefined) yield* grown(file, state);
    if (state.error !== undefined) throw state.error;
  } finally {
    if (!state.done) killable.kill();
    await writing;
    // chDB keeps a statement that failed in its list until the session gets another
    if (state.error !== undefined) await session.queryAsync('SELECT 1').catch(() => undefined);
    await file?.close();
    rmSync(path, { force: true });
  }
}

/** What a file holds, to its end once nobody writes any more. */
async function* grown(file: FileHandle, state: { done?: true }): AsyncGenerator<Uint8Array> {
  for (;;) {
    const last = state.done === true;
    const buffer = Buffer.allocUnsafe(PIECE_BYTES);
    const { bytesRead } = await file.read(buffer, 0, PIECE_BYTES);
    if (bytesRead > 0) yield buffer.subarray(0, bytesRead);
    else if (last) return;
    else await sleep(LOOK_AGAIN_MS);
  }
}
