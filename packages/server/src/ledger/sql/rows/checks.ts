/** Thrown for a fact that does not fit the ledger's columns; the text names the field. */
export class Unstorable extends Error {
  override readonly name = 'Unstorable';
}

const MONEY = /^-?\d{1,26}(?:\.(\d{1,12}))?$/;
const QUANTITY = /^-?\d{1,32}(?:\.(\d{1,6}))?$/;
const PICO = 1_000_000_000_000n;

/** Returns the text when it fits Decimal(38,12). */
export function money(value: unknown, field: string): string {
  if (typeof value === 'string' && MONEY.test(value)) return value;
  throw new Unstorable(`${field} is ${shown(value)}, not an amount with at most 12 decimals`);
}

/** Returns the text when it fits Decimal(38,6). */
export function quantity(value: unknown, field: string): string {
  if (typeof value === 'string' && QUANTITY.test(value)) return value;
  throw new Unstorable(`${field} is ${shown(value)}, not a quantity with at most 6 decimals`);
}

/** Usage numbers, as text with at most 6 decimals. */
export function usageQuantity(value: unknown, field: string): string {
  if (typeof value !== 'number' || !Number.isFinite(value) || value < 0 || value > Number.MAX_SAFE_INTEGER) {
    throw new Unstorable(`${field} is ${shown(value)}, not a quantity`);
  }
  return Number.isSafeInteger(value) ? String(value) : value.toFixed(6);
}

/** Amount in units of 10^-12; the text must have passed `money`. */
export function picoOf(text: string): bigint {
  const dot = text.indexOf('.');
  if (dot === -1) return BigInt(text) * PICO;
  return BigInt(text.slice(0, dot) + text.slice(dot + 1).padEnd(12, '0'));
}

/** The inverse of `picoOf`, with 12 decimals. */
export function picoText(pico: bigint): string {
  const digits = (pico < 0n ? -pico : pico).toString().padStart(13, '0');
  return `${pico < 0n ? '-' : ''}${digits.slice(0, -12)}.${digits.slice(-12)}`;
}

const FIRST_INSTANT = Date.UTC(1971, 0);
const LAST_INSTANT = Date.UTC(2105, 0);

/** An RFC 3339 instant between 1971 and 2104, which is what hourly rollups can hold. */
export function instantText(value: unknown, field: string): string {
  if (typeof value === 'string' && value.length <= 40) {
    const time = Date.parse(value);
    if (time >= FIRST_INSTANT && time < LAST_INSTANT) return value;
  }
  throw new Unstorable(`${field} is ${shown(value)}, not an instant between 1971 and 2104`);
}

export function wholeNumber(value: unknown, field: string, max: number): number {
  if (Number.isInteger(value) && (value as number) >= 0 && (value as number) <= max) return value as number;
  throw new Unstorable(`${field} is ${shown(value)}, not a whole number from 0 to ${max}`);
}

export function signedNumber(value: unknown, field: string): number {
  if (Number.isSafeInteger(value)) return value as number;
  throw new Unstorable(`${field} is ${shown(value)}, not a whole number`);
}

export function milliseconds(value: unknown, field: string): number {
  if (typeof value === 'number' && Number.isFinite(value)) return value;
  throw new Unstorable(`${field} is ${shown(value)}, not a number of milliseconds`);
}

export function text(value: unknown, field: string): string {
  if (typeof value === 'string') return value;
  if (value === undefined || value === null) return '';
  throw new Unstorable(`${field} is ${shown(value)}, not text`);
}

/** A list or map whose values are all text. */
export function texts<T extends readonly string[] | Readonly<Record<string, string>>>(
  value: T,
  field: string,
): T {
  for (const name in value) {
    if (typeof value[name] !== 'string')
      throw new Unstorable(`${field}.${name} is ${shown(value[name])}, not text`);
  }
  return value;
}

function shown(value: unknown): string {
  return String(JSON.stringify(value)).slice(0, 60);
}
