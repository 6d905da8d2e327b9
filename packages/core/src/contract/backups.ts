import { z } from 'zod';

/** `POST /backups`. */
export const createBackup = z
  .object({
    /** On the host of control: absolute, empty or not there. */
    directory: z.string().min(1).max(1_000),
  })
  .strict();
export type CreateBackup = z.infer<typeof createBackup>;

/** What a backup holds. */
export const backupSummary = z.object({
  directory: z.string(),
  created_at: z.string(),
  /** Of Weir that wrote it. */
  weir: z.string(),
  files: z.number().int(),
  bytes: z.number().int(),
  calls: z.number().int(),
  charges: z.number().int(),
  /** Exact sum of the effective cost of all charges, whatever their currency. */
  cost: z.string(),
  registry_rows: z.number().int(),
});
export type BackupSummary = z.infer<typeof backupSummary>;

/** Lines of the NDJSON answer to `POST /backups`; the last line is `done` or `error`. */
export const backupEvent = z.discriminatedUnion('type', [
  z.object({
    type: z.literal('progress'),
    done: z.number().int(),
    total: z.number().int(),
    what: z.string(),
    bytes: z.number().int(),
  }),
  z.object({ type: z.literal('done'), backup: backupSummary }),
  z.object({ type: z.literal('error'), code: z.string(), message: z.string() }),
]);
export type BackupEvent = z.infer<typeof backupEvent>;
