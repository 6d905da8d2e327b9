import { createHash } from 'node:crypto';
import { createReadStream, mkdirSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { type BackupFile, damaged } from './manifest.ts';

/** Writes a file of a backup, synced, and says what it came to. */
export async function writeBackupFile(
  directory: string,
  path: string,
  pieces: AsyncIterable<Uint8Array> | Iterable<Uint8Array>,
  onBytes: (bytes: number) => void,
): Promise<BackupFile> {
  const target = join(directory, path);
  mkdirSync(dirname(target), { recursive: true, mode: 0o700 });
  const file = await open(target, 'wx', 0o600);
  const hash = createHash('sha256');
  let bytes = 0;
  try {
    for await (const piece of pieces) {
      await file.writeFile(piece);
      hash.update(piece);
      bytes += piece.length;
      onBytes(piece.length);
    }
    await file.sync();
  } finally {
    await file.close();
  }
  return { path, bytes, sha256: hash.digest('hex') };
}

/** Throws `backup_damaged` that says which file is not what the manifest says, and how. */
export async function checkBackupFile(
  directory: string,
  { path, bytes, sha256 }: BackupFile,
  onBytes: (bytes: number) => void,
): Promise<void> {
  const full = join(directory, path);
  const found = sizeOf(full);
  const again = 'Take another copy of the backup, or make a new one.';
  if (found === undefined) throw damaged(full, 'is missing', again);
  if (found !== bytes) throw damaged(full, `has ${found} bytes instead of ${bytes}`, again);
  const hash = createHash('sha256');
  for await (const piece of createReadStream(full)) {
    hash.update(piece as Buffer);
    onBytes((piece as Buffer).length);
  }
  if (hash.digest('hex') !== sha256) throw damaged(full, 'has been altered: its SHA-256 differs', again);
}

function sizeOf(path: string): number | undefined {
  try {
    return statSync(path).size;
  } catch {
    return undefined;
  }
}
