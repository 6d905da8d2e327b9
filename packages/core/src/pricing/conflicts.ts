import type { UnitId } from '../usage/index.ts';
import type { ListModel, PriceList } from './list.ts';
import type { FixedRate, PriceOverride } from './overrides.ts';

/**
 * Something about prices that somebody should look at: the book applies one of two that contradict each other, by its precedence, but
 * cannot know whether that was meant.
 */
export interface PriceConflict {
  /**
   * same_day: a list has two prices of a model from the same day. out_of_order: a list's prices do not rise by date, so that a
   * later one is never used. overlap: two overrides of equal precedence say something different about the same unit at the same time.
   */
  kind: 'same_day' | 'out_of_order' | 'overlap';
  provider: string;
  model: string;
  /** Ids of the overrides, or days of the list's prices; the one that is applied last. */
  between: readonly [string, string];
  /** Units that both are about; absent: of all. */
  units?: readonly UnitId[];
  /** When both hold, epoch milliseconds; `until` exclusive, absent: for ever. */
  from?: number;
  until?: number;
  /** For people. */
  message: string;
}

/** Prices that overlap in time or contradict each other, in the list and among the overrides (of one layer at a time). */
export function findPriceConflicts(
  list: PriceList,
  layers: { catalog?: readonly PriceOverride[]; organization?: readonly PriceOverride[] },
): PriceConflict[] {
  const listed = list.providers.flatMap(({ id, models }) =>
    models.flatMap((model) => conflictsIn(id, model)),
  );
  return [...listed, ...overlapsOf(layers.catalog ?? []), ...overlapsOf(layers.organization ?? [])];
}

function conflictsIn(provider: string, { id, prices }: ListModel): PriceConflict[] {
  const dated = prices.filter(({ time_of_day: window }) => window === undefined);
  return dated.flatMap(({ start_date: day }, index): PriceConflict[] => {
    const before = dated[index - 1]?.start_date;
    if (index === 0) return [];
    const between = [before ?? 'undated', day ?? 'undated'] as const;
    const about = { provider, model: id, between };
    if (day === before) {
      const message = `${provider}/${id} has two prices from ${day ?? 'the beginning'}; the later entry is applied.`;
      return [{ ...about, kind: 'same_day', message }];
    }
    if (day !== undefined && (before === undefined || day > before)) return [];
    const message = `${provider}/${id} lists the price from ${between[1]} after the one from ${between[0]}, which is then never applied.`;
    return [{ ...about, kind: 'out_of_order', message }];
  });
}

function overlapsOf(overrides: readonly PriceOverride[]): PriceConflict[] {
  const groups = new Map<string, PriceOverride[]>();
  for (const override of overrides) {
    const { provider, model, tier, region } = override;
    const key = JSON.stringify([provider, model, tier, region, kindOf(override)]);
    groups.set(key, [...(groups.get(key) ?? []), override]);
  }
  return [...groups.values()].flatMap((group) =>
    group.flatMap((later, index) => group.slice(0, index).flatMap((earlier) => overlapOf(earlier, later))),
  );
}

/** Rates beat discounts and these multiply with modifiers, so only two of a kind contradict each other. */
function kindOf({ rates, multiplier }: PriceOverride): 'rates' | 'multiplier' | 'discount' {
  if (rates !== undefined) return 'rates';
  return multiplier === undefined ? 'discount' : 'multiplier';
}

/** A later override without an end is how an earlier one is superseded: that one ends where the other begins, and is no conflict. */
function overlapOf(first: PriceOverride, second: PriceOverride): PriceConflict[] {
  const [loser, winner] = first.from > second.from ? [second, first] : [first, second];
  const from = winner.from;
  const until = Math.min(loser.until, winner.until);
  if (from >= until) return [];
  if (loser.until === Number.POSITIVE_INFINITY && winner.from > loser.from) return [];
  const units = contradicting(loser, winner);
  if (units !== undefined && units.length === 0) return [];
  const { provider, model } = winner;
  return [
    {
      kind: 'overlap',
      provider,
      model,
      between: [loser.id, winner.id],
      ...(units === undefined ? {} : { units }),
      ...(Number.isFinite(from) ? { from } : {}),
      ...(Number.isFinite(until) ? { until } : {}),
      message: `${loser.id} and ${winner.id} say something different about ${provider}/${model} at the same time; ${winner.id} is applied.`,
    },
  ];
}

/** Units about which two of a kind differ; undefined: all. */
function contradicting(a: PriceOverride, b: PriceOverride): UnitId[] | undefined {
  if (a.rates !== undefined && b.rates !== undefined) {
    const theirs = b.rates;
    return [...a.rates].flatMap(([unit, rate]) => (isSame(rate, theirs.get(unit) ?? rate) ? [] : [unit]));
  }
  if (factorOf(a) === factorOf(b)) return [];
  if (a.units === undefined || b.units === undefined) {
    const named = a.units ?? b.units;
    return named === undefined ? undefined : [...named];
  }
  const theirs = b.units;
  return [...a.units].filter((unit) => theirs.has(unit));
}

function factorOf({ multiplier, discountPercent }: PriceOverride): string {
  return String(multiplier ?? discountPercent);
}

function isSame(a: FixedRate, b: FixedRate): boolean {
  const text = ({ base, tiers }: FixedRate) =>
    [base, ...tiers.flatMap(({ start, price }) => [start, price])].join();
  return text(a) === text(b);
}
