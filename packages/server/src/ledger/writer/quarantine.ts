import { createHash } from 'node:crypto';
import { mkdir, open, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { QUARANTINE_DIRECTORY } from '../spool/layout.ts';

/** Something of the spool that could not be landed. */
export interface QuarantinedRecord {
  instance: string;
  reason: string;
  /** The call, when it could be read. */
  call?: unknown;
  /** Its bytes (base64) and place, when not. */
  bytes?: string;
  segment?: number;
  offset?: number;
}

/**
 * Sets a record aside as a file of its own, for people. The name follows from the content, so doing it again after a
 * crash changes nothing.
 */
export async function quarantine(root: string, record: QuarantinedRecord): Promise<void> {
  const directory = join(root, QUARANTINE_DIRECTORY);
  await mkdir(directory, { recursive: true, mode: 0o700 });
  const content = JSON.stringify(record, null, 2);
  const name = `${record.instance}-${createHash('sha256').update(content).digest('hex').slice(0, 16)}.json`;
  const path = join(directory, name);
  const handle = await open(`${path}.tmp`, 'w', 0o600);
  try {
    await handle.writeFile(content);
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(`${path}.tmp`, path);
}
