import { Decimal } from '../money/index.ts';
import type { Unit, UnitId, UnitRegistry } from '../usage/index.ts';
import type { ListRate } from './list.ts';
import type { FixedRate, PriceOverride } from './overrides.ts';
import type { UnitRate } from './types.ts';

/** A unit's rate while it is being worked out. */
interface Draft {
  unit: Unit;
  list: FixedRate | undefined;
  contracted: FixedRate | undefined;
}

/** Rates of one list price after catalog and organization overrides. Pure; inputs are those in force, best first. */
export function layerRates(
  listed: Readonly<Record<string, ListRate>>,
  catalog: readonly PriceOverride[],
  organization: readonly PriceOverride[],
  units: UnitRegistry,
): UnitRate[] {
  const drafts = new Map<UnitId, Draft>();
  for (const [priceKey, rate] of Object.entries(listed)) {
    const unit = units.forPriceKey(priceKey);
    if (unit !== undefined) drafts.set(unit.id, { unit, list: readRate(rate), contracted: undefined });
  }
  fix(drafts, catalog, 'list', units);
  for (const draft of drafts.values()) multiplyList(draft, catalog);
  fix(drafts, organization, 'contracted', units);
  for (const draft of drafts.values()) settle(draft, organization);
  return [...drafts.values()].map(finish);
}

function readRate(rate: ListRate): FixedRate {
  if (typeof rate === 'string') return { base: Decimal.from(rate), tiers: [] };
  return {
    base: Decimal.from(rate.base),
    tiers: rate.tiers.map(({ start, price }) => ({ start, price: Decimal.from(price) })),
  };
}

/** Sets fixed rates; the best override that states a unit wins it. */
function fix(
  drafts: Map<UnitId, Draft>,
  overrides: readonly PriceOverride[],
  side: 'list' | 'contracted',
  units: UnitRegistry,
): void {
  for (const override of [...overrides].reverse()) {
    for (const [id, rate] of override.rates ?? []) {
      const unit = units.get(id);
      if (unit === undefined) continue;
      const draft = drafts.get(id) ?? { unit, list: undefined, contracted: undefined };
      drafts.set(id, { ...draft, [side]: rate });
    }
  }
}

/** Service first, then region: of each the most telling multiplier of a unit applies, once. They multiply. */
function multiplyList(draft: Draft, catalog: readonly PriceOverride[]): void {
  for (const multiplier of modifiersOf(catalog, draft.unit.id)) {
    if (draft.list !== undefined) draft.list = scaled(draft.list, factorOf(multiplier));
  }
}

/** The multipliers that apply to a unit: of service, of region; one that names both is of region. */
export function modifiersOf(overrides: readonly PriceOverride[], unit: UnitId): PriceOverride[] {
  const applying = overrides.filter(
    (override) => override.multiplier !== undefined && appliesTo(override, unit),
  );
  const service = applying.find(({ region }) => region === undefined);
  const regional = applying.filter(({ region }) => region !== undefined);
  const place = regional.find(({ tier }) => tier !== undefined) ?? regional[0];
  return [service, place].filter((override) => override !== undefined);
}

/** What the organization pays: its fixed rate, else the list less the best discount and modifiers it has. */
function settle(draft: Draft, organization: readonly PriceOverride[]): void {
  if (draft.contracted !== undefined || draft.list === undefined) return;
  const discount = organization.find(
    (override) => override.discountPercent !== undefined && appliesTo(override, draft.unit.id),
  );
  const factors = [
    ...(discount === undefined ? [] : [discount]),
    ...modifiersOf(organization, draft.unit.id),
  ];
  for (const override of factors) {
    draft.contracted = scaled(draft.contracted ?? draft.list, factorOf(override));
  }
}

function factorOf({ multiplier, discountPercent }: PriceOverride): Decimal {
  if (multiplier !== undefined) return multiplier;
  return Decimal.from(100)
    .subtract(discountPercent ?? Decimal.ZERO)
    .shiftDown(2);
}

function appliesTo(override: PriceOverride, unit: UnitId): boolean {
  return override.units === undefined || override.units.has(unit);
}

function scaled(rate: FixedRate, factor: Decimal): FixedRate {
  return {
    base: rate.base.multiply(factor),
    tiers: rate.tiers.map(({ start, price }) => ({ start, price: price.multiply(factor) })),
  };
}

function finish({ unit, list, contracted }: Draft): UnitRate {
  const theirs = list ?? contracted;
  const ours = contracted ?? list;
  if (theirs === undefined || ours === undefined) throw new Error(`${unit.id} was drafted without a rate`);
  const starts = [...new Set([...theirs.tiers, ...ours.tiers].map(({ start }) => start))].sort(
    (a, b) => a - b,
  );
  return {
    unit: unit.id,
    per: unit.per,
    list: theirs.base,
    contracted: ours.base,
    ...(starts.length === 0
      ? {}
      : { tiers: starts.map((start) => ({ start, list: at(theirs, start), contracted: at(ours, start) })) }),
  };
}

/** The rate once more than `start` input tokens were used. */
function at(rate: FixedRate, start: number): Decimal {
  return rate.tiers.findLast((tier) => tier.start <= start)?.price ?? rate.base;
}
