import { Decimal } from '@weir/core/money';

/**
 * Money on screens, from decimal strings to text without ever passing through a float. Rounding is half to even, as
 * in the ledger, and only for display: the exact amount is always kept beside it (`exact`).
 */
export interface MoneyText {
  /** What the eye reads: `$1,284.20`, `$0.0312`, `−$4.00`. */
  text: string;
  /** Every decimal there is, with the currency code: `0.031174500000` becomes `0.0311745 USD`. */
  exact: string;
}

const MINUS = '\u2212';
const MOST_DECIMALS = 12;

/**
 * Decimals worth showing for one amount: cents from one unit of currency up; below that enough for three significant
 * digits, so that a call of $0.000214 does not read as $0.00.
 */
export function adaptiveDecimals(amount: string): number {
  const [whole = '', fraction = ''] = amount.replace('-', '').split('.');
  if (/[1-9]/.test(whole) || !/[1-9]/.test(fraction)) return 2;
  const firstDigit = fraction.search(/[1-9]/);
  return Math.min(MOST_DECIMALS, firstDigit === 0 ? 2 : Math.max(2, firstDigit + 3));
}

/** Decimals up to the last digit that is not 0, at least cents. */
export function allDecimals(amount: string): number {
  const fraction = amount.split('.')[1] ?? '';
  return Math.max(2, fraction.replace(/0+$/, '').length);
}

/** One number of decimals for a whole column, so that the points align: as its largest amount needs, plus two at most. */
export function columnDecimals(amounts: readonly string[]): number {
  const nonZero = amounts.filter((amount) => /[1-9]/.test(amount)).map(adaptiveDecimals);
  if (nonZero.length === 0) return 2;
  const coarse = Math.min(...nonZero);
  const fine = Math.max(...nonZero);
  return Math.min(fine, coarse + 2);
}

/** Symbol that precedes amounts, `$` for USD; the code and a space where there is none. */
export function currencySymbol(currency: string): string {
  try {
    const parts = new Intl.NumberFormat('en-US', {
      style: 'currency',
      currency,
      currencyDisplay: 'narrowSymbol',
    }).formatToParts(0);
    const symbol = parts.find((part) => part.type === 'currency')?.value ?? currency;
    return symbol === currency ? `${currency} ` : symbol;
  } catch {
    return `${currency} `;
  }
}

/** Groups the whole part by thousands: "1234567.5" becomes "1,234,567.5". */
export function groupThousands(plain: string): string {
  const [whole = '0', fraction] = plain.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

function signed(amount: Decimal, symbol: string, plain: string): string {
  const digits = plain.replace('-', '');
  return `${amount.isNegative && /[1-9]/.test(digits) ? MINUS : ''}${symbol}${groupThousands(digits)}`;
}

/** `decimals` fixes the places (see `columnDecimals`); else they adapt to the amount. */
export function formatMoney(amount: string, currency: string, decimals?: number): MoneyText {
  const value = Decimal.from(amount);
  const places = decimals ?? adaptiveDecimals(amount);
  const shown = value.toFixed(places);
  const text = signed(value, currencySymbol(currency), shown);
  const vanished = !value.isZero && !/[1-9]/.test(shown);
  return {
    text: vanished ? `<${currencySymbol(currency)}${'0.'.padEnd(places + 1, '0')}1` : text,
    exact: `${groupThousands(value.toString())} ${currency}`,
  };
}

const STEPS = [
  { from: 12, suffix: 'T' },
  { from: 9, suffix: 'B' },
  { from: 6, suffix: 'M' },
  { from: 3, suffix: 'K' },
] as const;

/** Short form for axes and tiles: `$1.28K`, `$4.1M`. Rounded to three significant digits at most. */
export function formatMoneyShort(amount: string, currency: string): string {
  const value = Decimal.from(amount);
  const whole = value.toString().replace('-', '').split('.')[0] ?? '0';
  const step = STEPS.find(({ from }) => whole.length > from);
  if (step === undefined) return formatMoney(amount, currency).text;
  const places = Math.max(0, 3 - (whole.length - step.from));
  return `${signed(value, currencySymbol(currency), value.shiftDown(step.from).toFixed(places))}${step.suffix}`;
}

export function sumMoney(amounts: readonly string[]): string {
  return amounts.reduce((sum, amount) => sum.add(Decimal.from(amount)), Decimal.ZERO).toString();
}

/**
 * Quotient for display (shares, cost per call), rounded half to even to `places`; undefined when the divisor is 0.
 * Integer arithmetic throughout.
 */
export function divideMoney(amount: string, by: string | number, places: number): string | undefined {
  const divisor = Decimal.from(by);
  if (divisor.isZero) return undefined;
  const value = Decimal.from(amount);
  // two further digits are enough for the half-even rule to see a tie that is not one
  const shift = places + 2 + divisor.scale - value.scale;
  const up = shift > 0 ? 10n ** BigInt(shift) : 1n;
  const down = shift < 0 ? 10n ** BigInt(-shift) : 1n;
  const quotient = (value.coefficient * up) / (divisor.coefficient * down);
  return new Decimal(quotient, places + 2).roundHalfEven(places).toFixed(places);
}

/**
 * For drawing only: the length of a bar or the height of a point. A double holds 15 digits, more than any screen has
 * pixels; nothing that is read as a figure may come from here.
 */
export function toPlotNumber(amount: string): number {
  return Number(amount);
}
