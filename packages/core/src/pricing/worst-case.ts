import { Decimal } from '../money/index.ts';
import type { UnitRegistry } from '../usage/index.ts';
import type { UnitRate } from './types.ts';

/** The most one token of input or output can cost once more than `start` input tokens are used. */
export interface WorstStep {
  start: number;
  input: Decimal;
  output: Decimal;
}

export interface WorstCase {
  /** Ascending by start; the first is the base. Rates never fall from step to step. */
  steps: readonly WorstStep[];
  /** Fee per request. */
  request: Decimal;
}

/** Works out the worst case of a price once, so that a reservation costs two multiplications. */
export function worstCase(rates: readonly UnitRate[], units: UnitRegistry): WorstCase {
  const tokens = rates.filter(({ unit }) => units.get(unit)?.dimensions['family'] === 'tokens');
  const towards = (direction: string) =>
    tokens.filter(({ unit }) => units.get(unit)?.dimensions['direction'] === direction);
  const input = towards('input');
  const output = towards('output');
  const starts = new Set(tokens.flatMap(({ tiers = [] }) => tiers.map(({ start }) => start)));
  const ascending = [Number.NEGATIVE_INFINITY, ...[...starts].sort((a, b) => a - b)];
  const steps = ascending.map((start) => ({
    start,
    input: dearest(input, start),
    output: dearest(output, start),
  }));
  const request = rates.filter(({ unit }) => unit === 'requests');
  return { steps, request: dearest(request, Number.NEGATIVE_INFINITY) };
}

/** Highest price of one unit among the rates, over the base and every step up to `start`. */
function dearest(rates: readonly UnitRate[], start: number): Decimal {
  let most = Decimal.ZERO;
  for (const { per, contracted, tiers = [] } of rates) {
    const reached = tiers.filter((tier) => tier.start <= start).map((tier) => tier.contracted);
    for (const rate of [contracted, ...reached]) {
      const each = rate.shiftDown(Math.round(Math.log10(per)));
      if (each.compare(most) > 0) most = each;
    }
  }
  return most;
}
