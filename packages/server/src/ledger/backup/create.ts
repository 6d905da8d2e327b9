import { existsSync, mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { WeirError } from '@weir/core/errors';
import { writeFileAtomic } from '../../platform/atomic-file.ts';
import type { SqlEngine } from '../sql/engine.ts';
import { figuresOf } from './figures.ts';
import { writeBackupFile } from './files.ts';
import { BACKUP_VERSION, type BackupTable, MANIFEST, type Manifest } from './manifest.ts';
import { type Snapshot, type SnapshotSource, withSnapshot } from './snapshot.ts';
import { formatFor, inMonth, type LedgerTable, monthsOf, selectAll } from './tables.ts';

/** Rows of a registry table as JSON lines; `digest` compares them whatever their order. */
export interface RegistryRows {
  table: string;
  lines: readonly string[];
  digest: string;
}

export interface BackupJob extends SnapshotSource {
  directory: string;
  /** Read within the moment of the ledger's snapshot, or right after. */
  registry(): Promise<RegistryRows[]>;
  weir: string;
  now(): Date;
  /** Of so many pieces, with the one that is being written. */
  onProgress(progress: BackupProgress): void;
  signal?: AbortSignal;
}

export interface BackupProgress {
  done: number;
  total: number;
  what: string;
  bytes: number;
}

/**
 * Writes a backup into a directory that is empty or not there. The manifest comes last: a directory without one is no
 * backup. The ledger goes on meanwhile.
 */
export async function createBackup(job: BackupJob): Promise<Manifest> {
  const { directory, engine } = job;
  requireEmpty(directory);
  return withSnapshot(job, async (snapshot) => {
    const registry = await job.registry();
    const pieces = await piecesOf(engine, snapshot);
    const meter = meterOf(job, pieces.length + registry.length);
    const tables = new Map<string, BackupTable>(
      snapshot.tables.map((table) => [table.name, { ...table, format: formatFor(table), months: [] }]),
    );
    for (const { table, month } of pieces) {
      job.signal?.throwIfAborted();
      meter.begin(`ledger ${table.name} ${month}`);
      tables.get(table.name)?.months.push(await writeMonth(job, snapshot, table, month, meter.bytes));
    }
    const rows: Manifest['registry']['tables'] = [];
    for (const { table: name, lines, digest } of registry) {
      meter.begin(`registry ${name}`);
      const text = lines.map((line) => Buffer.from(`${line}\n`));
      const file = await writeBackupFile(directory, `registry/${name}.jsonl`, text, meter.bytes);
      rows.push({ name, rows: lines.length, digest, ...file });
    }
    meter.begin('');
    const manifest: Manifest = {
      backup: BACKUP_VERSION,
      weir: job.weir,
      created_at: job.now().toISOString(),
      ledger: { kind: job.kind, migrations: await migrationsOf(engine), tables: [...tables.values()] },
      registry: { tables: rows },
    };
    writeFileAtomic(join(directory, MANIFEST), `${JSON.stringify(manifest, null, 1)}\n`);
    return manifest;
  });
}

async function writeMonth(
  { engine, directory, signal }: BackupJob,
  snapshot: Snapshot,
  table: LedgerTable,
  month: string,
  onBytes: (bytes: number) => void,
): Promise<BackupTable['months'][number]> {
  const format = formatFor(table);
  const where = inMonth(table, month);
  const from = snapshot.from(table);
  const path = `ledger/${table.name}/${month}.${format.toLowerCase()}`;
  const rows = engine.stream(selectAll(table, from, where), {}, format, { signal });
  const file = await writeBackupFile(directory, path, rows, onBytes);
  return { month, ...file, figures: await figuresOf(engine, table, from, where) };
}

async function piecesOf(
  engine: SqlEngine,
  { tables, from }: Snapshot,
): Promise<{ table: LedgerTable; month: string }[]> {
  const pieces: { table: LedgerTable; month: string }[] = [];
  for (const table of tables) {
    for (const month of await monthsOf(engine, { ...table, name: from(table) }))
      pieces.push({ table, month });
  }
  return pieces;
}

function meterOf({ onProgress }: BackupJob, total: number) {
  let done = -1;
  let bytes = 0;
  let what = '';
  const tell = () => onProgress({ done, total, what, bytes });
  return {
    begin(next: string) {
      done += 1;
      what = next;
      tell();
    },
    bytes(more: number) {
      bytes += more;
      tell();
    },
  };
}

async function migrationsOf(engine: SqlEngine): Promise<string[]> {
  const rows = await engine.select<{ name: string }>('SELECT name FROM schema_migrations ORDER BY name');
  return rows.map(({ name }) => name);
}

function requireEmpty(directory: string): void {
  try {
    mkdirSync(directory, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new WeirError('invalid_argument', `The backup cannot be written to ${directory}`, {
      field: 'directory',
      remedy: 'Name a directory that the control process may write to.',
      cause,
    });
  }
  if (existsSync(directory) && readdirSync(directory).length > 0) {
    throw new WeirError('conflict', `${directory} is not empty`, {
      field: 'directory',
      remedy: 'Name one that is empty or not there: backups are never overwritten.',
    });
  }
}
