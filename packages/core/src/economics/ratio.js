import { Decimal } from '../money/index.ts';
/**
 * `numerator / denominator`, exact up to one rounding half-even to `places` decimals; undefined when the denominator
 * is 0, because the ratio is then unknown and not 0.
 */
export function ratio(numerator, denominator, places) {
  if (denominator.isZero) return undefined;
  const scale = Math.max(numerator.scale, denominator.scale);
  const over = numerator.coefficient * 10n ** BigInt(scale - numerator.scale + places);
  const under = denominator.coefficient * 10n ** BigInt(scale - denominator.scale);
  return new Decimal(divideHalfEven(over, under), places);
}
function divideHalfEven(over, under) {
  const quotient = over / under;
  const remainder = over % under;
  const twice = 2n * (remainder < 0n ? -remainder : remainder);
  const divisor = under < 0n ? -under : under;
  const away = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  if (!away) return quotient;
  return over < 0n === under < 0n ? quotient + 1n : quotient - 1n;
}
