import { WeirError } from '../errors/index.ts';
import type { Decimal } from '../money/index.ts';
import { compatible, type Unit, type UnitId, type UnitRegistry } from '../usage/index.ts';
import type { ResolvedPrice, UnitRate } from './types.ts';
import { type WorstCase, worstCase } from './worst-case.ts';

/** One rate made ready: what to subtract from the quantity, what to multiply it by. */
export interface PlanLine {
  rate: UnitRate;
  /** Indexes of earlier lines that count a part of this unit and are priced on their own. */
  parts: readonly number[];
  /** Steps by total input tokens, ascending; the first starts below zero and is the base. */
  steps: readonly PlanStep[];
}

export interface PlanStep {
  start: number;
  list: Decimal;
  contracted: Decimal;
  /**
   * Cost of one unit in units of 10^-scale of the plan, when `per` is a power of ten. As a number where it is a safe
   * integer (multiplying numbers costs a fraction of multiplying bigints), and exact as bigint.
   */
  listFactor: number;
  listFactorExact: bigint;
  contractedFactor: number;
  contractedFactorExact: bigint;
  same: boolean;
}

/** What a reported unit means for a price. */
export interface UnitUse {
  /** Line that prices this very unit. */
  line: number | undefined;
  /** Lines that price something this unit is part of: these need a reported quantity. */
  wholes: readonly number[];
}

/** A unit that is priced as the overlap of two others. */
export interface JoinLine {
  line: number;
  pairs: readonly (readonly [UnitId, UnitId])[];
}

export interface Plan {
  /** Most specific first, so that parts are known before their wholes. */
  lines: readonly PlanLine[];
  /** Indexes of lines in the order of the price's rates, for results. */
  order: readonly number[];
  uses: ReadonlyMap<UnitId, UnitUse>;
  /** Lines of units that have parts at all. */
  wholeLines: readonly number[];
  joins: readonly JoinLine[];
  /** Common scale of all costs; undefined when some `per` is no power of ten and costs need division. */
  scale: number | undefined;
  requestsLine: number | undefined;
  worst: WorstCase;
}

/** A price that carries its plan. Not for construction elsewhere: see `compilePrice`. */
export class CompiledPrice implements ResolvedPrice {
  readonly provider: string;
  readonly model: string;
  readonly ref: string;
  readonly currency: string;
  readonly priced: boolean;
  declare readonly effectiveFrom?: string;
  declare readonly minimumAudioSeconds?: number;
  readonly rates: readonly UnitRate[];
  readonly #plan: Plan;

  constructor(price: ResolvedPrice, plan: Plan) {
    this.provider = price.provider;
    this.model = price.model;
    this.ref = price.ref;
    this.currency = price.currency;
    this.priced = price.priced;
    if (price.effectiveFrom !== undefined) this.effectiveFrom = price.effectiveFrom;
    if (price.minimumAudioSeconds !== undefined) this.minimumAudioSeconds = price.minimumAudioSeconds;
    this.rates = price.rates;
    this.#plan = plan;
  }

  static planOf(price: ResolvedPrice): Plan {
    if (price instanceof CompiledPrice) return price.#plan;
    throw new WeirError('internal', `Price ${price.ref} was not made by a price book`);
  }
}

/**
 * Makes rates ready for `rateUsage`. Throws `config_invalid` when they cannot be told apart: a priced part whose whole
 * has no price, or two priced units that overlap without a price for the overlap.
 */
export function compilePrice(price: ResolvedPrice, units: UnitRegistry): ResolvedPrice {
  const priced = price.rates.map((rate) => ({ rate, unit: known(units, rate.unit) }));
  assertSeparable(
    priced.map(({ unit }) => unit),
    units,
    price.ref,
  );
  const ordered = priced.sort(
    (a, b) =>
      Object.keys(b.unit.dimensions).length - Object.keys(a.unit.dimensions).length ||
      (a.unit.id < b.unit.id ? -1 : 1),
  );
  const scale = commonScale(price.rates);
  const lines = ordered.map(({ rate, unit }) => ({
    rate,
    parts: ordered.flatMap((other, index) => (units.isPartOf(other.unit.id, unit.id) ? [index] : [])),
    steps: stepsOf(rate, scale),
  }));
  const ids = ordered.map(({ unit }) => unit.id);
  return new CompiledPrice(price, {
    lines,
    order: price.rates.map(({ unit }) => ids.indexOf(unit)),
    uses: new Map(units.all.map((unit) => [unit.id, useOf(unit, ids, units)])),
    wholeLines: ids.flatMap((id, line) =>
      units.all.some((unit) => units.isPartOf(unit.id, id)) ? [line] : [],
    ),
    joins: ordered.flatMap(({ unit }, line) => joinsOf(unit, line, units)),
    scale,
    requestsLine: ids.includes('requests') ? ids.indexOf('requests') : undefined,
    worst: worstCase(price.rates, units),
  });
}

