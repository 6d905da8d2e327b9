import type { Confidence, UnitReport, ValueClass, ValueMetric } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import type { ExchangeRates } from '@weir/core/pricing';
import type { OutcomeSum } from '../../ledger/outcome-port.ts';

/** What outcomes of one class and confidence are worth, in the organization's currency. */
export interface ValueSum {
  class: ValueClass;
  confidence: Confidence;
  outcomes: number;
  value: Decimal;
}

export interface WorthOfOutcomes {
  /** By class and confidence; never added up across classes. */
  by: ValueSum[];
  /** Whose value is unknown, and why. */
  leftOut: { reason: string; outcomes: number }[];
}

/**
 * Values of the successes of these sums (grouped by bucket, class, confidence and currency). One that tells no value of its own is worth what the
 * metric says, with its class and confidence. Converted at the rate of the day; what has no rate or no value is left out, and told.
 */
export function worthOf(
  sums: readonly OutcomeSum[],
  metric: ValueMetric | undefined,
  currency: string,
  rates: ExchangeRates,
): WorthOfOutcomes {
  const by = new Map<string, ValueSum>();
  const leftOut = new Map<string, number>();
  const leave = (reason: string, outcomes: number) =>
    leftOut.set(reason, (leftOut.get(reason) ?? 0) + outcomes);
  const add = (one: ValueSum) => {
    const key = `${one.class} ${one.confidence}`;
    const known = by.get(key);
    by.set(key, {
      ...one,
      outcomes: one.outcomes + (known?.outcomes ?? 0),
      value: one.value.add(known?.value ?? Decimal.ZERO),
    });
  };

  for (const sum of sums) {
    const at = Date.parse(sum.group.bucket ?? '');
    const told = sum.group.currency ?? '';
    if (sum.valued > 0) {
      const value = converted(Decimal.from(sum.value), told, currency, rates, at);
      if (value === undefined) leave(`no rate from ${told} to ${currency}`, sum.valued);
      else add({ ...kindOf(sum), outcomes: sum.valued, value });
    }
    const silent = sum.successes - sum.valued;
    if (silent <= 0) continue;
    if (metric?.value === undefined) {
      leave('no value: neither the outcome nor a value metric tells one', silent);
      continue;
    }
    const from = metric.currency ?? currency;
    const each = converted(Decimal.from(metric.value), from, currency, rates, at);
    if (each === undefined) leave(`no rate from ${from} to ${currency}`, silent);
    else {
      const { class: kind, confidence } = metric;
      add({ class: kind, confidence, outcomes: silent, value: each.multiply(Decimal.from(silent)) });
    }
  }
  return {
    by: [...by.values()].sort((a, b) => b.value.compare(a.value)),
    leftOut: [...leftOut].map(([reason, outcomes]) => ({ reason, outcomes })),
  };
}

/** Currencies that outcomes and the metric are told in: whose rates are needed. */
export function currenciesOf(sums: readonly OutcomeSum[], metric: ValueMetric | undefined): Set<string> {
  const told = sums.flatMap(({ valued, group }) => (valued > 0 && group.currency ? [group.currency] : []));
  return new Set([...told, ...(metric?.currency === undefined ? [] : [metric.currency])]);
}

/** The class whose value stands against cost: the metric's; else measurable where there is some, else what there is most of. */
export function classThatCounts(
  by: readonly ValueSum[],
  metric: ValueMetric | undefined,
): ValueClass | undefined {
  if (metric !== undefined) return metric.class;
  if (by.some((one) => one.class === 'measurable')) return 'measurable';
  return [...by].sort((a, b) => b.outcomes - a.outcomes)[0]?.class;
}

/** An amount of the metric in the organization's currency; undefined without an amount or a rate. */
export function converted(
  amount: Decimal | undefined,
  from: string,
  to: string,
  rates: ExchangeRates,
  at: number,
): Decimal | undefined {
  if (amount === undefined) return undefined;
  try {
    return rates.convert(amount, from, to, at).amount;
  } catch (error) {
    if (error instanceof WeirError) return undefined;
    throw error;
  }
}

export function shownValues(by: readonly ValueSum[]): UnitReport['value_by'] {
  return by.map(({ value, ...rest }) => ({ ...rest, value: value.toFixed(MONEY_SCALE) }));
}

function kindOf({ group }: OutcomeSum): Pick<ValueSum, 'class' | 'confidence'> {
  return {
    class: (group.class || 'measurable') as ValueClass,
    confidence: (group.confidence || 'asserted') as Confidence,
  };
}
