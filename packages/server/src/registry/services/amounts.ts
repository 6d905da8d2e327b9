import { WeirError } from '@weir/core/errors';
import { Decimal, MONEY_SCALE } from '@weir/core/money';

/** First amount that `numeric(38,12)` cannot hold. */
const TOO_LARGE = new Decimal(10n ** 26n, 0);

/**
 * Throws `invalid_argument` naming the field unless the amount is 0 or more and can be stored exactly. Zero is allowed: a
 * hard budget of 0 stops everything it applies to.
 */
export function checkAmount(text: string, field: string, noun: string, remedy: string): Decimal {
  const amount = Decimal.from(text);
  if (amount.isNegative) throw invalid(field, `${noun} is 0 or more`, remedy);
  if (amount.compare(TOO_LARGE) >= 0) {
    throw invalid(field, `${noun} has at most 26 digits before the point`, 'Give a smaller amount.');
  }
  if (amount.roundHalfEven(MONEY_SCALE).compare(amount) !== 0) {
    throw invalid(field, `${noun} has at most ${MONEY_SCALE} decimals`, 'Round it.');
  }
  return amount;
}

/** As `checkAmount`, and more than 0. */
export function checkPositive(text: string, field: string, noun: string, remedy: string): Decimal {
  const amount = checkAmount(text, field, noun, remedy);
  if (amount.isZero) throw invalid(field, `${noun} is more than 0`, remedy);
  return amount;
}

export function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