function useOf(unit: Unit, ids: readonly UnitId[], units: UnitRegistry): UnitUse {
  const line = ids.indexOf(unit.id);
  const wholes = ids.flatMap((id, index) => (units.isPartOf(unit.id, id) ? [index] : []));
  return { line: line < 0 ? undefined : line, wholes };
}

function joinsOf(unit: Unit, line: number, units: UnitRegistry): JoinLine[] {
  const wholes = [...units.ancestorsOf(unit.id)].flatMap((id) => units.get(id) ?? []);
  const pairs: [UnitId, UnitId][] = [];
  for (const [index, a] of wholes.entries()) {
    for (const b of wholes.slice(index + 1)) {
      const related = units.isPartOf(a.id, b.id) || units.isPartOf(b.id, a.id);
      if (!related && units.join(a, b) === unit) pairs.push([a.id, b.id]);
    }
  }
  return pairs.length === 0 ? [] : [{ line, pairs }];
}

function assertSeparable(priced: readonly Unit[], units: UnitRegistry, ref: string): void {
  const ids = new Set(priced.map(({ id }) => id));
  for (const [index, unit] of priced.entries()) {
    for (const whole of units.ancestorsOf(unit.id)) {
      if (!ids.has(whole))
        throw inseparable(ref, `${unit.id} has a rate but ${whole}, which it is part of, has none`);
    }
    for (const other of priced.slice(index + 1)) {
      if (!compatible(unit, other)) continue;
      const join = units.join(unit, other);
      if (join === undefined || !ids.has(join.id)) {
        throw inseparable(
          ref,
          `${unit.id} and ${other.id} overlap and ${join?.id ?? 'the overlap'} has no rate`,
        );
      }
    }
  }
}

function stepsOf(rate: UnitRate, scale: number | undefined): PlanStep[] {
  const base = { start: Number.NEGATIVE_INFINITY, list: rate.list, contracted: rate.contracted };
  return [base, ...(rate.tiers ?? [])].map((step) => {
    const listFactorExact = scale === undefined ? 0n : factor(step.list, rate.per, scale);
    const contractedFactorExact = scale === undefined ? 0n : factor(step.contracted, rate.per, scale);
    return {
      ...step,
      listFactor: Number(listFactorExact),
      listFactorExact,
      contractedFactor: Number(contractedFactorExact),
      contractedFactorExact,
      same: listFactorExact === contractedFactorExact && step.list.compare(step.contracted) === 0,
    };
  });
}

function factor(rate: Decimal, per: number, scale: number): bigint {
  return rate.coefficient * 10n ** BigInt(scale - rate.scale - placesOf(per));
}

function commonScale(rates: readonly UnitRate[]): number | undefined {
  let scale = 0;
  for (const { per, list, contracted, tiers = [] } of rates) {
    const places = placesOf(per);
    if (10 ** places !== per) return undefined;
    for (const rate of [list, contracted, ...tiers.flatMap((tier) => [tier.list, tier.contracted])]) {
      scale = Math.max(scale, rate.scale + places);
    }
  }
  return scale;
}

function placesOf(per: number): number {
  return Math.floor(Math.log10(per) + 1e-9);
}

function known(units: UnitRegistry, id: UnitId): Unit {
  const unit = units.get(id);
  if (unit === undefined)
    throw new WeirError('config_invalid', `A price has a rate for ${id}, which is not a unit`);
  return unit;
}

function inseparable(ref: string, reason: string): WeirError {
  return new WeirError('config_invalid', `Price ${ref} cannot be applied: ${reason}.`, {
    remedy: 'Give that unit a rate, too.',
  });
}
