import type { Figure } from '@weir/core/contract';
import { isSmallSample, ratio, type UnitValue } from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';

/** As the API tells a figure. */
export function shown(figure: UnitValue): Figure {
  const { value, places, unit, formula, inputs, sample, interval, why } = figure;
  const text = (amount: Decimal) => amount.toFixed(places);
  return {
    value: value === undefined ? null : text(value),
    unit,
    formula,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, input]) => [
        name,
        input instanceof Decimal ? input.roundHalfEven(MONEY_SCALE).toString() : input,
      ]),
    ),
    ...(sample === undefined ? {} : { sample, small_sample: isSmallSample(sample) }),
    ...(interval === undefined ? {} : { interval: { low: text(interval.low), high: text(interval.high) } }),
    ...(why === undefined ? {} : { why }),
  };
}

export function money(amount: Decimal): string {
  return amount.toFixed(MONEY_SCALE);
}

export function each(cost: Decimal, count: number): string | null {
  return count <= 0 ? null : (ratio(cost, Decimal.from(count), MONEY_SCALE)?.toFixed(MONEY_SCALE) ?? null);
}
