import { z } from 'zod';
import { modelRef } from './policies.ts';
import { decimalString, instant, slug } from './primitives.ts';
import { BUDGET_LEVELS, BUDGET_MODES, BUDGET_PERIODS, MODEL_TIERS, SCOPE_DIMENSIONS } from './vocabulary.ts';

const DIMENSIONS: ReadonlySet<string> = new Set(SCOPE_DIMENSIONS);
const CUSTOM_TAG = /^tag\.[a-z0-9][a-z0-9_.-]{0,62}$/;

/**
 * What something applies to: a value by dimension, all of which must hold. Empty: the whole organization.
 * `{"workload": "support-bot", "tag.tenant": "acme"}`.
 */
export const scope = z
  .record(z.string(), z.string().min(1).max(256))
  .refine((value) => Object.keys(value).length <= 8, 'at most 8 dimensions')
  .superRefine((value, context) => {
    for (const name of Object.keys(value)) {
      if (DIMENSIONS.has(name) || CUSTOM_TAG.test(name)) continue;
      const message = `one of ${SCOPE_DIMENSIONS.join(', ')}, or tag.<name> of a custom tag`;
      context.addIssue({ code: 'custom', path: [name], message });
    }
  });
export type Scope = z.infer<typeof scope>;

/** What calls get from the red threshold of a degrade budget on. Exactly one. */
export const degradeTo = z
  .object({
    /** No model above this tier: a dearer one is replaced by the cheapest approved one of it. */
    tier: z.enum(MODEL_TIERS).optional(),
    model: modelRef.optional(),
    /** Answers from the response cache only; a miss is refused. */
    cache_only: z.literal(true).optional(),
  })
  .strict()
  .refine(
    (to) => Object.values(to).filter((one) => one !== undefined).length === 1,
    'exactly one of tier, model, cache_only',
  );
export type DegradeTo = z.infer<typeof degradeTo>;

const percent = z.number().gt(0).max(100);
const terms = {
  id: slug,
  name: z.string().min(1).max(200),
  scope,
  amount: decimalString,
  /** Of the organization, or another with `exchange_rate`. */
  currency: z.string().length(3),
  /** Units of the organization's currency for one of `currency`; what is enforced is amount x rate. */
  exchange_rate: decimalString.optional(),
  period: z.enum(BUDGET_PERIODS),
  /** Of `fixed` periods; `ends_at` exclusive. */
  starts_at: instant.optional(),
  ends_at: instant.optional(),
  mode: z.enum(BUDGET_MODES),
  /** Percent of the limit that is settled or reserved. */
  yellow_percent: percent,
  red_percent: percent,
  /** `degrade` only. */
  degrade_to: degradeTo.optional(),
  /** `approval` only: who may lift it. */
  approvers: z.array(z.string().min(1).max(200)).max(16),
  /** `unused`: what the period before left over is added, once, up to `roll_over_max`. */
  roll_over: z.enum(['none', 'unused']),
  roll_over_max: decimalString.optional(),
  /**
   * When the authority cannot be asked: `closed` refuses at once, `held_lease` lets calls spend what their gateway
   * already holds and then refuses. A soft budget lets everything pass.
   */
  on_authority_loss: z.enum(['closed', 'held_lease']),
  /** Who is told when it turns yellow. The owner of the workload when absent and the scope names one. */
  owner: z.string().min(1).max(200).optional(),
};

/** What is left of a budget now. Amounts are of the organization's currency, 12 decimals. */
export const budgetStatus = z.object({
  /** Of the running period; `ends_at` absent for `total`. */
  starts_at: instant,
  ends_at: instant.optional(),
  /** In force: amount, what rolled over, and lifts. */
  limit: decimalString,
  rolled_over: decimalString,
  lifted: decimalString,
  /** What ended calls cost. */
  settled: decimalString,
  /** Worst case of calls under way. */
  reserved: decimalString,
  /** Handed to gateways and not reserved. */
  leased: decimalString,
  /** limit - settled - reserved - leased. */
  remaining: decimalString,
  used_percent: z.number(),
  level: z.enum(BUDGET_LEVELS),
  /** Why it is not green: threshold, share of one workload, spike. */
  reasons: z.array(z.object({ kind: z.enum(['threshold', 'workload_share', 'spike']), text: z.string() })),
  /** False while figures of gateways are awaited: hard budgets grant nothing then. */
  certain: z.boolean(),
  /** Gateways that could not reach the authority when they were last heard of. */
  cut_off_gateways: z.array(z.string()),
  /** Beyond the limit because providers billed more than the worst case. */
  overshoot: decimalString,
  /** When it will be spent if spending goes on as in the last hours; absent when it will not in this period. */
  exhausts_at: instant.optional(),
  /** Settled at the end of the period if spending goes on. Absent for `total`. */
  projected: decimalString.optional(),
  /** Where docs/formulas.md explains a figure, by its name. */
  formulas: z.record(z.string(), z.string()),
});
export type BudgetStatus = z.infer<typeof budgetStatus>;

