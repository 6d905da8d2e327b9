import { dollars } from '../support/prices.ts';

/** Pico-dollars of a decimal, signed. */
export function pico(amount: string): bigint {
  const [whole = '0', rest = ''] = amount.replace('-', '').split('.');
  const value = BigInt(whole + rest.padEnd(12, '0'));
  return amount.startsWith('-') ? -value : value;
}

/** With twelve decimals and, if need be, a minus. */
export const signed = (amount: bigint): string => (amount < 0n ? `-${dollars(-amount)}` : dollars(amount));

export const sum = (amounts: readonly bigint[]): bigint => amounts.reduce((all, one) => all + one, 0n);
