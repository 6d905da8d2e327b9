import type { ChargeCategory, ProposedEntry, RerateReport } from '@weir/core/contract';
import { Decimal, MONEY_SCALE } from '@weir/core/money';

/** Above so many charges that differ in a month, entries are sums by day, workload, model and unit. */
export const MOST_SINGLE_ENTRIES = 50_000;

export interface Costs {
  list: Decimal;
  contracted: Decimal;
  effective: Decimal;
}

/** What one unit of one try costs otherwise now. */
export interface Difference {
  callId: string;
  at: string;
  month: string;
  day: string;
  provider: string;
  model: string;
  unit: string;
  category: ChargeCategory;
  currency: string;
  tags: Readonly<Record<string, string>>;
  key: string | undefined;
  fromRef: string;
  toRef: string;
  quantity: Decimal;
  /** As booked, earlier corrections included. */
  before: Decimal;
  change: Costs;
}

interface Figures {
  charges: number;
  before: Decimal;
  difference: Decimal;
}

/** A day's sum: tags are those that all its members share. */
interface DaySum {
  first: Difference;
  tags: Map<string, string>;
  quantity: Decimal;
  change: Costs;
}

interface MonthOfDifferences {
  figures: Figures;
  /** Undefined once there are too many, or earlier ones were booked as sums. */
  single: ProposedEntry[] | undefined;
  days: Map<string, DaySum>;
}

const nothing = (): Figures => ({ charges: 0, before: Decimal.ZERO, difference: Decimal.ZERO });
const NO_COSTS: Costs = { list: Decimal.ZERO, contracted: Decimal.ZERO, effective: Decimal.ZERO };

/** What sums are kept apart by; the same names that booked sums are found again by. */
export function dayKey(
  sum: Pick<Difference, 'day' | 'provider' | 'model' | 'unit' | 'category'> & { workload: string },
): string {
  return JSON.stringify([sum.day, sum.workload, sum.provider, sum.model, sum.unit, sum.category]);
}

/** Collects differences; bounded in memory by the number of groups and of single entries. */
export class Differences {
  readonly months = new Map<string, MonthOfDifferences>();
  private readonly total = nothing();
  private readonly models = new Map<string, Figures & { provider: string; model: string }>();
  private readonly prices = new Map<string, Figures & { from_ref: string; to_ref: string }>();
  private readonly workloads = new Map<string, Figures & { workload: string }>();
  private readonly mostSingle: number;

  constructor(mostSingle = MOST_SINGLE_ENTRIES) {
    this.mostSingle = mostSingle;
  }

  add(difference: Difference): void {
    const { provider, model, fromRef, toRef, tags } = difference;
    const workload = tags['workload'] ?? '';
    const month = this.month(difference.month);
    const all: Figures[] = [
      this.total,
      month.figures,
      at(this.models, `${provider}\n${model}`, () => ({ ...nothing(), provider, model })),
      at(this.prices, `${fromRef}\n${toRef}`, () => ({ ...nothing(), from_ref: fromRef, to_ref: toRef })),
      at(this.workloads, workload, () => ({ ...nothing(), workload })),
    ];
    for (const figures of all) count(figures, difference);
    this.single(month, difference);
    sumUp(month.days, difference, workload);
  }

  /** A month of which sums were booked before: only sums can be compared with them. */
  subtractBooked(month: string, sum: Difference): void {
    const into = this.month(month);
    into.single = undefined;
    const workload = sum.tags['workload'] ?? '';
    const change = {
      list: negated(sum.change.list),
      contracted: negated(sum.change.contracted),
      effective: negated(sum.change.effective),
    };
    const less: Difference = {
      ...sum,
      before: sum.change.effective,
      change,
      quantity: negated(sum.quantity),
    };
    for (const figures of [
      this.total,
      into.figures,
      at(this.models, `${sum.provider}\n${sum.model}`, () => ({
        ...nothing(),
        provider: sum.provider,
        model: sum.model,
      })),
      at(this.prices, `${sum.toRef}\n${sum.toRef}`, () => ({
        ...nothing(),
        from_ref: sum.toRef,
        to_ref: sum.toRef,
      })),
      at(this.workloads, workload, () => ({ ...nothing(), workload })),
    ])
      count(figures, less, 0);
    sumUp(into.days, less, workload);
  }

