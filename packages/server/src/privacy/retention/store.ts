import { randomBytes } from 'node:crypto';
import { mkdir, open, readdir, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { WeirError } from '@weir/core/errors';
import { openEntry, sealEntry } from './entry-file.ts';
import { isSampled } from './sampling.ts';

/** Most of a prompt, and of a completion, that is kept together: 1 MiB. */
export const ENTRY_BYTES = 1024 * 1024;
const DAY_MS = 86_400_000;
const DAY = /^\d{4}-\d{2}-\d{2}$/;
/** Ids become file names. */
const CALL_ID = /^[A-Za-z0-9_-]{1,128}$/;

export interface RetentionEntry {
  readonly callId: string;
  readonly workload: string;
  /** Epoch milliseconds of the call. */
  readonly at: number;
  /** Bodies as they are to be kept (redacted, where the policy redacts). */
  readonly request: Buffer;
  readonly answer: Buffer;
}

export interface RetentionRule {
  readonly days: number;
  readonly sample_percent: number;
}

export interface KeptEntry {
  readonly callId: string;
  readonly workload: string;
  readonly at: number;
  /** Epoch milliseconds from which on it is not given out. */
  readonly expiresAt: number;
  /** Request or answer was longer than what is kept. */
  readonly truncated: boolean;
  readonly request: Buffer;
  readonly answer: Buffer;
}

export interface RetentionStore {
  /** True when the entry was kept, false when the sample leaves it out. */
  put(entry: RetentionEntry, rule: RetentionRule): Promise<boolean>;
  /** `day`: `2026-11-22` (UTC) of the call. Undefined when nothing is kept, or no longer. */
  get(callId: string, day: string, now: number): Promise<KeptEntry | undefined>;
  /** Removes what has expired; how many entries that were. */
  purge(now: number): Promise<number>;
}

export interface RetentionOptions {
  readonly directory: string;
  /** 32 bytes or more, of this installation. */
  readonly key: Buffer;
}

/** Throws WeirError `config_invalid` for a short key. */
export function createRetentionStore({ directory, key }: RetentionOptions): RetentionStore {
  if (key.length < 32) {
    throw new WeirError('config_invalid', 'The retention key is shorter than 32 bytes.', {
      remedy: 'Give 32 random bytes.',
    });
  }
  return {
    async put(entry, rule) {
      if (!isSampled(entry.callId, rule.sample_percent)) return false;
      await write(directory, entry, rule.days, key);
      return true;
    },
    async get(callId, day, now) {
      const file = await read(entryPath(directory, day, callId));
      if (file === undefined) return undefined;
      const kept = asEntry(openEntry(key, file));
      return kept.callId !== callId || kept.expiresAt <= now ? undefined : kept;
    },
    purge: (now) => purge(directory, now),
  };
}

async function write(directory: string, entry: RetentionEntry, days: number, key: Buffer): Promise<void> {
  const path = entryPath(directory, dayOf(entry.at), entry.callId);
  const request = entry.request.subarray(0, ENTRY_BYTES / 2);
  const answer = entry.answer.subarray(0, ENTRY_BYTES - request.length);
  const truncated = request.length + answer.length < entry.request.length + entry.answer.length;
  const header = {
    call_id: entry.callId,
    workload: entry.workload,
    at: entry.at,
    expires_at: entry.at + days * DAY_MS,
    truncated,
  };
  const content = { request: request.toString('base64'), answer: answer.toString('base64') };
  const temporary = `${path}.${randomBytes(6).toString('hex')}.tmp`;
  await mkdir(join(directory, dayOf(entry.at)), { recursive: true, mode: 0o700 });
  try {
    const handle = await open(temporary, 'wx', 0o600);
    try {
      await handle.writeFile(sealEntry(key, header, content));
      await handle.sync();
    } finally {
      await handle.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Workloads keep for different times, so each entry's own header decides; leftovers of a crash go after a day. */
async function purge(directory: string, now: number): Promise<number> {
  let removed = 0;
  for (const day of await names(directory)) {
    if (!DAY.test(day)) continue;
    const folder = join(directory, day);
    const files = await names(folder);
    let left = files.length;
    for (const file of files) {
      if (!(await hasExpired(join(folder, file), Date.parse(day), now))) continue;
      await rm(join(folder, file), { force: true });
      left -= 1;
      if (!file.endsWith('.tmp')) removed += 1;
    }
    if (left === 0 && Date.parse(day) + DAY_MS < now) await rm(folder, { recursive: true, force: true });
  }
  return removed;
}

async function hasExpired(path: string, day: number, now: number): Promise<boolean> {
  if (path.endsWith('.tmp')) return day + 2 * DAY_MS < now;
  const expiry = await readExpiry(path);
  // a file without a readable header can never be given out
  return expiry === undefined || expiry <= now;
}

/** More than any header takes. */
const HEADER_BYTES = 1_024;

async function readExpiry(path: string): Promise<number | undefined> {
  const handle = await open(path, 'r');
  try {
    const start = Buffer.alloc(HEADER_BYTES);
    const { bytesRead } = await handle.read(start, 0, HEADER_BYTES, 0);
    const found = /"expires_at":(\d{1,16})/.exec(start.toString('latin1', 0, bytesRead));
    return found === null ? undefined : Number(found[1]);
  } finally {
    await handle.close();
  }
}

function asEntry({ header, content }: { header: unknown; content: unknown }): KeptEntry {
  const head = header as {
    call_id: string;
    workload: string;
    at: number;
    expires_at: number;
    truncated: boolean;
  };
  const body = content as { request: string; answer: string };
  return {
    callId: head.call_id,
    workload: head.workload,
    at: head.at,
    expiresAt: head.expires_at,
    truncated: head.truncated,
    request: Buffer.from(body.request, 'base64'),
    answer: Buffer.from(body.answer, 'base64'),
  };
}

function entryPath(directory: string, day: string, callId: string): string {
  if (!DAY.test(day)) throw invalid('day', 'day must look like 2026-11-22');
  if (!CALL_ID.test(callId)) throw invalid('call_id', 'call_id must be letters, digits, - and _');
  return join(directory, day, `${callId}.bin`);
}

function invalid(field: string, message: string): WeirError {
  return new WeirError('invalid_argument', `${message}.`, { field, remedy: `Correct ${field}.` });
}

function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}

async function names(directory: string): Promise<string[]> {
  return readdir(directory).catch((error: NodeJS.ErrnoException) => absent(error, []));
}

async function read(path: string): Promise<Buffer | undefined> {
  return readFile(path).catch((error: NodeJS.ErrnoException) => absent(error, undefined));
}

function absent<T>(error: NodeJS.ErrnoException, value: T): T {
  if (error.code === 'ENOENT') return value;
  throw error;
}
