import { WeirError } from '../errors/index.ts';
import { Decimal } from './decimal.ts';

/**
 * Splits `total` in proportion to `weights` so that the parts, each with at most `places` decimals, sum to it
 * exactly: every part is cut down, then what is left goes one last digit at a time to the largest remainders (the
 * earlier of equals). Weights of zero get nothing; at least one must be positive. Throws `invalid_argument` when a
 * weight is negative, all are zero, or `total` itself has more than `places` decimals.
 */
export function allocate(total: Decimal, weights: readonly Decimal[], places: number): Decimal[] {
  if (weights.some((weight) => weight.isNegative)) throw unusable('a weight is negative');
  const scaled = commonScale(weights);
  const sum = scaled.reduce((a, b) => a + b, 0n);
  if (sum === 0n) throw unusable('all weights are zero');
  const units = coefficientAt(total, places);
  const sign = units < 0n ? -1n : 1n;
  const parts = scaled.map((weight, index) => {
    const product = units * sign * weight;
    return { index, weight, floor: product / sum, remainder: product % sum };
  });
  let left = units * sign - parts.reduce((a, part) => a + part.floor, 0n);
  const bonus = new Set<number>();
  for (const part of [...parts].sort(byRemainder)) {
    if (left === 0n) break;
    bonus.add(part.index);
    left -= 1n;
  }
  return parts.map((part) => new Decimal(sign * (part.floor + (bonus.has(part.index) ? 1n : 0n)), places));
}

interface Part {
  index: number;
  remainder: bigint;
}

function byRemainder(a: Part, b: Part): number {
  if (a.remainder !== b.remainder) return a.remainder > b.remainder ? -1 : 1;
  return a.index - b.index;
}

function commonScale(values: readonly Decimal[]): bigint[] {
  const scale = values.reduce((most, value) => Math.max(most, value.scale), 0);
  return values.map((value) => value.coefficient * 10n ** BigInt(scale - value.scale));
}

function coefficientAt(value: Decimal, places: number): bigint {
  const cut = value.roundHalfEven(places);
  if (cut.compare(value) !== 0) throw unusable(`the total has more than ${places} decimals`);
  return cut.coefficient * 10n ** BigInt(places - cut.scale);
}

function unusable(reason: string): WeirError {
  return new WeirError('invalid_argument', `An amount cannot be allocated: ${reason}`);
}
