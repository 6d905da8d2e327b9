import type { Decimal } from '../../money/index.ts';
import type { UnitId } from '../../usage/index.ts';

/** One charge, or a sum of charges of the same model and unit. Costs are in the currency of the agreements. */
export interface AgreementCharge {
  key: string;
  /** Instant of use, epoch milliseconds. */
  at: number;
  provider: string;
  model: string;
  unit: UnitId;
  /** Negative in corrections. */
  quantity: Decimal;
  listCost: Decimal;
  contractedCost: Decimal;
}

/** What a charge costs under the agreements, with 12 decimals. */
export interface AgreedCharge {
  key: string;
  contractedCost: Decimal;
  effectiveCost: Decimal;
  /** Ids of the agreements that cover it, in the order in which they were applied. */
  agreements: readonly string[];
}

export type CountingPeriod = 'month' | 'quarter' | 'year' | 'term';

/** Half-open, epoch milliseconds. */
export interface Span {
  start: number;
  end: number;
}

/** The calendar of the organization: `(kind, at) => periodAt(kind, at, zone)` of core/economics. */
export type SpanOf = (kind: 'day' | 'month' | 'quarter' | 'year', at: number) => Span;

export interface AgreementContext {
  spanOf: SpanOf;
  /** The charges given are all there are within it. What ends after it is not due yet. */
  window: Span;
}

interface Scope {
  id: string;
  provider: string;
  /** Exact names or `prefix*`, lower case; undefined: all. */
  models: readonly string[] | undefined;
  units: ReadonlySet<UnitId> | undefined;
  currency: string;
  from: number;
  /** Exclusive; Infinity when open. */
  until: number;
}

export interface VolumeTerms {
  measure: 'quantity' | 'spend';
  mode: 'graduated' | 'whole';
  period: CountingPeriod;
  per: number;
  /** Ascending by `above`. Exactly one of price and discount. */
  steps: readonly { above: Decimal; price?: Decimal; discountPercent?: Decimal }[];
}

export interface FreeTerms {
  quantity: Decimal;
  period: CountingPeriod;
}

export interface DiscountTerms {
  percent: Decimal;
  above: Decimal;
  period: CountingPeriod;
}

export interface CommitmentTerms {
  amount: Decimal;
  period: CountingPeriod;
  discountPercent: Decimal;
  beyond: 'discounted' | 'contracted';
}

export interface CreditGrant {
  id: string;
  amount: Decimal;
  cost: Decimal;
  from: number;
  /** Exclusive; Infinity when they never lapse. */
  expires: number;
}

export interface CreditTerms {
  grants: readonly CreditGrant[];
}

export interface ProvisionedTerms {
  hourlyPrice: Decimal;
  units: number;
  capacityPerHour: Decimal | undefined;
}

export interface SelfHostedTerms {
  gpuHourCost: Decimal;
  gpus: number;
  /** Units per second of the whole deployment at full load. */
  throughput: ReadonlyMap<UnitId, Decimal>;
  utilisationPercent: Decimal;
}

export type Agreement = Scope &
  (
    | { kind: 'self_hosted'; terms: SelfHostedTerms }
    | { kind: 'provisioned'; terms: ProvisionedTerms }
    | { kind: 'free'; terms: FreeTerms }
    | { kind: 'volume'; terms: VolumeTerms }
    | { kind: 'discount'; terms: DiscountTerms }
    | { kind: 'commitment'; terms: CommitmentTerms }
    | { kind: 'credit'; terms: CreditTerms }
  );
export type AgreementKind = Agreement['kind'];

/** Cost that no single use caused. Booked as category `commitment`. */
export interface AgreementExtra {
  agreement: string;
  /** The same every time it is worked out: `<agreement>/<kind>/<what>`. */
  key: string;
  /** shortfall: committed, not used. idle: capacity nobody used. breakage: credits that lapsed. */
  kind: 'shortfall' | 'idle' | 'breakage';
  /** Within the period it belongs to, epoch milliseconds. */
  at: number;
  amount: Decimal;
}

/** A line that was crossed, by the charge after which more than `above` was used. */
export interface Crossing {
  above: Decimal;
  at: number;
  key: string;
}

/** One point per day with use: where the counter stood when the day (or what is known of it) ended. */
export interface CurvePoint {
  /** Beginning of the day. */
  at: number;
  used: Decimal;
  remaining?: Decimal;
}

/** Where one counter of an agreement stands: of a period, of a grant of credits. */
export interface AgreementState {
  agreement: string;
  kind: AgreementKind;
  /** Of a credit agreement. */
  grant?: string;
  start: number;
  end: number;
  /** What `used` and `remaining` count: units of use, or money. */
  measure: 'quantity' | 'amount';
  used: Decimal;
  /** Of what is free, committed, credited or provided. Absent where there is no limit. */
  remaining?: Decimal;
  /** Committed and not used; once the period is over. */
  shortfall?: Decimal;
  /** Credits that lapsed unused. */
  lapsed?: Decimal;
  /** The next line, and how much is missing to it. */
  next?: { above: Decimal; remaining: Decimal };
  crossings: readonly Crossing[];
  curve: readonly CurvePoint[];
}

/** A charge that one agreement covers, in the order of use. */
export interface CoveredUse {
  key: string;
  at: number;
  unit: UnitId;
  quantity: Decimal;
  /** Before this agreement. */
  cost: Decimal;
}

/** What an agreement makes of the use it covers. */
export interface AgreementOutcome {
  /** By use, 12 decimals. */
  costs: readonly Decimal[];
  extras: readonly AgreementExtra[];
  states: readonly AgreementState[];
}
