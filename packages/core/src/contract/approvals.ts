import { z } from 'zod';
import { decimalString, instant } from './primitives.ts';

/** A question to a person: may this budget be lifted, may this task go on. One open per subject. */
export const approval = z.object({
  id: z.string(),
  kind: z.enum(['budget', 'task']),
  /** Id of the budget, or `<workload>/<task>`. */
  subject: z.string(),
  /** What is asked and why, in one sentence. */
  question: z.string(),
  workload: z.string().optional(),
  /** Who may answer; empty: every administrator. */
  approvers: z.array(z.string()),
  state: z.enum(['pending', 'approved', 'rejected', 'expired']),
  /** Calls turned away since it was asked. */
  refused_calls: z.number().int().nonnegative(),
  /** What the last of them might have cost. */
  needed: decimalString.optional(),
  asked_at: instant,
  decided_at: instant.optional(),
  decided_by: z.string().optional(),
  reason: z.string().optional(),
  /** Granted on top, until when. */
  amount: decimalString.optional(),
  until: instant.optional(),
});
export type Approval = z.infer<typeof approval>;

/** `amount` and `until` for budgets; `until` and, for a task at its cost limit, `amount` for tasks. */
export const approve = z
  .object({
    /** Who decides; must be one of the approvers where they are named. The signed-in actor when absent. */
    by: z.string().min(1).max(200).optional(),
    amount: decimalString.optional(),
    until: instant.optional(),
    reason: z.string().max(1_000).optional(),
  })
  .strict();
export const reject = z
  .object({ by: z.string().min(1).max(200).optional(), reason: z.string().max(1_000).optional() })
  .strict();
