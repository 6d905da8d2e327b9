import { randomBytes } from 'node:crypto';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { WeirError } from '@weir/core/errors';
import { writeFileAtomic } from '../atomic-file.ts';
import { isProcessAlive, type ProcessIdentity, processIdentity } from '../process-identity.ts';

export interface LockOptions {
  /** How long to wait for a living holder to let go; 0 refuses at once. */
  waitMs?: number;
  /** What this process is, for the message others get: `weir up`. */
  command: string;
}

export interface Lock {
  readonly path: string;
  /** Safe to call twice. */
  release(): void;
}

/** Content of the lock file. */
export interface LockHolder {
  pid: number;
  start: string;
  /** RFC 3339, UTC. */
  since: string;
  command: string;
  nonce: string;
}

const RETRY_MS = 25;
/** Candidates that meet step back and try again; this long before it is called an error. */
const CONTEST_MS = 3_000;

/**
 * Takes the lock file at `path`, or throws `data_dir_locked` naming who holds it, since when and as which command.
 *
 * Node offers no flock, so: announce, then check. Each process creates a file of its own in `<path>.d/` whose name is
 * its identity, then lists the folder; only one that sees no other living name holds the lock. Of two that announce,
 * the later lister must see the earlier, so two can never both hold. Names of dead processes count for nothing, hence
 * taking over after kill -9 deletes nothing that a living process relies on. `path` itself only tells who it is.
 */
export async function acquireLock(path: string, options: LockOptions): Promise<Lock> {
  const folder = `${path}.d`;
  mkdirSync(folder, { recursive: true });
  const started = Date.now();
  for (;;) {
    const mine = announce(folder);
    const others = livingNames(folder, mine);
    if (others.length === 0) return hold(path, folder, mine, options.command);
    rmSync(join(folder, mine), { force: true });
    const holder = readHolder(path, others);
    const patience = holder === undefined ? Math.max(CONTEST_MS, options.waitMs ?? 0) : (options.waitMs ?? 0);
    if (Date.now() - started >= patience) throw locked(path, holder, others);
    await sleep(RETRY_MS * (0.2 + Math.random()));
  }
}

/** Who holds the lock at `path` right now, if a living process does. */
export function lockHolder(path: string): LockHolder | undefined {
  try {
    return readHolder(path, livingNames(`${path}.d`, ''));
  } catch {
    return undefined;
  }
}

function announce(folder: string): string {
  const { pid, start } = processIdentity();
  const name = `${pid}-${start}-${randomBytes(6).toString('hex')}`;
  writeFileSync(join(folder, name), '', { flag: 'wx', mode: 0o600 });
  return name;
}

function livingNames(folder: string, except: string): string[] {
  return readdirSync(folder).filter((name) => name !== except && isNameAlive(name));
}

function isNameAlive(name: string): boolean {
  const identity = identityOf(name);
  return identity !== undefined && isProcessAlive(identity);
}

function identityOf(name: string): ProcessIdentity | undefined {
  const match = /^(\d+)-([^-]*)-[0-9a-f]{12}$/.exec(name);
  return match === null ? undefined : { pid: Number(match[1]), start: match[2] ?? '' };
}

/** A record is believed only while the announcement it names stands and its process lives. */
function readHolder(path: string, living: readonly string[]): LockHolder | undefined {
  try {
    const holder = JSON.parse(readFileSync(path, 'utf8')) as LockHolder;
    return living.includes(holder.nonce) ? holder : undefined;
  } catch {
    return undefined;
  }
}

function hold(path: string, folder: string, mine: string, command: string): Lock {
  for (const name of readdirSync(folder)) {
    if (name !== mine && !isNameAlive(name)) rmSync(join(folder, name), { force: true });
  }
  const holder: LockHolder = { ...processIdentity(), since: new Date().toISOString(), command, nonce: mine };
  try {
    writeFileAtomic(path, `${JSON.stringify(holder)}\n`);
  } catch (error) {
    rmSync(join(folder, mine), { force: true });
    throw error;
  }
  let released = false;
  return {
    path,
    release() {
      if (released) return;
      released = true;
      rmSync(path, { force: true });
      rmSync(join(folder, mine), { force: true });
    },
  };
}

function locked(path: string, holder: LockHolder | undefined, others: readonly string[]): WeirError {
  const who =
    holder === undefined
      ? `process ${others.map((name) => identityOf(name)?.pid).join(', ')}`
      : `process ${holder.pid} (${holder.command}), running since ${holder.since}`;
  return new WeirError('data_dir_locked', `The data directory is in use by ${who}; lock file ${path}`, {
    remedy: 'Stop that process, or choose another directory with WEIR_DATA_DIR.',
  });
}
