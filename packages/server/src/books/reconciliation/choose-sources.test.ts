import { Decimal } from '@weir/core/money';
import { describe, expect, it } from 'vitest';
import { chooseSources, unconvertedOf } from './choose-sources.ts';
import type { SourceSide } from './statement-side.ts';

const side = (unconverted: [string, string][]): SourceSide => ({
  source: 'bill',
  cost: new Map(),
  usage: new Map(),
  totals: new Map(),
  parts: new Set(),
  places: 2,
  costLines: 0,
  until: 0,
  repeated: 0,
  unconverted: new Map(unconverted.map(([currency, amount]) => [currency, Decimal.from(amount)])),
  daily: new Map(),
});

describe('a bill of which nothing could be converted', () => {
  it('is no bill, but it is said why', () => {
    const sides = [side([['EUR', '16.5']])];
    expect(chooseSources('openai', sides)).toBeUndefined();
    expect(unconvertedOf('openai', sides)).toEqual([
      'bill tells 16.5 EUR of openai, but no exchange rate is known: left out.',
    ]);
  });
});
