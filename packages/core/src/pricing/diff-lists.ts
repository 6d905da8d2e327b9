import { Decimal } from '../money/index.ts';
import type { UnitRegistry } from '../usage/index.ts';
import type { ListModel, ListPrice, ListRate, PriceList } from './list.ts';

/** raised, lowered: all of its steps that differ go that way. changed: some up and some down, or other steps. */
export type PriceChangeKind = 'added' | 'removed' | 'raised' | 'lowered' | 'changed';

/** A rate that differs between two versions of the list. */
export interface ListChange {
  provider: string;
  model: string;
  /** Unit id; the list's key where no unit has it. */
  unit: string;
  change: PriceChangeKind;
  /** First day of the dated price, ISO date; absent for the undated one. */
  from?: string;
  /** Daily window it is limited to. */
  timeOfDay?: { start: string; end: string };
  /** As written: US dollars for the unit's `per`; `2.5, above 200000: 5` with steps. */
  before?: string;
  after?: string;
  /**
   * What the base rate changes by: (after - before) / before x 100, 2 decimals, rounded half-even. Absent when added, removed, or free
   * before.
   */
  percent?: Decimal;
}

interface Rate {
  provider: string;
  model: string;
  unit: string;
  price: ListPrice;
  rate: ListRate;
}

const PERCENT_PLACES = 2;

/**
 * What a list changes against the one before, rate by rate: in the order of the new list, what it removed last. The same rate written
 * otherwise (2.50 and 2.5) is no change.
 */
export function diffLists(before: PriceList, after: PriceList, units: UnitRegistry): ListChange[] {
  const old = ratesOf(before, units);
  const now = ratesOf(after, units);
  const changed = [...now].flatMap(([key, rate]) => {
    const was = old.get(key);
    if (was === undefined) return [{ ...about(rate), change: 'added' as const, after: textOf(rate.rate) }];
    return textOf(was.rate) === textOf(rate.rate) ? [] : [changeOf(was, rate)];
  });
  const removed = [...old].flatMap(([key, rate]) =>
    now.has(key) ? [] : [{ ...about(rate), change: 'removed' as const, before: textOf(rate.rate) }],
  );
  return [...changed, ...removed];
}

function ratesOf(list: PriceList, units: UnitRegistry): Map<string, Rate> {
  const rates = list.providers.flatMap(({ id, models }) =>
    models.flatMap((model) => ratesOfModel(id, model, units)),
  );
  return new Map(rates.map((rate) => [keyOf(rate), rate]));
}

function ratesOfModel(provider: string, model: ListModel, units: UnitRegistry): Rate[] {
  return model.prices.flatMap((price) =>
    Object.entries(price.rates).map(([priceKey, rate]) => ({
      provider,
      model: model.id,
      unit: units.forPriceKey(priceKey)?.id ?? priceKey,
      price,
      rate,
    })),
  );
}

/** A rate is the same one when it is of the same model and unit, from the same day, in the same window. */
function keyOf({ provider, model, unit, price: { start_date: from, time_of_day: window } }: Rate): string {
  return JSON.stringify([provider, model, unit, from, window?.start, window?.end]);
}

function about({ provider, model, unit, price }: Rate) {
  return {
    provider,
    model,
    unit,
    ...(price.start_date === undefined ? {} : { from: price.start_date }),
    ...(price.time_of_day === undefined ? {} : { timeOfDay: price.time_of_day }),
  };
}

function changeOf(was: Rate, is: Rate): ListChange {
  const [old, now] = [stepsOf(was.rate), stepsOf(is.rate)];
  const percent = percentOf(old[0]?.price ?? Decimal.ZERO, now[0]?.price ?? Decimal.ZERO);
  return {
    ...about(is),
    change: directionOf(old, now),
    before: textOf(was.rate),
    after: textOf(is.rate),
    ...(percent === undefined ? {} : { percent }),
  };
}

interface Step {
  start: number;
  price: Decimal;
}

function stepsOf(rate: ListRate): Step[] {
  if (typeof rate === 'string') return [{ start: -1, price: Decimal.from(rate) }];
  const steps = rate.tiers.map(({ start, price }) => ({ start, price: Decimal.from(price) }));
  return [{ start: -1, price: Decimal.from(rate.base) }, ...steps];
}

/** A rate without steps is compared with every step of the other. */
function directionOf(old: readonly Step[], now: readonly Step[]): 'raised' | 'lowered' | 'changed' {
  const starts = new Set([...old, ...now].map(({ start }) => start));
  const ways = new Set([...starts].map((start) => priceFrom(now, start).compare(priceFrom(old, start))));
  ways.delete(0);
  if (ways.size !== 1) return 'changed';
  return ways.has(1) ? 'raised' : 'lowered';
}

function priceFrom(steps: readonly Step[], start: number): Decimal {
  return steps.findLast((step) => step.start <= start)?.price ?? Decimal.ZERO;
}

function percentOf(before: Decimal, after: Decimal): Decimal | undefined {
  if (before.isZero) return undefined;
  return after.subtract(before).multiply(Decimal.from(100)).quotient(before, PERCENT_PLACES);
}

function textOf(rate: ListRate): string {
  const [base, ...steps] = stepsOf(rate);
  return [base?.price ?? Decimal.ZERO, ...steps.map(({ start, price }) => `above ${start}: ${price}`)].join(
    ', ',
  );
}
