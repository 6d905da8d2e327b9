import { z } from 'zod';
import { decimalString, instant, slug } from './primitives.ts';

/**
 * What was agreed with a provider that depends on what was used before, or on time: its price cannot be known while a call runs.
 * A month's use is priced under its agreements by `applyAgreements` of core/pricing, and the difference is booked by entries.
 */
export const AGREEMENT_KINDS = [
  'self_hosted',
  'provisioned',
  'free',
  'volume',
  'discount',
  'commitment',
  'credit',
] as const;
export type AgreementKind = (typeof AGREEMENT_KINDS)[number];

/** Spans after which counting starts anew, in the organization's calendar; `term`: the agreement's own from and until. */
export const AGREEMENT_PERIODS = ['month', 'quarter', 'year', 'term'] as const;
export type AgreementPeriod = (typeof AGREEMENT_PERIODS)[number];

const nonNegative = decimalString.refine((text) => !text.startsWith('-'), 'not negative');
const positive = nonNegative.refine((text) => /[1-9]/.test(text), 'greater than 0');
const percent = nonNegative.refine((text) => Number(text) <= 100, 'at most 100');
const period = z.enum(AGREEMENT_PERIODS);
const positiveCount = z.number().int().positive();

const rising = (steps: readonly { above: string }[]) =>
  steps.every(({ above }, index) => index === 0 || Number(above) > Number(steps[index - 1]?.above));

const volumeStep = z
  .object({
    /** The step applies to what goes beyond this much of the period, in units of the measure. */
    above: nonNegative,
    /** Price of `per` units; `quantity` only. */
    price: nonNegative.optional(),
    /** Off the contracted cost. */
    discount_percent: percent.optional(),
  })
  .strict()
  .refine(
    (step) => (step.price === undefined) !== (step.discount_percent === undefined),
    'exactly one of price and discount_percent',
  );

/**
 * Prices by what was used before in the period. `quantity` counts units, `spend` contracted cost. Below the first step the
 * booked price holds. `graduated`: a step prices only what lies in it; `whole`: the step reached prices all of the period.
 */
export const volumeTerms = z
  .object({
    measure: z.enum(['quantity', 'spend']),
    mode: z.enum(['graduated', 'whole']).default('graduated'),
    period: period.default('month'),
    /** Prices are for this many units. */
    per: positiveCount.default(1_000_000),
    steps: z.array(volumeStep).min(1).max(50).refine(rising, 'steps rise by above'),
  })
  .strict()
  .refine(
    ({ measure, steps }) => measure === 'quantity' || steps.every(({ price }) => price === undefined),
    'prices need measure quantity',
  );

/** The first `quantity` units of every period cost nothing, in the order of use. */
export const freeTerms = z.object({ quantity: positive, period: period.default('month') }).strict();

/** A percentage off what is spent; beyond `above` of a period's spend where that is given. */
export const discountTerms = z
  .object({ percent, above: nonNegative.default('0'), period: period.default('month') })
  .strict();

/**
 * At least `amount` is paid per period, whether used or not; use costs `discount_percent` less. `beyond`: whether the discount
 * also holds for use past the commitment. What is not used is the shortfall, due at the end of the period.
 */
export const commitmentTerms = z
  .object({
    amount: positive,
    period: period.default('month'),
    discount_percent: percent.default('0'),
    beyond: z.enum(['discounted', 'contracted']).default('discounted'),
  })
  .strict();

/** Credits bought (or given) at once: `amount` of use for `cost`. */
export const creditGrant = z
  .object({
    id: slug,
    amount: positive,
    /** What was paid; 0 for a gift. Absent: `amount`. */
    cost: nonNegative.optional(),
    from: instant,
    /** Exclusive; what is left then has lapsed. */
    expires: instant.optional(),
  })
  .strict();

/** Credits burn in the order in which they came; use that burns them costs its part of what was paid for them. */
export const creditTerms = z.object({ grants: z.array(creditGrant).min(1).max(1_000) }).strict();