  report(): Omit<
    RerateReport,
    'since' | 'until' | 'currency' | 'examined' | 'unpriced' | 'skipped' | 'months'
  > {
    return {
      ...shown(this.total),
      by_model: [...this.models.values()].map((row) => ({ ...row, ...shown(row) })).sort(byAmount),
      by_price: [...this.prices.values()].map((row) => ({ ...row, ...shown(row) })).sort(byAmount),
      by_workload: [...this.workloads.values()].map((row) => ({ ...row, ...shown(row) })).sort(byAmount),
    };
  }

  private month(name: string): MonthOfDifferences {
    return at(this.months, name, () => ({ figures: nothing(), single: [], days: new Map() }));
  }

  private single(month: MonthOfDifferences, difference: Difference): void {
    if (month.single === undefined) return;
    if (month.single.length >= this.mostSingle) month.single = undefined;
    else month.single.push(entryOf(difference));
  }
}

/** What a month would book: single entries where there are few enough, else sums. None that change nothing. */
export function entriesOf({ single, days }: MonthOfDifferences): {
  grain: 'charge' | 'day';
  entries: ProposedEntry[];
} {
  if (single !== undefined) return { grain: 'charge', entries: single };
  const sums = [...days].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, sum]) => sum);
  const entries = sums
    .filter(({ change, quantity }) => !isNothing(change) || !quantity.isZero)
    .map(({ first, tags, quantity, change }) => {
      const { corrects: _, key: __, ...entry } = entryOf({ ...first, quantity, change });
      return { ...entry, tags: Object.fromEntries(tags) };
    });
  return { grain: 'day', entries };
}

export function shown({ charges, before, difference }: Figures) {
  return {
    charges,
    before: before.toFixed(MONEY_SCALE),
    after: before.add(difference).toFixed(MONEY_SCALE),
    difference: difference.toFixed(MONEY_SCALE),
  };
}

export function isNothing({ list, contracted, effective }: Costs): boolean {
  return list.isZero && contracted.isZero && effective.isZero;
}

function entryOf(difference: Difference): ProposedEntry {
  const { callId, at, provider, model, unit, category, quantity, change, currency, toRef, tags, key } =
    difference;
  return {
    corrects: callId,
    at,
    provider,
    model,
    unit,
    category,
    quantity: quantity.toString(),
    calls: 0,
    list_cost: change.list.toFixed(MONEY_SCALE),
    contracted_cost: change.contracted.toFixed(MONEY_SCALE),
    effective_cost: change.effective.toFixed(MONEY_SCALE),
    currency,
    price_ref: toRef,
    tags: { ...tags },
    ...(key === undefined ? {} : { key }),
  };
}

function sumUp(days: Map<string, DaySum>, difference: Difference, workload: string): void {
  const key = dayKey({ ...difference, workload });
  const sum = days.get(key);
  if (sum === undefined) {
    const { quantity, change, tags } = difference;
    days.set(key, { first: difference, tags: new Map(Object.entries(tags)), quantity, change });
    return;
  }
  for (const [name, value] of sum.tags) if (difference.tags[name] !== value) sum.tags.delete(name);
  sum.quantity = sum.quantity.add(difference.quantity);
  sum.change = plus(sum.change, difference.change);
}

export function plus(a: Costs, b: Costs): Costs {
  return {
    list: a.list.add(b.list),
    contracted: a.contracted.add(b.contracted),
    effective: a.effective.add(b.effective),
  };
}

export const none = (): Costs => NO_COSTS;
export const negated = (amount: Decimal): Decimal => Decimal.ZERO.subtract(amount);

function count(figures: Figures, { before, change }: Difference, charges = 1): void {
  figures.charges += charges;
  figures.before = figures.before.add(before);
  figures.difference = figures.difference.add(change.effective);
}

function at<T>(map: Map<string, T>, key: string, make: () => T): T {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

function byAmount(a: { difference: string }, b: { difference: string }): number {
  const size = ({ difference }: { difference: string }) => Decimal.from(difference.replace('-', ''));
  return size(b).compare(size(a));
}