export const budget = z.object({
  ...terms,
  /** The workload whose record holds it; it is changed there. */
  of_workload: slug.optional(),
  created_at: instant,
  updated_at: instant,
});
export type Budget = z.infer<typeof budget>;
/** Absent status: no control process is running that could know. */
export const budgetView = budget.extend({ status: budgetStatus.optional() });
export type BudgetView = z.infer<typeof budgetView>;

const OPTIONAL = {
  id: true,
  name: true,
  scope: true,
  mode: true,
  yellow_percent: true,
  red_percent: true,
  approvers: true,
  roll_over: true,
  on_authority_loss: true,
  currency: true,
} as const;
/** Defaults: scope {}, hard, 80 and 95 percent, no roll-over, `held_lease`, an id made of the scope. */
export const createBudget = z.object(terms).partial(OPTIONAL).strict();
export type CreateBudget = z.infer<typeof createBudget>;
/** An absent field stays, `null` takes it away. */
export const changeBudget = z
  .object({
    ...terms,
    exchange_rate: decimalString.nullable(),
    starts_at: instant.nullable(),
    ends_at: instant.nullable(),
    degrade_to: degradeTo.nullable(),
    roll_over_max: decimalString.nullable(),
    owner: z.string().min(1).max(200).nullable(),
  })
  .omit({ id: true, scope: true })
  .partial()
  .strict();
export type ChangeBudget = z.infer<typeof changeBudget>;

/** `POST /budgets/simulate`: what this budget would have done to recorded traffic. */
export const simulateBudget = createBudget
  .extend({ since: instant.optional(), until: instant.optional() })
  .strict();
const blocked = z.object({
  calls: z.number().int(),
  blocked_calls: z.number().int(),
  /** Cost of the calls that would have passed, and of those that would not. */
  spent: decimalString,
  blocked_cost: decimalString,
});
export const budgetSimulation = blocked.extend({
  since: instant,
  until: instant,
  currency: z.string(),
  /** Of all periods in the range, oldest first. */
  periods: z.array(
    blocked.extend({
      starts_at: instant,
      ends_at: instant.optional(),
      limit: decimalString,
      exhausted_at: instant.optional(),
    }),
  ),
  workloads: z.array(blocked.extend({ workload: z.string() })),
  /** "From 1 to 31 October this would have blocked 214 calls of 3 workloads, USD 31.20 in all." */
  summary: z.string(),
  /** Where docs/formulas.md explains it. */
  formulas: z.record(z.string(), z.string()),
});
export type BudgetSimulation = z.infer<typeof budgetSimulation>;

/** `GET /budgets/{id}/burn-down`: settled spend of the period over time, from the ledger. */
export const burnDown = z.object({
  budget: budgetView,
  interval: z.enum(['minute', 'hour', 'day']),
  /** Settled since the start of the period, at the end of each interval. */
  points: z.array(z.object({ at: instant, settled: decimalString })),
  /** Straight line from the newest point: `docs/formulas.md#projected_spend`. */
  projection: z.array(z.object({ at: instant, settled: decimalString })),
  /** Largest first; the rest folded into `other`. */
  consumers: z.array(
    z.object({
      workload: z.string(),
      cost: decimalString,
      calls: z.number().int(),
      share_percent: z.number(),
    }),
  ),
  formulas: z.record(z.string(), z.string()),
});
export type BurnDown = z.infer<typeof burnDown>;

/** More money for a while: an amount on top of the budget until an instant. Audited, never changed; it may be ended early. */
export const budgetLift = z.object({
  id: z.string(),
  budget: slug,
  amount: decimalString,
  until: instant,
  reason: z.string().max(1_000),
  by: z.string(),
  created_at: instant,
  ended_at: instant.optional(),
});
export type BudgetLift = z.infer<typeof budgetLift>;
export const createBudgetLift = z
  .object({ amount: decimalString, until: instant, reason: z.string().min(1).max(1_000) })
  .strict();
