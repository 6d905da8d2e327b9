import { Decimal } from '@weir/core/money';
import { RowProblem } from './port.ts';

/** Reading what a provider's API says: each throws `RowProblem` that names the field and the remedy. */

export type Fields = Readonly<Record<string, unknown>>;

export function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Text that is not empty; null and absent are undefined. */
export function textField(row: Fields, name: string): string | undefined {
  const value = row[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'string') return value;
  throw new RowProblem(`${name} is ${shown(value)}, not text. Correct it and replay the row.`);
}

/** A count of something: whole, 0 or more. */
export function countField(row: Fields, name: string): bigint | undefined {
  const value = decimalField(row, name);
  if (value === undefined) return undefined;
  if (value.isNegative) {
    throw new RowProblem(
      `${name} is ${value.toString()}: it cannot be below 0. Correct it and replay the row, or dismiss it.`,
    );
  }
  const whole = value.roundHalfEven(0);
  if (whole.compare(value) !== 0) {
    throw new RowProblem(
      `${name} is ${value.toString()}, not a whole number. Correct it and replay the row.`,
    );
  }
  return BigInt(whole.toFixed(0));
}

/** Exact, whether it came as a JSON number or as text. */
export function decimalField(row: Fields, name: string): Decimal | undefined {
  const value = row[name];
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value === 'number' || typeof value === 'string') {
    try {
      return Decimal.from(value);
    } catch {
      // told below
    }
  }
  throw new RowProblem(`${name} is ${shown(value)}, not a number. Correct it and replay the row.`);
}

/** Instant in epoch seconds or RFC 3339, as RFC 3339 in UTC. */
export function instantField(row: Fields, name: string): string {
  const value = row[name];
  const ms =
    typeof value === 'number' || (typeof value === 'string' && /^\d{9,11}$/.test(value))
      ? Number(value) * 1_000
      : typeof value === 'string'
        ? Date.parse(value)
        : Number.NaN;
  const at = new Date(ms);
  if (Number.isNaN(at.getTime())) {
    throw new RowProblem(`${name} is ${shown(value)}, not a time. Correct it and replay the row.`);
  }
  return at.toISOString();
}

/** `usd` becomes `USD`. What is no code of a currency is refused. */
export function currencyField(row: Fields, name: string): string {
  const text = textField(row, name)?.toUpperCase();
  if (text !== undefined && /^[A-Z]{3}$/.test(text)) return text;
  const what = text === undefined ? 'The currency is missing' : `The currency is ${shown(row[name])}`;
  throw new RowProblem(`${what}. Add a code of three letters such as USD as ${name} and replay the row.`);
}

/** Those that are there, as text: for `further`. */
export function furtherOf(row: Fields, names: readonly string[]): Record<string, string> | undefined {
  const there = names.flatMap((name) => {
    const value = row[name];
    return value === undefined || value === null || value === '' ? [] : [[name, String(value)] as const];
  });
  return there.length === 0 ? undefined : Object.fromEntries(there);
}

/** Leaves out what is undefined. */
export function given<T extends Record<string, unknown>>(
  fields: T,
): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>;
  };
}

function shown(value: unknown): string {
  return (JSON.stringify(value) ?? 'missing').slice(0, 60);
}
