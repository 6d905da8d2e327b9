import { z } from 'zod';
import { PERSON_ROLES, type PersonRole } from './people.ts';
import { instant, slug } from './primitives.ts';
import { STAGES } from './vocabulary.ts';

/** What a workload needs before it gets production traffic (C14). */
export const GATE_REQUIREMENTS = [
  'business_owner',
  'technical_owner',
  'cost_center',
  'model_tier',
  'usage_profile',
  'budget_threshold',
  'observability_tags',
  'data_classification_review',
  'security_review',
  'fallback_plan',
  'quality_metric',
  'value_metric',
] as const;
export type GateRequirement = (typeof GATE_REQUIREMENTS)[number];

/** Questions that people answer. */
export const GATE_QUESTIONS = [
  'does_it_work',
  'affordable_at_scale',
  'can_we_monitor',
  'can_we_govern',
  'why_it_matters',
  'usage_spikes',
  'quality_degrades',
] as const;
export type GateQuestion = (typeof GATE_QUESTIONS)[number];

export type GateItemId = GateRequirement | GateQuestion;

/** Who reviews what is decided by people; items that are not here are told by data alone. */
export const GATE_REVIEWERS: Readonly<Partial<Record<GateItemId, PersonRole>>> = {
  data_classification_review: 'risk',
  security_review: 'security',
  does_it_work: 'business',
  affordable_at_scale: 'finance',
  can_we_monitor: 'technical',
  can_we_govern: 'risk',
  why_it_matters: 'business',
  usage_spikes: 'technical',
  quality_degrades: 'technical',
};
/** Who may let a workload pass without a requirement for a while, and for how long at most. */
export const GATE_EXCEPTION_ROLES = ['risk', 'executive'] as const satisfies readonly PersonRole[];
export const GATE_EXCEPTION_DAYS = 90;
/** A drill older than that proves nothing any more. */
export const DRILL_DAYS = 90;

/**
 * off: nothing is asked for. grace: traffic passes, and is told what is missing, until `grace_until` where that is set. enforce:
 * production traffic of a workload that has not passed is refused.
 */
export const GATE_MODES = ['off', 'grace', 'enforce'] as const;
export type GateMode = (typeof GATE_MODES)[number];
export const gateSettings = z.object({ mode: z.enum(GATE_MODES), grace_until: instant.optional() });
export type GateSettings = z.infer<typeof gateSettings>;
export const putGateSettings = z
  .object({ mode: z.enum(GATE_MODES), grace_until: instant.nullable().optional() })
  .strict();

const itemState = z.enum(['met', 'missing', 'in_review', 'rejected', 'excepted', 'expired']);
export const gateItem = z.object({
  id: z.union([z.enum(GATE_REQUIREMENTS), z.enum(GATE_QUESTIONS)]),
  kind: z.enum(['requirement', 'question']),
  title: z.string(),
  state: itemState,
  /** What was found, in a sentence: "Budget support-bot: 1,500 USD a month, hard." */
  evidence: z.string(),
  /** How to get there, and where. */
  remedy: z.string().optional(),
  /** Told by data alone, by a reviewer, or both. */
  decided_by: z.enum(['data', 'review']),
  reviewer_role: z.enum(PERSON_ROLES).optional(),
  review: z
    .object({
      reviewer: z.string(),
      decision: z.enum(['approve', 'reject']),
      at: instant,
      note: z.string().optional(),
      valid_until: instant.optional(),
    })
    .optional(),
  exception: z
    .object({ id: z.string(), reason: z.string(), granted_by: z.string(), until: instant })
    .optional(),
});
export type GateItem = z.infer<typeof gateItem>;

export const GATE_STATES = ['passed', 'excepted', 'open'] as const;

/** `GET /workloads/{id}/gate`. */
export const gateStatus = z.object({
  workload: slug,
  /** passed: production traffic may flow. excepted: only until the earliest exception ends. open: something is missing. */
  state: z.enum(GATE_STATES),
  /** What the gateway does about it now. */
  traffic: z.enum(['allowed', 'allowed_with_warning', 'refused']),
  until: instant.optional(),
  mode: z.enum(GATE_MODES),
  met: z.number().int(),
  of: z.number().int(),
  items: z.array(gateItem),
  /** Changes with every decision: send it along, so that two who decide at once both see what the other did. */
  revision: z.number().int(),
});
export type GateStatus = z.infer<typeof gateStatus>;

const itemIds = z.array(gateItem.shape.id);
/** `GET /gates`: a line per workload that is not retired. */
export const gateSummary = gateStatus.omit({ items: true }).extend({
  stage: z.enum(STAGES),
  environment: slug,
  owner: z.string(),
  /** What is neither met nor excepted. */
  missing: itemIds,
  /** Of these, what only waits for its reviewer. */
  in_review: itemIds,
  /** Approvals and exceptions by when they run out, or did: the earliest first. */
  ends: z.array(z.object({ item: gateItem.shape.id, what: z.enum(['review', 'exception']), until: instant })),
});
export type GateSummary = z.infer<typeof gateSummary>;

/** `POST /workloads/{id}/gate/reviews`. */
export const gateReviewInput = z
  .object({
    item: z.union([z.enum(GATE_REQUIREMENTS), z.enum(GATE_QUESTIONS)]),
    decision: z.enum(['approve', 'reject']),
    /** Person who decides; must be active, have the role that the item asks for, and not be the owner. */
    reviewer: slug,
    /** What the answer rests on; for questions the answer itself. */
    note: z.string().min(1).max(2_000),
    /** Days until it has to be looked at again. */
    valid_days: z.number().int().min(1).max(730).default(365),
    /** Revision the reviewer saw; another one since answers 409 `conflict`. */
    revision: z.number().int().optional(),
  })
  .strict();
export type GateReviewInput = z.infer<typeof gateReviewInput>;
/** `POST /workloads/{id}/gate/exceptions`. */
export const gateExceptionInput = z
  .object({
    item: z.enum(GATE_REQUIREMENTS),
    reason: z.string().min(1).max(2_000),
    granted_by: slug,
    until: instant,
    revision: z.number().int().optional(),
  })
  .strict();

export type GateExceptionInput = z.infer<typeof gateExceptionInput>;

/** Of `POST /workloads/{id}/gate/drill`. */
export const failoverDrillInput = z
  .object({
    /** What is asked for. Absent: the workload's default model, else the first model it is approved for by name. */
    model: z.string().min(1).max(200).optional(),
  })
  .strict();
export type FailoverDrillInput = z.infer<typeof failoverDrillInput>;

/** `POST /workloads/{id}/gate/drill`: calls a fallback for real, the primary being held down. */
export const failoverDrill = z.object({
  workload: slug,
  at: instant,
  ok: z.boolean(),
  primary: z.string(),
  answered_by: z.string().optional(),
  duration_ms: z.number(),
  message: z.string(),
  call: z.string().optional(),
});
export type FailoverDrill = z.infer<typeof failoverDrill>;
