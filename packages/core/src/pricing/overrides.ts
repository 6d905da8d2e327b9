import { WeirError } from '../errors/index.ts';
import { Decimal } from '../money/index.ts';
import type { UnitId, UnitRegistry } from '../usage/index.ts';
import { SERVICE_TIERS, type ServiceTier } from './types.ts';
import { unitsCalled } from './unit-names.ts';

/** A rate that an override fixes: US dollars for the unit's `per`, with steps by total input tokens or without. */
export interface FixedRate {
  base: Decimal;
  tiers: readonly { start: number; price: Decimal }[];
}

/**
 * A dated change to the list, from catalog/prices/overrides.json or by an organization. Exactly one of `rates`
 * (replaces or adds), `multiplier` (a service modifier such as batch) and `discountPercent` (a contract).
 */
export interface PriceOverride {
  id: string;
  provider: string;
  /** Exact name, `prefix*` or `*`; names of the caller and of the list both count. */
  model: string;
  /** Service tier it is limited to. An organization's `rates` without one mean `standard`. */
  tier: ServiceTier | undefined;
  /** Region it is limited to, lower case: exact, `prefix*`, or `*` for every region but `global`. */
  region: string | undefined;
  /** Epoch milliseconds, inclusive. */
  from: number;
  /** Epoch milliseconds, exclusive. */
  until: number;
  fromText: string | undefined;
  /** Where it comes from: a page, a contract. */
  source: string;
  rates?: ReadonlyMap<UnitId, FixedRate>;
  multiplier?: Decimal;
  discountPercent?: Decimal;
  /** Units that multiplier or discount apply to; undefined means all. */
  units: ReadonlySet<UnitId> | undefined;
}

const KEYS = new Set([
  'id',
  'provider',
  'model',
  'tier',
  'region',
  'from',
  'until',
  'source',
  'rates',
  'multiplier',
  'discount_percent',
  'units',
]);

/**
 * Reads overrides as written: `{id, provider, model?, tier?, region?, from?, until?, source, rates? | multiplier? |
 * discount_percent?, units?}`. `rates` maps unit ids to "2.50" or {base, tiers: [{start, price}]}; `units` lists unit ids
 * or `family:<family>`. Throws `invalid_argument` that names the override and its field.
 */
export function parseOverrides(content: unknown, units: UnitRegistry): PriceOverride[] {
  const list = isObject(content) && 'overrides' in content ? content['overrides'] : content;
  if (!Array.isArray(list)) throw invalid('overrides', '', 'must be a list');
  const seen = new Set<string>();
  return list.map((entry: unknown, index) => {
    const override = parseOverride(entry, index, units);
    if (seen.has(override.id)) throw invalid(override.id, 'id', 'appears twice');
    seen.add(override.id);
    return override;
  });
}

function parseOverride(entry: unknown, index: number, units: UnitRegistry): PriceOverride {
  if (!isObject(entry)) throw invalid(`override ${index}`, '', 'must be an object');
  const id = entry['id'];
  if (typeof id !== 'string' || id === '') throw invalid(`override ${index}`, 'id', 'is missing');
  for (const key of Object.keys(entry))
    if (!KEYS.has(key)) throw invalid(id, key, 'is not a field of an override');
  const from = instantOf(entry['from'], id, 'from');
  const until = instantOf(entry['until'], id, 'until');
  if (from !== undefined && until !== undefined && until <= from)
    throw invalid(id, 'until', 'must be after from');
  return {
    id,
    provider: textOf(entry['provider'], id, 'provider').toLowerCase(),
    model: entry['model'] === undefined ? '*' : textOf(entry['model'], id, 'model').toLowerCase(),
    tier: tierOf(entry['tier'], id),
    region: regionOf(entry['region'], id),
    from: from ?? Number.NEGATIVE_INFINITY,
    until: until ?? Number.POSITIVE_INFINITY,
    fromText: from === undefined ? undefined : new Date(from).toISOString().slice(0, 10),
    source: textOf(entry['source'], id, 'source'),
    units: unitsOf(entry['units'], id, units),
    ...changeOf(entry, id, units),
  };
}

