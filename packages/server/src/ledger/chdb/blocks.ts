import { randomUUID } from 'node:crypto';
import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Session } from 'chdb';
import type { TableBlock } from '../sql/engine.ts';
import { quoted } from './parameters.ts';

const PREFIX = 'landing-';

export interface BlockInsert {
  table: string;
  block: TableBlock;
  token: string;
  /** Directory for the file. */
  scratch: string;
}

/**
 * chDB takes binary rows from files only. The file is as short-lived as the statement and never synced: what makes the rows
 * last is the part the engine writes. One thread reads it, so that it stays the one block its token stands for.
 */
export async function insertThroughFile(
  session: Session,
  { table, block, token, scratch }: BlockInsert,
): Promise<void> {
  mkdirSync(scratch, { recursive: true, mode: 0o700 });
  const path = join(scratch, `${PREFIX}${randomUUID()}`);
  const names = block.columns.map(({ name }) => `\`${name}\``).join(', ');
  const structure = block.columns.map(({ name, type }) => `\`${name}\` ${type}`).join(', ');
  try {
    await writeFile(path, block.bytes, { mode: 0o600 });
    await session.queryAsync(`INSERT INTO ${table} (${names})
SELECT ${names} FROM file(${quoted(path)}, Native, ${quoted(structure)})
SETTINGS insert_deduplication_token = ${quoted(token)}, deduplicate_blocks_in_dependent_materialized_views = 1,
  max_partitions_per_insert_block = 0, max_insert_threads = 1, max_threads = 1, max_block_size = 1000000,
  max_execution_time = 0`);
  } finally {
    await rm(path, { force: true });
  }
}

/** A process that was killed may have left its last file behind. */
export function dropLeftBlocks(scratch: string): void {
  let names: string[] = [];
  try {
    names = readdirSync(scratch);
  } catch {
    return;
  }
  for (const name of names) if (name.startsWith(PREFIX)) rmSync(join(scratch, name), { force: true });
}
