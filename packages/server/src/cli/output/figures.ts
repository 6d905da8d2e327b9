import { localTime } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';

/** 1234567 -> "1,234,567". */
export function formatCount(value: number | string): string {
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** Every digit that counts, at least two decimals: "0.000150000000" -> "0.00015", "3" -> "3.00". */
export function formatExact(amount: string): string {
  const [whole = '0', fraction = ''] = Decimal.from(amount).toString().split('.');
  return `${formatCount(whole)}.${fraction.padEnd(2, '0')}`;
}

/**
 * Amounts of one column with the same number of decimals, so that the points stand below each other: two from 100
 * up, four from 1 up, else six. What is smaller than the last place but not nothing reads "<0.000001".
 */
export function moneyFormatter(amounts: readonly string[]): (amount: string) => string {
  const largest = amounts.reduce((max, amount) => larger(max, Decimal.from(amount)), Decimal.ZERO);
  const places = atLeast(largest, '100') ? 2 : atLeast(largest, '1') ? 4 : 6;
  const smallest = new Decimal(1n, places);
  return (amount) => {
    const value = Decimal.from(amount);
    if (!value.isZero && !value.isNegative && value.compare(smallest) < 0)
      return `<${smallest.toFixed(places)}`;
    return formatCount(value.toFixed(places));
  };
}

/** Part of a whole in percent with one decimal; "" when the whole is nothing. Only for people to read. */
export function formatShare(part: string, whole: string): string {
  const total = Decimal.from(whole).toPico();
  if (total === 0n) return '';
  return `${new Decimal((Decimal.from(part).toPico() * 10_000n) / total, 2).toFixed(1)}%`;
}

/** 12 ms, 1.24 s, 3 min 20 s. */
export function formatMilliseconds(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`;
  if (ms < 120_000) return `${(ms / 1_000).toFixed(2)} s`;
  return `${Math.floor(ms / 60_000)} min ${Math.round((ms % 60_000) / 1_000)} s`;
}

export function formatBytes(bytes: number): string {
  if (bytes < 1_024) return `${bytes} B`;
  const units = ['KiB', 'MiB', 'GiB', 'TiB'];
  let value = bytes;
  let unit = 'B';
  for (const next of units) {
    if (value < 1_024) break;
    value /= 1_024;
    unit = next;
  }
  return `${value.toFixed(1)} ${unit}`;
}

/** "2026-11-22T03:08:00.123456Z" -> "2026-11-22 03:08:00"; always UTC, as stored. */
export function formatInstant(instant: string): string {
  const date = new Date(instant);
  return Number.isNaN(date.getTime()) ? instant : date.toISOString().slice(0, 19).replace('T', ' ');
}

/** Start of a bucket as a wall clock of the zone shows it: "2026-11-22", for hours "2026-11-22 14:00". */
export function formatBucket(instant: string, interval: string, timeZone: string): string {
  const { year, month, day, hour } = localTime(Date.parse(instant), timeZone);
  const two = (value: number) => String(value).padStart(2, '0');
  const date = `${year}-${two(month)}-${two(day)}`;
  return interval === 'hour' ? `${date} ${two(hour)}:00` : date;
}

function larger(a: Decimal, b: Decimal): Decimal {
  const size = b.isNegative ? new Decimal(-b.coefficient, b.scale) : b;
  return size.compare(a) > 0 ? size : a;
}

function atLeast(value: Decimal, limit: string): boolean {
  return value.compare(Decimal.from(limit)) >= 0;
}
