import { z } from 'zod';
import { AGREEMENT_KINDS } from './agreements.ts';
import { decimalString, instant, slug } from './primitives.ts';

/** An agreement as the API tells it; `createAgreement` says what `terms` of a kind hold. */
export const agreementView = z.object({
  id: slug,
  name: z.string(),
  kind: z.enum(AGREEMENT_KINDS),
  provider: z.string(),
  models: z.array(z.string()).optional(),
  units: z.array(z.string()).optional(),
  currency: z.string().length(3),
  from: instant,
  until: instant.optional(),
  terms: z.record(z.string(), z.unknown()),
  source: z.string(),
  ended_at: instant.optional(),
  created_at: instant,
  updated_at: instant,
});
export type AgreementView = z.infer<typeof agreementView>;

export const endAgreement = z
  .object({
    /** Never before now: what is past stays as it was agreed. Absent: now. */
    at: instant.optional(),
  })
  .strict();

/** `POST /agreements/{id}/void`: it never held; what it booked is taken back when it is applied next. */
export const voidAgreement = z.object({ reason: z.string().min(1).max(500) }).strict();

/** `GET /agreements/{id}/status`: how far an agreement is used. Amounts in its currency, exact. */
export const agreementStatus = z.object({
  id: slug,
  kind: z.enum(AGREEMENT_KINDS),
  currency: z.string().length(3),
  at: instant,
  /** Period of the agreement that holds now, or the last one. */
  since: instant,
  until: instant,
  /** What is agreed for the period: amount of a commitment, credits, free units; absent where nothing is. */
  total: decimalString.optional(),
  /** `currency` for money, else a unit. */
  measure: z.string(),
  burned: decimalString,
  remaining: decimalString.optional(),
  /** What the period would fall short by if use went on as it does. */
  shortfall: decimalString.optional(),
  /** Where the next step begins. */
  next_threshold: decimalString.optional(),
  /** 1 - effective / contracted of what it covers, in percent; absent without use. */
  effective_discount_percent: decimalString.optional(),
  contracted_cost: decimalString,
  effective_cost: decimalString,
  /** When what is left would be used up at the pace of the last 7 days; absent when never, or not in this period. */
  projected_end: instant.optional(),
  /** Cumulative, a point per day. */
  burn_down: z.array(
    z.object({ day: z.string(), burned: decimalString, remaining: decimalString.optional() }),
  ),
});
export type AgreementStatus = z.infer<typeof agreementStatus>;

/** `POST /agreements/apply`: what agreements changed in a month. */
export const applyAgreementsRequest = z
  .object({ month: z.string().regex(/^\d{4}-(0[1-9]|1[0-2])$/), dry_run: z.boolean().default(false) })
  .strict();
export const appliedAgreement = z.object({
  agreement: z.string(),
  /** What effective cost changes by. */
  amount: decimalString,
  currency: z.string().length(3),
  entries: z.number().int(),
  /** Absent: nothing was to be booked, or a dry run. */
  proposal: z.string().optional(),
});
export type AppliedAgreement = z.infer<typeof appliedAgreement>;
export const appliedAgreements = z.object({ month: z.string(), data: z.array(appliedAgreement) });
