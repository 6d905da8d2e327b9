import { usageError } from '../../errors.ts';

export interface CsvRate {
  base: string;
  quote: string;
  rate: string;
  from: string;
  source: string;
}

export interface CsvOptions {
  /** Of files whose columns are currencies. */
  base: string;
  source: string;
  /** Only these. */
  currencies: ReadonlySet<string> | undefined;
  /** Days before are left out, `2026-11-01`. */
  since: string | undefined;
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CURRENCY = /^[A-Z]{3}$/;
const RATE = /^\d+(\.\d+)?$/;
/** What the European Central Bank writes where it has no rate. */
const NONE = new Set(['', 'N/A']);

/**
 * Reads `Date,USD,GBP,...` with a row per day (as the European Central Bank publishes its reference rates: units per euro), or
 * `date,base,quote,rate`. A rate holds from its day, 00:00 UTC. Throws a usage error that names the line.
 */
export function parseRates(text: string, options: CsvOptions): CsvRate[] {
  const [header = '', ...lines] = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  const names = cells(header);
  const [first = '', ...columns] = names.map((name) => name.toLowerCase());
  if (first !== 'date') throw malformed(1, 'begins with no column "date"');
  const long = ['base', 'quote', 'rate'].map((name) => columns.indexOf(name) + 1);
  const isLong = long.every((index) => index > 0);
  const rates: CsvRate[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const row = cells(line);
    const [day = ''] = row;
    if (!DAY.test(day) || Number.isNaN(Date.parse(day)))
      throw malformed(index + 2, `has no date but "${day}"`);
    const pairs = isLong
      ? [{ base: row[long[0] ?? 0] ?? '', quote: row[long[1] ?? 0] ?? '', rate: row[long[2] ?? 0] ?? '' }]
      : names.slice(1).map((quote, at) => ({ base: options.base, quote, rate: row[at + 1] ?? '' }));
    for (const { base, quote, rate } of pairs) {
      if (NONE.has(rate) || NONE.has(quote)) continue;
      if (options.currencies !== undefined && !options.currencies.has(quote)) continue;
      if (options.since !== undefined && day < options.since) continue;
      if (!CURRENCY.test(base) || !CURRENCY.test(quote))
        throw malformed(index + 2, `names no currencies: "${base}", "${quote}"`);
      if (!RATE.test(rate)) throw malformed(index + 2, `has no rate but "${rate}"`);
      rates.push({ base, quote, rate, from: `${day}T00:00:00Z`, source: options.source });
    }
  }
  return rates;
}

function cells(line: string): string[] {
  const separator = line.includes(';') && !line.includes(',') ? ';' : ',';
  return line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

function malformed(line: number, what: string): Error {
  return usageError(
    `Line ${line} ${what}`,
    'Give columns date,base,quote,rate, or date and a column per currency.',
    'file',
  );
}
