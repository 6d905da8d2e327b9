import type { ChargeFact } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import {
  type PriceBook,
  type PriceQuery,
  parsePriceRef,
  type ResolvedPrice,
  rateUsage,
  SERVICE_TIERS,
  type ServiceTier,
} from '@weir/core/pricing';
import type { UnitId, UnitRegistry, Usage } from '@weir/core/usage';
import { chargeFacts } from '../../ledger/charges.ts';
import type { LedgerCharge } from '../../ledger/statement-port.ts';

export interface RepriceDeps {
  book: PriceBook;
  units: UnitRegistry;
  /** Id in the price list of a provider as calls name it. */
  priceProvider(provider: string): string;
  /** What the provider reported of a call, which began then; undefined when that is not known. May be asked for many at once. */
  usageOf(callId: string, startedAt: string): Promise<Usage | undefined>;
}

/** What charges of one try cost at the price of their day; or why that cannot be told. */
export type Repriced = Priced | { kind: 'unpriced' } | { kind: 'skipped'; reason: string };

interface Priced {
  kind: 'priced';
  charges: readonly ChargeFact[];
}

/** References of prices that a book gave. Others (a bill's own, an agreement's) are no matter of the book. */
const OF_BOOK = /^(list|catalog|org|fallback):/;

/**
 * Prices what one try used anew. Quantities come from its charges, which are all there is to it; only where the price now tells
 * apart what the price then did not (cached from fresh input, say) the usage that the provider reported is asked for.
 */
export async function reprice(charges: readonly LedgerCharge[], deps: RepriceDeps): Promise<Repriced> {
  const [first] = charges;
  if (first === undefined) return { kind: 'priced', charges: [] };
  if (!charges.every(({ price_ref }) => OF_BOOK.test(price_ref)))
    return { kind: 'skipped', reason: 'Its price is told by its source, not by the price book.' };
  const reported = usageOfCharges(charges, deps.units);
  let likeliest: { now: Priced; price: ResolvedPrice } | undefined;
  for (const tier of tiersOf(first)) {
    const price = deps.book.resolve(queryOf(first, tier, deps));
    if (price === undefined) return { kind: 'unpriced' };
    const now = rated(reported, price, first, deps.units);
    if (now.kind !== 'priced' || sameCosts(charges, now.charges)) return now;
    likeliest ??= { now, price };
  }
  if (likeliest === undefined) return { kind: 'unpriced' };
  return finer(likeliest.now, first, charges, likeliest.price, deps);
}

/**
 * Whether charges of one try are at the price of their day beyond doubt, without working it out: same reference, same rates, no
 * steps. Nearly all are.
 */
export function isAsPriced(charges: readonly LedgerCharge[], deps: RepriceDeps): boolean {
  const [first] = charges;
  if (first === undefined) return true;
  const price = deps.book.resolve(queryOf(first, tiersOf(first)[0] ?? 'standard', deps));
  const rates = price === undefined ? undefined : plainRates(price);
  return (
    rates !== undefined &&
    charges.every(({ price_ref: ref, unit, per, ...charge }) => {
      const rate = rates.get(unit);
      return (
        ref === price?.ref &&
        rate !== undefined &&
        per === rate.per &&
        plain(charge.contracted_unit_price) === rate.contracted &&
        plain(charge.list_unit_price) === rate.list
      );
    })
  );
}

interface PlainRate {
  per: number;
  list: string;
  contracted: string;
}

/** Prices are few and live as long as their book. */
const RATES = new WeakMap<ResolvedPrice, ReadonlyMap<UnitId, PlainRate> | null>();

/** Undefined where what was used in all decides about the rate. */
function plainRates(price: ResolvedPrice): ReadonlyMap<UnitId, PlainRate> | undefined {
  const known = RATES.get(price);
  if (known !== undefined) return known ?? undefined;
  const stepped = price.rates.some(({ tiers = [] }) => tiers.length > 0);
  const made = stepped
    ? null
    : new Map(
        price.rates.map(({ unit, per, list, contracted }) => [
          unit,
          { per, list: list.toString(), contracted: contracted.toString() },
        ]),
      );
  RATES.set(price, made);
  return made ?? undefined;
}