function changeOf(
  entry: Record<string, unknown>,
  id: string,
  units: UnitRegistry,
): Pick<PriceOverride, 'rates' | 'multiplier' | 'discountPercent'> {
  const { rates, multiplier, discount_percent: discount } = entry;
  if ([rates, multiplier, discount].filter((value) => value !== undefined).length !== 1) {
    throw invalid(id, 'rates', 'or multiplier or discount_percent must be given, and only one of them');
  }
  if (rates !== undefined) return { rates: ratesOf(rates, id, units) };
  if (multiplier !== undefined) return { multiplier: amountOf(multiplier, id, 'multiplier') };
  const percent = amountOf(discount, id, 'discount_percent');
  if (percent.compare(Decimal.from(100)) > 0) throw invalid(id, 'discount_percent', 'must be at most 100');
  return { discountPercent: percent };
}

function ratesOf(value: unknown, id: string, units: UnitRegistry): Map<UnitId, FixedRate> {
  if (!isObject(value) || Object.keys(value).length === 0)
    throw invalid(id, 'rates', 'must map units to rates');
  const rates = new Map<UnitId, FixedRate>();
  for (const [unit, rate] of Object.entries(value)) {
    const field = `rates.${unit}`;
    if (units.get(unit) === undefined) throw invalid(id, field, 'is not a unit; see catalog/units.json');
    rates.set(
      unit,
      isObject(rate) ? steppedRate(rate, id, field) : { base: amountOf(rate, id, field), tiers: [] },
    );
  }
  return rates;
}

function steppedRate(rate: Record<string, unknown>, id: string, field: string): FixedRate {
  const steps = rate['tiers'] ?? [];
  if (!Array.isArray(steps)) throw invalid(id, `${field}.tiers`, 'must be a list');
  const tiers = steps.map((step: unknown) => {
    const start = isObject(step) ? step['start'] : undefined;
    if (!isObject(step) || typeof start !== 'number' || !Number.isSafeInteger(start) || start < 0) {
      throw invalid(id, `${field}.tiers`, 'need a start, in total input tokens');
    }
    return { start, price: amountOf(step['price'], id, `${field}.tiers.price`) };
  });
  return {
    base: amountOf(rate['base'], id, `${field}.base`),
    tiers: tiers.sort((a, b) => a.start - b.start),
  };
}

function unitsOf(value: unknown, id: string, units: UnitRegistry): ReadonlySet<UnitId> | undefined {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) throw invalid(id, 'units', 'must be a list');
  const unknown = value.find((name: unknown) => unitsCalled(name, units).length === 0);
  if (unknown !== undefined)
    throw invalid(id, 'units', `names ${JSON.stringify(unknown)}, which is not a unit`);
  return new Set(value.flatMap((name: unknown) => unitsCalled(name, units)));
}

function amountOf(value: unknown, id: string, field: string): Decimal {
  if (typeof value !== 'string' || !/^\d+(\.\d+)?$/.test(value)) {
    throw invalid(id, field, 'must be a decimal text like "2.50"');
  }
  return Decimal.from(value);
}

function tierOf(value: unknown, id: string): ServiceTier | undefined {
  if (value === undefined) return undefined;
  const tier = SERVICE_TIERS.find((known) => known === value);
  if (tier !== undefined) return tier;
  throw invalid(id, 'tier', `must be one of ${SERVICE_TIERS.join(', ')}`);
}

function regionOf(value: unknown, id: string): string | undefined {
  return value === undefined ? undefined : textOf(value, id, 'region').toLowerCase();
}

function instantOf(value: unknown, id: string, field: string): number | undefined {
  if (value === undefined) return undefined;
  const at = typeof value === 'string' && /^\d{4}-\d{2}-\d{2}/.test(value) ? Date.parse(value) : Number.NaN;
  if (Number.isNaN(at)) throw invalid(id, field, 'must be a date like 2026-03-13');
  return at;
}

function textOf(value: unknown, id: string, field: string): string {
  if (typeof value !== 'string' || value.trim() === '') throw invalid(id, field, 'is missing');
  return value.trim();
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(id: string, field: string, problem: string): WeirError {
  const subject = field === '' ? id : `${id}: ${field}`;
  return new WeirError('invalid_argument', `Price override ${subject} ${problem}.`, {
    ...(field === '' ? {} : { field }),
  });
}
