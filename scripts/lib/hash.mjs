import { createHash } from 'node:crypto';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, relative } from 'node:path';
import { ROOT } from './paths.mjs';

/** Folders that never count as input. */
const IGNORED = new Set(['node_modules', 'dist', '__fixtures__']);

/** Every file below `path` (or `path` itself), sorted; tests and ignored folders left out. */
export function filesBelow(path) {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found === undefined) return [];
  if (found.isFile()) return [path];
  return readdirSync(path, { withFileTypes: true })
    .filter((entry) => !IGNORED.has(entry.name) && !/\.test\.tsx?$/.test(entry.name))
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => filesBelow(join(path, entry.name)));
}

/** SHA-256 over names and contents of files and folders; the same tree gives the same hash anywhere. */
export function hashOf(paths, salt = '') {
  const hash = createHash('sha256').update(salt);
  for (const file of paths.flatMap(filesBelow)) {
    hash.update(`\0${relative(ROOT, file)}\0`).update(readFileSync(file));
  }
  return hash.digest('hex');
}
