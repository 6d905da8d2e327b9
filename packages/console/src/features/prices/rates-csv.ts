import type { CreateExchangeRate } from '@weir/core/contract';
import { ratesText as text } from './text.ts';

export interface ReadRates {
  rates: CreateExchangeRate[];
  /** What is wrong and in which line; then nothing is imported. */
  fault?: string;
}

export interface CsvOptions {
  /** Of files whose columns are currencies. */
  base: string;
  source: string;
  /** Only these; all when empty. */
  currencies: readonly string[];
}

const DAY = /^\d{4}-\d{2}-\d{2}$/;
const CURRENCY = /^[A-Z]{3}$/;
const RATE = /^\d+(\.\d+)?$/;
/** What the European Central Bank writes where it has no rate. */
const NONE = new Set(['', 'N/A']);
/** As many as the API takes at once. */
export const MOST_RATES = 5_000;

function cellsOf(line: string): string[] {
  const separator = line.includes(';') && !line.includes(',') ? ';' : ',';
  return line.split(separator).map((cell) => cell.trim().replace(/^"(.*)"$/, '$1'));
}

const failed = (line: number, what: string): ReadRates => ({ rates: [], fault: text.badLine(line, what) });

type Pair = Pick<CreateExchangeRate, 'base' | 'quote' | 'rate'>;

/** How a row gives its pairs: `date,base,quote,rate`, or a column per currency. */
function pairsOf(names: readonly string[], base: string): (row: readonly string[]) => Pair[] {
  const lower = names.map((name) => name.toLowerCase());
  const at = ['base', 'quote', 'rate'].map((name) => lower.indexOf(name));
  if (at.every((index) => index > 0)) {
    const cell = (row: readonly string[], index: number) => row[at[index] ?? 0] ?? '';
    return (row) => [{ base: cell(row, 0), quote: cell(row, 1), rate: cell(row, 2) }];
  }
  const quotes = names.slice(1);
  return (row) => quotes.map((quote, index) => ({ base, quote, rate: row[index + 1] ?? '' }));
}

function faultIn({ base, quote, rate }: Pair): string | undefined {
  if (!CURRENCY.test(base)) return text.badCurrency(base);
  if (!CURRENCY.test(quote)) return text.badCurrency(quote);
  return RATE.test(rate) ? undefined : text.badRate(rate);
}

/** Reads rates as `weir exchange-rate import` does. A rate holds from its day, 00:00 UTC. */
export function readRates(csv: string, { base, source, currencies }: CsvOptions): ReadRates {
  const [header = '', ...lines] = csv.replace(/^\uFEFF/, '').split(/\r?\n/);
  if (header.trim() === '') return { rates: [] };
  const names = cellsOf(header);
  if (names[0]?.toLowerCase() !== 'date') return failed(1, text.noDate);
  const pairs = pairsOf(names, base);
  const rates: CreateExchangeRate[] = [];
  for (const [index, line] of lines.entries()) {
    if (line.trim() === '') continue;
    const row = cellsOf(line);
    const [day = ''] = row;
    if (!DAY.test(day) || Number.isNaN(Date.parse(day))) return failed(index + 2, text.badDate(day));
    for (const pair of pairs(row)) {
      if (NONE.has(pair.rate) || NONE.has(pair.quote)) continue;
      if (currencies.length > 0 && !currencies.includes(pair.quote)) continue;
      const fault = faultIn(pair);
      if (fault !== undefined) return failed(index + 2, fault);
      rates.push({ ...pair, from: `${day}T00:00:00Z`, source });
    }
  }
  return rates.length > MOST_RATES ? { rates: [], fault: text.tooMany(MOST_RATES) } : { rates };
}
