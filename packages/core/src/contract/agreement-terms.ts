import { Decimal } from '../money/index.ts';
import { type PricingAgreement, unitsNamed } from '../pricing/index.ts';
import type { UnitRegistry } from '../usage/index.ts';
import type { Agreement, CreateAgreement } from './agreements.ts';

/**
 * An agreement as `applyAgreements` takes it. One that was ended holds until then. Throws `invalid_argument` when it names a
 * unit that nobody knows.
 */
export function readAgreement(written: CreateAgreement | Agreement, units: UnitRegistry): PricingAgreement {
  const { id, provider, models, currency, from, until } = written;
  const ended = 'ended_at' in written ? written.ended_at : undefined;
  const scope = {
    id,
    provider,
    currency,
    models: models?.map((model) => model.toLowerCase()),
    units: written.units === undefined ? undefined : unitsNamed(written.units, units),
    from: Date.parse(from),
    until: Math.min(instantOr(until), instantOr(ended)),
  };
  return { ...scope, ...termsOf(written, units) };
}

type KindAndTerms = PricingAgreement extends infer One
  ? One extends { kind: infer Kind; terms: infer Terms }
    ? { kind: Kind; terms: Terms }
    : never
  : never;

function termsOf(written: CreateAgreement | Agreement, units: UnitRegistry): KindAndTerms {
  switch (written.kind) {
    case 'self_hosted':
      return { kind: written.kind, terms: selfHosted(written.terms, units) };
    case 'provisioned':
      return { kind: written.kind, terms: provisioned(written.terms) };
    case 'free':
      return {
        kind: written.kind,
        terms: { ...written.terms, quantity: Decimal.from(written.terms.quantity) },
      };
    case 'volume':
      return { kind: written.kind, terms: { ...written.terms, steps: written.terms.steps.map(step) } };
    case 'discount':
      return { kind: written.kind, terms: discount(written.terms) };
    case 'commitment':
      return { kind: written.kind, terms: commitment(written.terms) };
    case 'credit':
      return { kind: written.kind, terms: { grants: written.terms.grants.map(grant) } };
    default:
      return written satisfies never;
  }
}

type Terms<Kind> = Extract<CreateAgreement, { kind: Kind }>['terms'];
type Read<Kind> = Extract<PricingAgreement, { kind: Kind }>['terms'];

function step({ above, price, discount_percent: percent }: Terms<'volume'>['steps'][number]) {
  return {
    above: Decimal.from(above),
    ...(price === undefined ? {} : { price: Decimal.from(price) }),
    ...(percent === undefined ? {} : { discountPercent: Decimal.from(percent) }),
  };
}

function discount({ percent, above, period }: Terms<'discount'>): Read<'discount'> {
  return { percent: Decimal.from(percent), above: Decimal.from(above), period };
}

function commitment(terms: Terms<'commitment'>): Read<'commitment'> {
  return {
    amount: Decimal.from(terms.amount),
    period: terms.period,
    discountPercent: Decimal.from(terms.discount_percent),
    beyond: terms.beyond,
  };
}

function grant({ id, amount, cost, from, expires }: Terms<'credit'>['grants'][number]) {
  return {
    id,
    amount: Decimal.from(amount),
    cost: Decimal.from(cost ?? amount),
    from: Date.parse(from),
    expires: instantOr(expires),
  };
}

function provisioned(terms: Terms<'provisioned'>): Read<'provisioned'> {
  const capacity = terms.capacity_per_hour;
  return {
    hourlyPrice: Decimal.from(terms.hourly_price),
    units: terms.units,
    capacityPerHour: capacity === undefined ? undefined : Decimal.from(capacity),
  };
}

function selfHosted(terms: Terms<'self_hosted'>, units: UnitRegistry): Read<'self_hosted'> {
  unitsNamed(Object.keys(terms.throughput), units);
  const throughput = Object.entries(terms.throughput);
  return {
    gpuHourCost: Decimal.from(terms.gpu_hour_cost),
    gpus: terms.gpus,
    throughput: new Map(throughput.map(([unit, perSecond]) => [unit, Decimal.from(perSecond)])),
    utilisationPercent: Decimal.from(terms.utilisation_percent),
  };
}

/** Epoch milliseconds; what was not said never comes. */
function instantOr(text: string | undefined): number {
  return text === undefined ? Number.POSITIVE_INFINITY : Date.parse(text);
}
