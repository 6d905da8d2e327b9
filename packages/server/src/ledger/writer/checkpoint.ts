import { open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { CHECKPOINT_FILE } from '../spool/layout.ts';

const place = z.object({ segment: z.number().int().positive(), offset: z.number().int().nonnegative() });
/** A byte of a spool directory. */
export type Place = z.infer<typeof place>;

const checkpoint = z.object({
  /** Start of the oldest begin still without an end, or `high`: open begins are rebuilt from here. */
  low: place,
  /** Everything before it has landed. */
  high: place,
  /** `at` of the newest mark before `high`: told again after a restart, since whoever was told has forgotten it. */
  mark: z.number().optional(),
  /** The batch being landed, with its exact boundaries: repeated as it is after a crash. */
  intent: z
    .object({ segment: z.number().int(), from: z.number().int(), to: z.number().int(), final: z.boolean() })
    .optional(),
});
export type Checkpoint = z.infer<typeof checkpoint>;
export type Intent = NonNullable<Checkpoint['intent']>;

/**
 * Undefined for a directory nothing has landed from. A damaged checkpoint is an error, not a fresh start: starting
 * over would land everything twice.
 */
export async function readCheckpoint(directory: string): Promise<Checkpoint | undefined> {
  let text: string;
  try {
    text = await readFile(join(directory, CHECKPOINT_FILE), 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  return checkpoint.parse(JSON.parse(text));
}

/** Replaces the checkpoint in one step and forces it to the device. */
export async function writeCheckpoint(directory: string, value: Checkpoint): Promise<void> {
  const path = join(directory, CHECKPOINT_FILE);
  const temporary = `${path}.tmp`;
  const handle = await open(temporary, 'w', 0o600);
  try {
    await handle.writeFile(JSON.stringify(value));
    await handle.datasync();
  } finally {
    await handle.close();
  }
  await rename(temporary, path);
  const entries = await open(directory, 'r');
  try {
    await entries.sync();
  } finally {
    await entries.close();
  }
}