/** Capacity paid by the hour, used or not. Without `capacity_per_hour` an hour with any use counts as fully used. */
export const provisionedTerms = z
  .object({
    /** Of one unit (PTU, GSU, model unit) for one hour. */
    hourly_price: nonNegative,
    units: positiveCount,
    /** What one unit can do in an hour, in the units that the agreement covers: e.g. tokens. */
    capacity_per_hour: positive.optional(),
  })
  .strict();

/**
 * Models on machines of one's own. `throughput`: units per second that the whole deployment does at full load, by unit id. Rate of
 * `per` units = gpu_hour_cost x gpus x per / (throughput x 3600 x utilisation).
 */
export const selfHostedTerms = z
  .object({
    gpu_hour_cost: nonNegative,
    gpus: positiveCount,
    throughput: z
      .record(z.string(), positive)
      .refine((value) => Object.keys(value).length > 0, 'at least one unit'),
    /** Of the time, how much the machines are expected to work. */
    utilisation_percent: percent.refine((text) => Number(text) > 0, 'greater than 0').default('100'),
  })
  .strict();

const named = {
  id: slug,
  name: z.string().min(1).max(200),
  provider: z.string().min(1).max(100),
  /** Exact names or `prefix*`; absent: every model of the provider. */
  models: z.array(z.string().min(1).max(200)).min(1).max(200).optional(),
  /** Unit ids of catalog/units.json, or `family:<family>`; absent: every unit. */
  units: z.array(z.string().min(1).max(100)).min(1).max(100).optional(),
  currency: z.string().length(3),
  from: instant,
  /** Exclusive. Absent: until it is ended. */
  until: instant.optional(),
  /** Where it is written: a contract, an order, a page. */
  source: z.string().min(1).max(500),
};

const TERMS = {
  self_hosted: selfHostedTerms,
  provisioned: provisionedTerms,
  free: freeTerms,
  volume: volumeTerms,
  discount: discountTerms,
  commitment: commitmentTerms,
  credit: creditTerms,
} as const satisfies Record<AgreementKind, z.ZodType>;

function ofKind<Kind extends AgreementKind, Extra extends z.ZodRawShape>(kind: Kind, extra: Extra) {
  return z.object({ ...named, kind: z.literal(kind), terms: TERMS[kind], ...extra }).strict();
}

function ofAnyKind<Extra extends z.ZodRawShape>(extra: Extra) {
  return z.discriminatedUnion('kind', [
    ofKind('self_hosted', extra),
    ofKind('provisioned', extra),
    ofKind('free', extra),
    ofKind('volume', extra),
    ofKind('discount', extra),
    ofKind('commitment', extra),
    ofKind('credit', extra),
  ]);
}

/** What is written down when something is agreed. */
export const createAgreement = ofAnyKind({}).superRefine(({ from, until, kind, terms }, context) => {
  if (until !== undefined && Date.parse(until) <= Date.parse(from)) {
    context.addIssue({ code: 'custom', path: ['until'], message: 'after from' });
  }
  if ('period' in terms && terms.period === 'term' && until === undefined) {
    context.addIssue({ code: 'custom', path: ['until'], message: 'needed for a period of the whole term' });
  }
  if (kind !== 'credit') return;
  if (new Set(terms.grants.map(({ id }) => id)).size < terms.grants.length) {
    context.addIssue({ code: 'custom', path: ['terms', 'grants'], message: 'ids that differ' });
  }
  for (const [index, grant] of terms.grants.entries()) {
    if (grant.expires !== undefined && Date.parse(grant.expires) <= Date.parse(grant.from)) {
      const path = ['terms', 'grants', index, 'expires'];
      context.addIssue({ code: 'custom', path, message: 'after from' });
    }
  }
});
export type CreateAgreement = z.infer<typeof createAgreement>;

/**
 * An agreement as it is kept: never changed, only ended (`ended_at`: it holds no longer from then on), so that past months stay
 * true.
 */
export const agreement = ofAnyKind({
  ended_at: instant.optional(),
  created_at: instant,
  updated_at: instant,
});
export type Agreement = z.infer<typeof agreement>;
