import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';
import { figures } from './figures.ts';

/** Rises when a backup of now could not be read by what there was before. */
export const BACKUP_VERSION = 1;
export const MANIFEST = 'manifest.json';

const file = z.object({
  /** Path within the backup. */
  path: z.string().regex(/^(ledger|registry)\/(?!.*\.\.)[\w/.-]+$/),
  bytes: z.number().int().nonnegative(),
  sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type BackupFile = z.infer<typeof file>;

const ledgerTable = z.object({
  name: z.string().regex(/^\w+$/),
  columns: z.array(z.object({ name: z.string().regex(/^\w+$/), type: z.string() })),
  time: z.string().optional(),
  summed: z.boolean(),
  format: z.enum(['Parquet', 'Native']),
  months: z.array(file.extend({ month: z.string().regex(/^(\d{6}|all)$/), figures })),
});

const registryTable = file.extend({
  name: z.string().regex(/^\w+$/),
  rows: z.number().int().nonnegative(),
  digest: z.string(),
});

const manifest = z.object({
  backup: z.literal(BACKUP_VERSION),
  weir: z.string(),
  created_at: z.iso.datetime(),
  ledger: z.object({
    kind: z.enum(['embedded', 'server', 'cluster']),
    migrations: z.array(z.string()),
    tables: z.array(ledgerTable),
  }),
  registry: z.object({ tables: z.array(registryTable) }),
});
export type Manifest = z.infer<typeof manifest>;
export type BackupTable = z.infer<typeof ledgerTable>;

/** Throws WeirError `backup_damaged` or `not_found` that names the file. */
export function readManifest(directory: string): Manifest {
  const path = join(directory, MANIFEST);
  if (!existsSync(directory)) {
    throw new WeirError('not_found', `There is no backup at ${directory}`, {
      remedy: 'Name the directory that `weir backup create` wrote.',
    });
  }
  if (!existsSync(path)) {
    throw damaged(path, 'is missing: the backup was broken off, or this is not one', 'Make a new backup.');
  }
  let read: unknown;
  try {
    read = JSON.parse(readFileSync(path, 'utf8'));
  } catch (cause) {
    throw damaged(path, 'is not readable as JSON', 'Take another copy of the backup.', cause);
  }
  const version = (read as { backup?: unknown }).backup;
  if (typeof version === 'number' && version > BACKUP_VERSION) {
    throw damaged(
      path,
      `is of a newer kind (${version})`,
      'Use the version of Weir that wrote it, or a later one.',
    );
  }
  const parsed = manifest.safeParse(read);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw damaged(
    path,
    `is not a manifest: ${issue?.path.join('.')} ${issue?.message}`,
    'Take another copy of the backup.',
    parsed.error,
  );
}

export function damaged(path: string, what: string, remedy: string, cause?: unknown): WeirError {
  return new WeirError('backup_damaged', `${path} ${what}`, { remedy, cause });
}
