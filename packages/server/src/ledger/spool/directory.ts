import { type FileHandle, open, readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { ProcessIdentity } from '../../platform/process-identity.ts';
import { CLOSED_FILE, isInstanceDirectory, OWNER_FILE, SEGMENT_PATTERN, segmentName } from './layout.ts';

/** Names of the incarnations in a spool root, oldest name first; none when there is no root yet. */
export async function listInstances(root: string): Promise<string[]> {
  const entries = await readdir(root, { withFileTypes: true }).catch(() => []);
  return entries
    .filter((entry) => entry.isDirectory() && isInstanceDirectory(entry.name))
    .map((entry) => entry.name)
    .sort();
}

/** Numbers of the segments of an incarnation, ascending. */
export async function listSegments(directory: string): Promise<number[]> {
  const names = await readdir(directory);
  return names
    .map((name) => SEGMENT_PATTERN.exec(name)?.[1])
    .filter((digits) => digits !== undefined)
    .map(Number)
    .sort((a, b) => a - b);
}

/** Who writes it; undefined when that cannot be told, which counts as dead. */
export async function readOwner(directory: string): Promise<ProcessIdentity | undefined> {
  try {
    const owner: unknown = JSON.parse(await readFile(join(directory, OWNER_FILE), 'utf8'));
    if (typeof owner !== 'object' || owner === null) return undefined;
    const { pid, start } = owner as Partial<ProcessIdentity>;
    return typeof pid === 'number' && typeof start === 'string' ? { pid, start } : undefined;
  } catch {
    return undefined;
  }
}

/** Whether its writer has ended cleanly. */
export async function isClosed(directory: string): Promise<boolean> {
  return stat(join(directory, CLOSED_FILE)).then(
    () => true,
    () => false,
  );
}

export async function segmentSize(directory: string, segment: number): Promise<number> {
  return (await stat(join(directory, segmentName(segment)))).size;
}

/** Up to `length` bytes of a segment from `position`. */
export async function readSegment(
  directory: string,
  segment: number,
  position: number,
  length: number,
): Promise<Buffer> {
  const handle = await open(join(directory, segmentName(segment)), 'r');
  try {
    return await readFully(handle, position, length);
  } finally {
    await handle.close();
  }
}

async function readFully(handle: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.allocUnsafe(length);
  let done = 0;
  while (done < length) {
    const { bytesRead } = await handle.read(buffer, done, length - done, position + done);
    if (bytesRead === 0) break;
    done += bytesRead;
  }
  return buffer.subarray(0, done);
}
