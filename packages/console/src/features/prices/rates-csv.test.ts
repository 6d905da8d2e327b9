import { describe, expect, it } from 'vitest';
import { readRates } from './rates-csv.ts';

const options = { base: 'EUR', source: 'ECB', currencies: [] };

describe('reading exchange rates from CSV', () => {
  it('reads rows of date, base, quote and rate in any order of columns', () => {
    expect(readRates('date,rate,base,quote\n2026-11-01,1.0834,EUR,USD\n', options).rates).toEqual([
      { base: 'EUR', quote: 'USD', rate: '1.0834', from: '2026-11-01T00:00:00Z', source: 'ECB' },
    ]);
  });

  it('reads a column per currency, leaves out what has no rate and what was not asked for', () => {
    const csv = 'Date,USD,GBP,BGN,\r\n2026-11-02,1.09,0.85,N/A,\r\n2026-11-01,1.08,0.84,,\r\n';
    expect(readRates(csv, options).rates).toHaveLength(4);
    expect(readRates(csv, { ...options, currencies: ['GBP'] }).rates.map(({ rate }) => rate)).toEqual([
      '0.85',
      '0.84',
    ]);
  });

  it('names the line that is wrong and reads none of the others', () => {
    const csv = 'date;USD\n2026-11-01;1.08\nyesterday;1.09';
    expect(readRates(csv, options)).toEqual({ rates: [], fault: 'Line 3: no date but “yesterday”' });
    expect(readRates('date,USD\n2026-11-01,-1', options).fault).toContain('no rate but “-1”');
    expect(readRates('day,USD', options).fault).toContain('Line 1');
  });
});
