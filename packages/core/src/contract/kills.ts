import { z } from 'zod';
import { instant } from './primitives.ts';
import { KILL_TARGETS } from './vocabulary.ts';

/** A kill switch that is thrown: calls of its target are refused, those under way are cut, until it is taken back. */
export const kill = z.object({
  id: z.string(),
  target: z.enum(KILL_TARGETS),
  /** Id of the key, workload or provider, `<workload>/<task>`; absent for `everything`. */
  subject: z.string().optional(),
  reason: z.string(),
  /** Whether calls under way were cut. */
  cut: z.boolean(),
  by: z.string(),
  created_at: instant,
  ended_at: instant.optional(),
  ended_by: z.string().optional(),
});
export type Kill = z.infer<typeof kill>;

export const createKill = z
  .object({
    target: z.enum(KILL_TARGETS),
    subject: z.string().min(1).max(320).optional(),
    reason: z.string().min(1).max(1_000),
    cut: z.boolean().default(true),
  })
  .strict()
  .refine((kill) => (kill.target === 'everything') === (kill.subject === undefined), {
    path: ['subject'],
    error: 'there for every target but everything',
  });
