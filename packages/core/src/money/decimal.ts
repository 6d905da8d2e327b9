import { WeirError } from '../errors/index.ts';

const PATTERN = /^([+-]?)(\d+)(?:\.(\d*))?(?:[eE]([+-]?\d{1,3}))?$/;

/** Decimal places of stored money: `Decimal(38,12)`; one unit of the last place is a pico. */
export const MONEY_SCALE = 12;

/**
 * Exact decimal number: `coefficient x 10^-scale`. Immutable. Addition, subtraction and multiplication are exact;
 * nothing rounds unless its name says so.
 */
export class Decimal {
  static readonly ZERO = new Decimal(0n, 0);

  readonly coefficient: bigint;
  readonly scale: number;

  constructor(coefficient: bigint, scale: number) {
    this.coefficient = coefficient;
    this.scale = scale;
  }

  /**
   * Reads "12.50", "-3", "1e-7". A JSON number is read as the shortest decimal that denotes it, which is what its
   * author wrote. Throws `invalid_argument` for anything else, NaN and infinities included.
   */
  static from(value: string | number | bigint): Decimal {
    if (typeof value === 'bigint') return new Decimal(value, 0);
    if (typeof value === 'number' && Number.isSafeInteger(value)) return new Decimal(BigInt(value), 0);
    const match = PATTERN.exec(String(value));
    if (match === null) {
      throw new WeirError('invalid_argument', `${JSON.stringify(value)} is not a decimal number`, {
        remedy: 'Write it like 12.50.',
      });
    }
    const [, sign, whole = '0', fraction = '', exponent = '0'] = match;
    const digits = BigInt(whole + fraction);
    const scale = fraction.length - Number(exponent);
    const coefficient = sign === '-' ? -digits : digits;
    return scale >= 0 ? new Decimal(coefficient, scale) : new Decimal(coefficient * 10n ** BigInt(-scale), 0);
  }

  /** An amount in units of 10^-12. */
  static fromPico(pico: bigint): Decimal {
    return new Decimal(pico, MONEY_SCALE);
  }

  add(other: Decimal): Decimal {
    const scale = Math.max(this.scale, other.scale);
    return new Decimal(this.atScale(scale) + other.atScale(scale), scale);
  }

  subtract(other: Decimal): Decimal {
    return this.add(new Decimal(-other.coefficient, other.scale));
  }

  multiply(other: Decimal): Decimal {
    return new Decimal(this.coefficient * other.coefficient, this.scale + other.scale);
  }

  /**
   * Divides by a positive integer. Exact when the quotient ends within `places` decimals, else rounded half-even
   * there (a third of something has no decimal form).
   */
  divide(divisor: bigint, places: number): Decimal {
    if (divisor <= 0n) throw new WeirError('internal', 'A Decimal can only be divided by a positive integer');
    const lift = Math.max(0, places - this.scale);
    const numerator = this.coefficient * 10n ** BigInt(lift);
    const scale = this.scale + lift;
    const quotient = numerator / divisor;
    const remainder = numerator % divisor;
    return new Decimal(quotient + halfEvenStep(quotient, remainder, divisor), scale);
  }

  /**
   * Divides by another decimal: the quotient rounded half-even to `places` decimals, exact when it ends within them. Throws
   * `invalid_argument` for a divisor of 0.
   */
  quotient(divisor: Decimal, places: number): Decimal {
    if (divisor.isZero) throw new WeirError('invalid_argument', 'An amount cannot be divided by 0');
    const lift = places + divisor.scale - this.scale;
    const sign = divisor.isNegative ? -1n : 1n;
    const over = sign * this.coefficient * powerOfTen(Math.max(lift, 0));
    const under = sign * divisor.coefficient * powerOfTen(Math.max(-lift, 0));
    return new Decimal(over / under + halfEvenStep(over / under, over % under, under), places);
  }

  /** Divides by 10^places, exactly. */
  shiftDown(places: number): Decimal {
    return new Decimal(this.coefficient, this.scale + places);
  }

  compare(other: Decimal): -1 | 0 | 1 {
    const scale = Math.max(this.scale, other.scale);
    const a = this.atScale(scale);
    const b = other.atScale(scale);
    return a < b ? -1 : a > b ? 1 : 0;
  }

  get isZero(): boolean {
    return this.coefficient === 0n;
  }

  get isNegative(): boolean {
    return this.coefficient < 0n;
  }

  /** Rounds half to even (banker's rounding) to `places` decimals; exact when there are no more. */
  roundHalfEven(places: number): Decimal {
    if (this.scale <= places) return this;
    const divisor = powerOfTen(this.scale - places);
    const quotient = this.coefficient / divisor;
    const remainder = this.coefficient % divisor;
    return new Decimal(quotient + halfEvenStep(quotient, remainder, divisor), places);
  }

  /** Rounds up (away from zero) to `places`: for reservations, which must never be too small. */
  roundUp(places: number): Decimal {
    if (this.scale <= places) return this;
    const divisor = powerOfTen(this.scale - places);
    const quotient = this.coefficient / divisor;
    const exact = this.coefficient % divisor === 0n;
    return new Decimal(exact ? quotient : quotient + (this.coefficient < 0n ? -1n : 1n), places);
  }

  /** In units of 10^-12, rounded half-even where there are more decimals. */
  toPico(): bigint {
    return this.roundHalfEven(MONEY_SCALE).atScale(MONEY_SCALE);
  }

  /** With exactly `places` decimals; rounds half-even where there are more. */
  toFixed(places: number): string {
    return format(this.roundHalfEven(places).atScale(places), places);
  }

  /** Shortest plain notation: no exponent, no trailing zeros. */
  toString(): string {
    const text = format(this.coefficient, this.scale);
    return this.scale === 0 ? text : text.replace(/\.?0+$/, '');
  }

  private atScale(scale: number): bigint {
    return scale === this.scale ? this.coefficient : this.coefficient * powerOfTen(scale - this.scale);
  }
}

/** What to add to a truncated quotient so that it is rounded half to even: -1, 0 or 1. */
function halfEvenStep(quotient: bigint, remainder: bigint, divisor: bigint): bigint {
  const twice = (remainder < 0n ? -remainder : remainder) * 2n;
  const away = twice > divisor || (twice === divisor && quotient % 2n !== 0n);
  if (!away) return 0n;
  return remainder < 0n ? -1n : 1n;
}

/** Powers that money needs, worked out once: raising to a power costs more than the arithmetic around it. */
const POWERS = Array.from({ length: 40 }, (_, exponent) => 10n ** BigInt(exponent));
const ZEROS = '0'.repeat(40);

function powerOfTen(exponent: number): bigint {
  return POWERS[exponent] ?? 10n ** BigInt(exponent);
}

function format(coefficient: bigint, scale: number): string {
  const negative = coefficient < 0n;
  const sign = negative ? '-' : '';
  const digits = (negative ? -coefficient : coefficient).toString();
  if (scale === 0) return sign + digits;
  const point = digits.length - scale;
  if (point > 0) return `${sign}${digits.slice(0, point)}.${digits.slice(point)}`;
  return `${sign}0.${-point <= ZEROS.length ? ZEROS.slice(0, -point) : '0'.repeat(-point)}${digits}`;
}
