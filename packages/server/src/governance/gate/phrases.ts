import { Decimal } from '@weir/core/money';

/** Figures as sentences have them. */

const GROUPS = /\B(?=(\d{3})+(?!\d))/g;
const PLACES = 2;
// made once: making one costs more than all else that an evaluation does
const COUNTS = new Intl.NumberFormat('en-US', { maximumFractionDigits: 2 });

/** `1,500`; cents only where there are any. */
export function amountOf(text: string): string {
  const amount = Decimal.from(text);
  const shown =
    amount.roundHalfEven(PLACES).compare(amount) === 0 ? amount.toFixed(PLACES) : amount.toString();
  const [whole = '', fraction = ''] = shown.split('.');
  const grouped = whole.replace(GROUPS, ',');
  return /^0*$/.test(fraction) ? grouped : `${grouped}.${fraction}`;
}

export function roundAmount(amount: Decimal): string {
  return amountOf(amount.roundHalfEven(PLACES).toString());
}

export function count(value: number): string {
  return COUNTS.format(value);
}

/** One decimal, rounded down, so that 94.99 does not look like 95. `whole` is not zero. */
export function percentOf(part: string, whole: string): string {
  const tenths = Decimal.from(part).multiply(Decimal.from(1_000)).quotient(Decimal.from(whole), 6);
  return (Math.floor(Number(tenths.toString())) / 10).toString();
}

/** UTC. */
export function dayOf(at: number): string {
  return new Date(at).toISOString().slice(0, 10);
}