async function finer(
  now: Priced,
  first: LedgerCharge,
  charges: readonly LedgerCharge[],
  price: ResolvedPrice,
  deps: RepriceDeps,
): Promise<Repriced> {
  const known = new Set(charges.map(({ unit }) => unit));
  const tellsApart = price.rates.some(
    ({ unit }) => !known.has(unit) && [...deps.units.ancestorsOf(unit)].some((whole) => known.has(whole)),
  );
  if (!tellsApart) return now;
  const usage = await deps.usageOf(first.call_id, first.started_at);
  return usage === undefined ? now : rated(usage, price, first, deps.units);
}

function queryOf(charge: LedgerCharge, tier: ServiceTier, { priceProvider }: RepriceDeps): PriceQuery {
  const query: PriceQuery = {
    provider: priceProvider(charge.billed_provider),
    model: charge.billed_model,
    at: Date.parse(charge.started_at),
    tier,
  };
  const region = parsePriceRef(charge.price_ref).region ?? charge.region;
  if (region !== undefined) query.region = region;
  return query;
}

/** What is told of the service. The reference of a contract does not tell: the one that gives what was charged is it, else standard. */
function tiersOf(charge: LedgerCharge): readonly ServiceTier[] {
  const told = SERVICE_TIERS.find((tier) => tier === charge.tier);
  if (told !== undefined) return [told];
  const named = parsePriceRef(charge.price_ref).tier;
  if (named !== undefined) return [named];
  return charge.price_ref.startsWith('org:') ? SERVICE_TIERS : ['standard'];
}

/** As a provider would report it: wholes contain their parts. Sums are exact before they become numbers. */
export function usageOfCharges(charges: readonly LedgerCharge[], units: UnitRegistry): Usage {
  const sums = new Map<UnitId, Decimal>();
  for (const { unit, quantity } of charges) {
    const amount = Decimal.from(quantity);
    for (const id of [unit, ...units.ancestorsOf(unit)]) {
      sums.set(id, (sums.get(id) ?? Decimal.ZERO).add(amount));
    }
  }
  return Object.fromEntries([...sums].map(([id, sum]) => [id, Number(sum.toString())]));
}

function rated(usage: Usage, price: ResolvedPrice, first: LedgerCharge, units: UnitRegistry): Repriced {
  try {
    const charges = chargeFacts(rateUsage(withNothing(usage, price, units), price), {
      attempt: first.attempt,
      estimated: first.estimated,
    });
    if (charges.some(({ currency }) => currency !== first.currency))
      return { kind: 'skipped', reason: `Its price now is in another currency than ${first.currency}.` };
    return {
      kind: 'priced',
      charges: charges.map((charge) => ({ ...charge, category: first.category })),
    };
  } catch (error) {
    if (!(error instanceof WeirError)) throw error;
    return { kind: 'skipped', reason: `Its quantities do not fit the price: ${error.message}` };
  }
}

/** A part that has its own price and was not charged was not used. */
function withNothing(usage: Usage, price: ResolvedPrice, units: UnitRegistry): Usage {
  const full: Record<UnitId, number> = {};
  for (const { unit } of price.rates) {
    if (unit !== 'requests' && [...units.ancestorsOf(unit)].some((whole) => whole in usage)) full[unit] = 0;
  }
  return { ...full, ...usage };
}

function sameCosts(before: readonly ChargeFact[], after: readonly ChargeFact[]): boolean {
  const costs = (charges: readonly ChargeFact[]) =>
    JSON.stringify(
      charges
        .map(
          ({ unit, list_cost, contracted_cost }) => `${unit} ${plain(list_cost)} ${plain(contracted_cost)}`,
        )
        .sort(),
    );
  return costs(before) === costs(after);
}

const PLAIN = /^(0|[1-9]\d*)(\.\d*[1-9])?$/;
const plain = (amount: string) => (PLAIN.test(amount) ? amount : Decimal.from(amount).toString());
