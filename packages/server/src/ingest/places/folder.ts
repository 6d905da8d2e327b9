import { realpathSync } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { isAbsolute, join, relative, resolve, sep } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { WeirError } from '@weir/core/errors';
import type { Clock } from '../../platform/clock.ts';
import { matcher } from '../files/columns.ts';
import { openPath } from '../files/open.ts';
import type { OpenFile, Place, PlacedFile } from '../sources/port.ts';
import { digestOf } from './digest.ts';

/** A file whose size and time have not changed for so long is taken for complete. */
const SETTLED_MS = 5_000;
const MOST_FILES = 100_000;
const DEEPEST = 10;

/**
 * A folder that is polled. A file is told once its size and time have stood still; its tag is size, time and a digest of its
 * beginning and end, so that one which is written anew is read anew. Hidden files and those of unfinished copies are
 * passed over. Links are followed only as long as they stay below `roots`.
 */
export function folderPlace(
  folder: string,
  roots: readonly string[],
  clock: Clock,
  files: readonly string[] | undefined,
  { settleMs = SETTLED_MS }: { settleMs?: number } = {},
): Place {
  const wanted = files === undefined ? undefined : matcher(files);
  return {
    async *list(signal) {
      let told = 0;
      for await (const name of walk(folder, '', roots, 0)) {
        signal.throwIfAborted();
        if (wanted !== undefined && !wanted(name) && !wanted(name.split('/').at(-1))) continue;
        if (told++ === MOST_FILES) throw tooMany(folder);
        const file = await settled(join(folder, name), name, clock.now(), settleMs, signal);
        if (file !== undefined) yield file;
      }
    },
    async open(file: PlacedFile): Promise<OpenFile> {
      const path = resolve(folder, file.name);
      if (!below(real(path) ?? path, roots)) throw forbidden(file.name);
      return openPath(path, file.name);
    },
  };
}

const UNFINISHED = /(?:^\.|~$|\.(?:tmp|part|partial|crdownload|swp)$)/i;

async function* walk(
  folder: string,
  prefix: string,
  roots: readonly string[],
  depth: number,
): AsyncGenerator<string> {
  const entries = await readdir(join(folder, prefix), { withFileTypes: true }).catch((cause) => {
    throw new WeirError('invalid_argument', `The folder ${join(folder, prefix)} cannot be read`, {
      field: 'settings.place.folder',
      remedy: 'Create it, and let Weir read it.',
      cause,
    });
  });
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    if (UNFINISHED.test(entry.name)) continue;
    const name = prefix === '' ? entry.name : `${prefix}/${entry.name}`;
    const target = entry.isSymbolicLink() ? real(join(folder, name)) : join(folder, name);
    if (target === undefined || !below(target, roots)) continue;
    const kind = entry.isSymbolicLink() ? await stat(target).catch(() => undefined) : entry;
    if (kind?.isDirectory() && depth < DEEPEST) yield* walk(folder, name, roots, depth + 1);
    else if (kind?.isFile()) yield name;
  }
}

/** Undefined while it may still be written. */
async function settled(
  path: string,
  name: string,
  now: number,
  settleMs: number,
  signal: AbortSignal,
): Promise<PlacedFile | undefined> {
  const before = await stat(path).catch(() => undefined);
  if (before === undefined) return undefined;
  const age = now - before.mtimeMs;
  // a time from the future is a clock that is off: then only standing still says something
  if (age < settleMs) {
    if (age >= 0) return undefined;
    await wait(settleMs, undefined, { signal });
    const after = await stat(path).catch(() => undefined);
    if (after === undefined || after.size !== before.size || after.mtimeMs !== before.mtimeMs)
      return undefined;
  }
  const digest = await digestOf(path, before.size);
  return {
    name,
    size: before.size,
    modifiedAt: before.mtime,
    tag: `${before.size}-${Math.round(before.mtimeMs)}-${digest}`,
  };
}

/** The absolute path of `folder`, which may be relative to the first root. Throws `invalid_argument` for one outside all roots. */
export function within(folder: string, roots: readonly string[]): string {
  const [first] = roots;
  if (first === undefined) {
    throw new WeirError('invalid_argument', 'No folder may be watched: the configuration names none', {
      field: 'settings.place.folder',
      remedy: 'Set ingest.folders in weir.yaml.',
    });
  }
  const path = isAbsolute(folder) ? resolve(folder) : resolve(first, folder);
  if (folder.includes('\0') || !below(path, roots) || !below(real(path) ?? path, roots))
    throw forbidden(folder);
  return path;
}

function below(path: string, roots: readonly string[]): boolean {
  return roots.some((root) =>
    [resolve(root), real(root)].some((top) => top !== undefined && isIn(path, top)),
  );
}

function isIn(path: string, root: string): boolean {
  const way = relative(root, path);
  return way === '' || (!isAbsolute(way) && way !== '..' && !way.startsWith(`..${sep}`));
}

function real(path: string): string | undefined {
  try {
    return realpathSync(path);
  } catch {
    return undefined;
  }
}

function forbidden(folder: string): WeirError {
  return new WeirError(
    'invalid_argument',
    `${JSON.stringify(folder.slice(0, 200))} lies outside the folders that may be watched`,
    {
      field: 'settings.place.folder',
      remedy: 'Choose one below ingest.folders of the configuration, or add it there.',
    },
  );
}

function tooMany(folder: string): WeirError {
  return new WeirError('invalid_argument', `The folder ${folder} holds more than ${MOST_FILES} files`, {
    field: 'settings.place.folder',
    remedy: 'Move old files away, or name those that count in settings.place.files.',
  });
}
