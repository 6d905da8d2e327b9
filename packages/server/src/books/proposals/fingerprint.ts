import { createHash } from 'node:crypto';

/**
 * SHA-256, hex, of what a difference is: its kind, what it is about and its figures, whatever their order. Decimals have
 * to be given in one notation (`Decimal.toString()`).
 */
export function fingerprintOf(
  kind: string,
  subject: Readonly<Record<string, string>>,
  figures: Readonly<Record<string, string>> = {},
): string {
  const text = JSON.stringify([kind, sorted(subject), sorted(figures)]);
  return createHash('sha256').update(text).digest('hex');
}

function sorted(record: Readonly<Record<string, string>>): [string, string][] {
  return Object.entries(record).sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0));
}
