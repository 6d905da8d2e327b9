import { z } from 'zod';
import { cachingPolicy, dataPolicy, routingPolicy } from './policies.ts';
import { decimalString, instant, slug } from './primitives.ts';
import { limitsPolicy } from './tasks.ts';
import { BUDGET_PERIODS, MISSING_TAG_POLICIES, STAGES, TAG_NAMES } from './vocabulary.ts';
import {
  classification,
  fallbackPlan,
  qualityMetric,
  usageProfile,
  valueMetric,
} from './workload-profile.ts';

const named = { id: slug, name: z.string().min(1).max(200) };
const stamps = { created_at: instant, updated_at: instant };

export const organization = z.object({
  ...named,
  /** IANA zone that calendar periods follow. */
  time_zone: z.string(),
  currency: z.string().length(3),
  ...stamps,
});
export type Organization = z.infer<typeof organization>;

export const costCenter = z.object({ ...named, ...stamps });
export type CostCenter = z.infer<typeof costCenter>;

export const team = z.object({ ...named, cost_center: slug.optional(), ...stamps });
export type Team = z.infer<typeof team>;

export const application = z.object({ ...named, team: slug.optional(), ...stamps });
export type Application = z.infer<typeof application>;

/** The hard budget that a workload brings along; `/budgets` has those of every other scope and mode. */
export const workloadBudget = z.object({
  amount: decimalString,
  currency: z.string().length(3),
  period: z.enum(BUDGET_PERIODS).exclude(['fixed']),
});
export type WorkloadBudget = z.infer<typeof workloadBudget>;

/** One use case of one application in one environment: the unit of ownership, budget and governance. */
export const workload = z.object({
  ...named,
  application: slug,
  environment: slug,
  stage: z.enum(STAGES),
  /** Person answerable, an e-mail address as a rule. */
  owner: z.string().min(1).max(200),
  cost_center: slug.optional(),
  team: slug.optional(),
  use_case: z.string().max(200).optional(),
  business_process: z.string().max(200).optional(),
  request_type: z.string().max(200).optional(),
  /** Model names or `provider/*` globs this workload may use; empty means every model of the catalog. */
  approved_models: z.array(z.string()),
  budget: workloadBudget.optional(),
  routing: routingPolicy.optional(),
  caching: cachingPolicy.optional(),
  data: dataPolicy.optional(),
  limits: limitsPolicy.optional(),
  description: z.string().max(2_000).optional(),
  /** Person who runs it, an e-mail address as a rule; `owner` is who answers for its value. */
  technical_owner: z.string().min(1).max(200).optional(),
  classification: classification.optional(),
  usage_profile: usageProfile.optional(),
  fallback_plan: fallbackPlan.optional(),
  quality_metric: qualityMetric.optional(),
  value_metric: valueMetric.optional(),
  /** `2027-03-31`: when it is looked at next. */
  review_date: z.iso.date().optional(),
  /** What it was merged into: its traffic goes on under that name. */
  merged_into: slug.optional(),
  /** Further fixed tags. */
  tags: z.record(z.string(), z.string()),
  ...stamps,
});
export type Workload = z.infer<typeof workload>;

export const KEY_STATES = ['active', 'revoked', 'expired'] as const;
export const key = z.object({
  id: z.string(),
  name: z.string().min(1).max(200),
  workload: slug,
  /** First characters of the secret, enough to recognise it. */
  prefix: z.string(),
  state: z.enum(KEY_STATES),
  /** Tags the key fixes; nothing a caller sends can override them. */
  tags: z.record(z.string(), z.string()),
  expires_at: instant.optional(),
  last_used_at: instant.optional(),
  revoked_at: instant.optional(),
  /** Set on a key that replaced another. */
  rotated_from: z.string().optional(),
  ...stamps,
});
export type Key = z.infer<typeof key>;
/** Returned once, at creation or rotation; the secret is stored only as a hash. */
export const keyWithSecret = key.extend({ secret: z.string() });
export type KeyWithSecret = z.infer<typeof keyWithSecret>;

/** Per environment: which tags must be there and what happens when one is not. */
export const environmentPolicy = z.object({
  id: slug,
  required_tags: z.array(z.enum(TAG_NAMES)),
  missing_tag_policy: z.enum(MISSING_TAG_POLICIES),
  defaults: z.record(z.string(), z.string()),
  ...stamps,
});
export type EnvironmentPolicy = z.infer<typeof environmentPolicy>;

/** A way into the admin API; the secret is in this one answer and is stored only as a hash. */
export const adminTokenWithSecret = z.object({
  id: z.string(),
  name: named.name,
  /** First characters of the secret, enough to recognise it. */
  prefix: z.string(),
  created_at: instant,
  secret: z.string(),
});
export type AdminTokenWithSecret = z.infer<typeof adminTokenWithSecret>;

/** As it is told of ever after. */
export const adminToken = adminTokenWithSecret
  .omit({ secret: true })
  .extend({ state: z.enum(['active', 'revoked']), revoked_at: instant.optional() });
