import { z } from 'zod';
import { degradeTo } from './budgets.ts';
import { callSummary } from './call.ts';
import { decimalString, instant } from './primitives.ts';
import { MODEL_TIERS, PRIORITIES, TASK_LIMITS, TASK_STATES } from './vocabulary.ts';

const count = z.number().int().positive();

/** What one task of a workload may do. A limit that is absent does not hold. */
export const taskPolicy = z
  .object({
    /** Calls. */
    max_steps: count.optional(),
    max_tool_calls: count.optional(),
    /** Input and output tokens of all its calls. */
    max_tokens: count.optional(),
    max_tokens_per_step: count.optional(),
    /** From its first call on. */
    max_seconds: count.optional(),
    /** Upstream tries beyond the first, and calls that failed and were made again. */
    max_retries: count.optional(),
    /** In the organization's currency; reserved like a budget. */
    max_cost: decimalString.optional(),
    /** How deep tasks may start tasks (`x-weir-parent-task`). */
    max_depth: count.optional(),
    /** The same request this often is a loop. */
    max_identical_calls: count.optional(),
    /** Models of these tiers need a person's consent, once per task. */
    gate: z
      .object({ tiers: z.array(z.enum(MODEL_TIERS)).min(1), action: z.enum(['approval', 'refuse']) })
      .strict()
      .optional(),
    /** On a limit: refuse, go on with something cheaper, or wait for a person. */
    on_limit: z.enum(['stop', 'degrade', 'handoff']).default('stop'),
    degrade_to: degradeTo.optional(),
    /** Calls without `x-weir-task` are grouped by their trace id. */
    from_trace: z.boolean().default(true),
    /** Where a handed-over task is told of, signed; alert channels are told in any case. */
    webhook: z.url().optional(),
    /** When nobody can be asked about a task: `closed` refuses, `open` lets it go on, unlimited but counted. */
    on_authority_loss: z.enum(['closed', 'open']).default('closed'),
  })
  .strict();
export type TaskPolicy = z.infer<typeof taskPolicy>;

export const limitsPolicy = z
  .object({
    priority: z.enum(PRIORITIES).optional(),
    tasks: taskPolicy.optional(),
  })
  .strict();
export type LimitsPolicy = z.infer<typeof limitsPolicy>;

/** A run of an agent or workflow: what its calls have in common. Figures from the ledger; live state from control. */
export const task = z.object({
  /** As the caller names it; unique within its workload. */
  task: z.string(),
  workload: z.string(),
  parent_task: z.string().optional(),
  state: z.enum(TASK_STATES),
  started_at: instant,
  last_call_at: instant,
  steps: z.number().int(),
  tool_calls: z.number().int(),
  input_tokens: z.number(),
  output_tokens: z.number(),
  retries: z.number().int(),
  errors: z.number().int(),
  cost: decimalString,
  currency: z.string(),
  /** Worst case of its calls under way. */
  reserved: decimalString.optional(),
  /** Why it does not go on: which limit, or who stopped it. */
  reason: z.string().optional(),
});
export type Task = z.infer<typeof task>;

export const taskView = task.extend({
  /** Limits in force for it, and how far they are used. */
  limits: z.array(
    z.object({
      limit: z.enum(TASK_LIMITS),
      most: z.string(),
      used: z.string(),
      used_percent: z.number(),
    }),
  ),
  tools: z.array(z.object({ name: z.string(), calls: z.number().int() })),
  /** Its calls, oldest first: the waterfall. */
  calls: z.array(
    callSummary.extend({ tool_names: z.array(z.string()), retries: z.number().int(), offset_ms: z.number() }),
  ),
  /** More calls than are listed. */
  truncated: z.boolean(),
  approval: z.string().optional(),
});
export type TaskView = z.infer<typeof taskView>;
