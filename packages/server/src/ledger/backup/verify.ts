import { join, resolve } from 'node:path';
import { quoted } from '../chdb/parameters.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { difference, figuresOf } from './figures.ts';
import { checkBackupFile } from './files.ts';
import { type BackupFile, type BackupTable, damaged, type Manifest, readManifest } from './manifest.ts';

export interface Verified {
  manifest: Manifest;
  files: number;
  bytes: number;
}

/** Every file is there, and byte for byte what was written. */
export async function checkFiles(
  directory: string,
  onProgress: (done: number, total: number, what: string) => void,
): Promise<Verified> {
  const manifest = readManifest(directory);
  const files = filesOf(manifest);
  const total = files.reduce((sum, { bytes }) => sum + bytes, 0);
  let done = 0;
  for (const file of files) {
    await checkBackupFile(directory, file, (bytes) => {
      done += bytes;
      onProgress(done, total, file.path);
    });
  }
  return { manifest, files: files.length, bytes: total };
}

/** Rows are read back and must come to the figures of the ledger they are from. `engine` is any embedded one. */
export async function checkRows(
  engine: SqlEngine,
  directory: string,
  { ledger }: Manifest,
  onProgress: (done: number, total: number, what: string) => void,
): Promise<void> {
  const pieces = ledger.tables.flatMap((table) => table.months.map((month) => ({ table, month })));
  for (const [done, { table, month }] of pieces.entries()) {
    onProgress(done, pieces.length, month.path);
    const path = join(directory, month.path);
    const found = await figuresOf(engine, table, fileSource(resolve(path), table));
    const differs = difference(month.figures, found);
    if (differs !== undefined)
      throw damaged(path, `does not hold what it should: ${differs}`, 'Make a new backup.');
  }
}

function fileSource(path: string, { format, columns }: BackupTable): string {
  const structure = columns.map(({ name, type }) => `\`${name}\` ${plain(type)}`).join(', ');
  return `file(${quoted(path)}, ${format}, ${quoted(structure)})`;
}

/** As it stands in a file: how a rollup merges is the table's business. */
function plain(type: string): string {
  return /^SimpleAggregateFunction\(\w+, (.*)\)$/.exec(type)?.[1] ?? type;
}

function filesOf({ ledger, registry }: Manifest): BackupFile[] {
  return [...ledger.tables.flatMap(({ months }) => months), ...registry.tables];
}