export type AdminToken = z.infer<typeof adminToken>;

export const auditEntry = z.object({
  id: z.string(),
  at: instant,
  /** Who: `admin`, `cli`, `system`, later a person. */
  actor: z.string(),
  /** e.g. `workload.create`. */
  action: z.string(),
  subject: z.string(),
  /** Changed fields, before and after; secrets are never included. */
  before: z.unknown().optional(),
  after: z.unknown().optional(),
});
export type AuditEntry = z.infer<typeof auditEntry>;

export const FINDING_KINDS = [
  'price_unknown',
  'spool_corrupt',
  'usage_impossible',
  'call_lost',
  'budget_mismatch',
  'clock_skew',
  'source_failing',
  'source_lagging',
  'source_contradicts',
  'ledger_mismatch',
  'price_conflict',
  'owner_left',
  'review_overdue',
  'outcome_unlinked',
  'allocation_failed',
] as const;
export const finding = z.object({
  id: z.string(),
  kind: z.enum(FINDING_KINDS),
  severity: z.enum(['info', 'warning', 'critical']),
  /** What it is about, e.g. `openai/gpt-9`. One open finding per kind and subject. */
  subject: z.string(),
  /** One sentence: what, and what to do about it. */
  message: z.string(),
  occurrences: z.number().int().nonnegative(),
  first_seen_at: instant,
  last_seen_at: instant,
  state: z.enum(['open', 'closed']),
});
export type Finding = z.infer<typeof finding>;

/** Bodies of create and change requests. In a change, an absent field stays as it is and `null` takes it away. */
const optionalName = named.name.optional();
export const changeOrganization = z.object({ name: optionalName, time_zone: z.string().optional() }).strict();
export const createCostCenter = costCenter.pick({ id: true }).extend({ name: optionalName }).strict();
export const changeCostCenter = z.object({ name: optionalName }).strict();
export const createTeam = team.pick({ id: true, cost_center: true }).extend({ name: optionalName }).strict();
export const changeTeam = z.object({ name: optionalName, cost_center: slug.nullable().optional() }).strict();
export const createApplication = application
  .pick({ id: true, team: true })
  .extend({ name: optionalName })
  .strict();
export const changeApplication = z.object({ name: optionalName, team: slug.nullable().optional() }).strict();
export const createWorkload = workload
  .omit({ created_at: true, updated_at: true, merged_into: true })
  .partial({ name: true, approved_models: true, tags: true, stage: true })
  .strict();
const descriptive = z.string().max(200).nullable();
export const changeWorkload = createWorkload
  .omit({ id: true, application: true, environment: true })
  .extend({
    /** `null` names it by its id again. */
    name: named.name.nullable(),
    cost_center: slug.nullable(),
    team: slug.nullable(),
    use_case: descriptive,
    business_process: descriptive,
    request_type: descriptive,
    budget: workloadBudget.nullable(),
    routing: routingPolicy.nullable(),
    caching: cachingPolicy.nullable(),
    data: dataPolicy.nullable(),
    limits: limitsPolicy.nullable(),
    description: z.string().max(2_000).nullable(),
    technical_owner: z.string().min(1).max(200).nullable(),
    classification: classification.nullable(),
    usage_profile: usageProfile.nullable(),
    fallback_plan: fallbackPlan.nullable(),
    quality_metric: qualityMetric.nullable(),
    value_metric: valueMetric.nullable(),
    review_date: z.iso.date().nullable(),
  })
  .partial();
export const mergeWorkload = z
  .object({
    /** Which goes on: of the same environment, not retired. */
    into: slug,
    /** Also propose to move past cost to it, by an attribution rule that somebody approves. */
    move_past: z.boolean().default(false),
  })
  .strict();
export const mergedWorkload = z.object({
  /** The one that ended. */
  workload,
  into: slug,
  /** Keys that work for `into` from now on. */
  keys: z.array(z.string()),
  /** What names the one that ended: nothing counts towards these budgets and limits any more, and these rules find nothing new. */
  left_behind: z.object({
    budgets: z.array(z.string()),
    rate_limits: z.array(z.string()),
    outcome_rules: z.array(z.string()),
  }),
  /** With `move_past`: proposes what moves. */
  attribution_rule: slug.optional(),
});
export type MergedWorkload = z.infer<typeof mergedWorkload>;
export const createKey = z
  .object({
    name: optionalName,
    workload: slug,
    tags: z.record(z.string(), z.string()).optional(),
    expires_at: instant.optional(),
  })
  .strict();
export const rotateKey = z
  .object({
    /** How long the old secret keeps working, in seconds. */
    grace_seconds: z.number().int().nonnegative().max(2_592_000).default(0),
  })
  .strict();
export const createAdminToken = z.object({ name: named.name }).strict();
export const putEnvironment = environmentPolicy
  .omit({ id: true, created_at: true, updated_at: true })
  .partial()
  .strict();
