import { Decimal, MONEY_SCALE } from '../../money/index.ts';

/** Decimal places of figures before they are rounded to money: where a quotient has no end. */
export const WORKING_PLACES = 24;

/**
 * Rounds amounts one after the other to 12 decimals so that they sum to their sum: half-even, what one lost the next ones get. An
 * amount that needs no rounding stays as it is. Those that come later never change those before.
 */
export class RunningRounding {
  private carried = Decimal.ZERO;

  next(exact: Decimal): Decimal {
    if (isMoney(exact)) return exact;
    const wanted = exact.add(this.carried);
    const rounded = wanted.roundHalfEven(MONEY_SCALE);
    this.carried = wanted.subtract(rounded);
    return rounded;
  }
}

function isMoney(amount: Decimal): boolean {
  return amount.scale <= MONEY_SCALE || amount.compare(amount.roundHalfEven(MONEY_SCALE)) === 0;
}

/** `amount x part / whole`, to 24 places half-even; exact when part is the whole. */
export function share(amount: Decimal, part: Decimal, whole: Decimal): Decimal {
  return part.compare(whole) === 0 ? amount : amount.multiply(part).quotient(whole, WORKING_PLACES);
}

/** What a percentage off leaves: 0.85 of 15. */
export function lessPercent(percent: Decimal): Decimal {
  return Decimal.from(100).subtract(percent).shiftDown(2);
}
