import { createHash } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Longest path a Unix socket address takes on every system (104 on macOS, 108 on Linux, a NUL included). */
const MAX_PATH_BYTES = 103;

/**
 * Where the socket for `path` really lies: there, or, when that path is too long for an address, under a name
 * derived from it in a private folder of the temporary directory. Both ends compute the same.
 */
export function socketPath(path: string): string {
  if (Buffer.byteLength(path) <= MAX_PATH_BYTES) return path;
  const folder = join(tmpdir(), `weir-${process.getuid?.() ?? 'user'}`);
  mkdirSync(folder, { recursive: true, mode: 0o700 });
  return join(folder, `${createHash('sha256').update(path).digest('hex').slice(0, 24)}.sock`);
}
