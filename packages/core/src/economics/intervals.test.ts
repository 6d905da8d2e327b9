import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { rateInterval, ratioInterval, studentT } from './intervals.ts';

const of = (text: string) => Decimal.from(text);

describe('Wilson interval of a rate', () => {
  it('300 of 400: (0.754802 -+ 0.042705) / 1.009604', () => {
    const { low, high } = rateInterval(300, 400) ?? {};
    expect([String(low), String(high)]).toEqual(['0.7053', '0.7899']);
  });

  it('never leaves 0..1, and says something of 0 of 10 and 10 of 10', () => {
    expect(rateInterval(0, 10)?.low.toString()).toBe('0');
    expect(rateInterval(0, 10)?.high.toString()).toBe('0.2775');
    expect(rateInterval(10, 10)?.low.toString()).toBe('0.7225');
    expect(rateInterval(10, 10)?.high.toString()).toBe('1');
  });

  it('says nothing of no trials, or of more hits than trials', () => {
    expect(rateInterval(0, 0)).toBeUndefined();
    expect(rateInterval(3, 2)).toBeUndefined();
  });
});

describe('interval of a ratio of sums', () => {
  const periods = (counts: readonly number[]) => counts.map((count) => ({ cost: of('10'), count }));

  it('knows Student t of 4, 10 and 29 degrees of freedom from the tables', () => {
    expect(studentT(4)).toBeCloseTo(2.776, 1);
    expect(studentT(10)).toBeCloseTo(2.228, 3);
    expect(studentT(29)).toBeCloseTo(2.045, 3);
  });

  it('50 for 100 over 5 periods that are off by 2, -2, 0, 0, 0: 0.5 x and / exp(t x sqrt(5 x 8 / 4) / 100)', () => {
    const { low, high } = ratioInterval(of('0.5'), periods([18, 22, 20, 20, 20])) ?? {};
    // t of 4 is 2.769 here: exp(2.769 x 0.0316228) = 1.0915
    expect(Number(String(low))).toBeCloseTo(0.4581, 3);
    expect(Number(String(high))).toBeCloseTo(0.5458, 3);
  });

  it('is a point where every period is alike, and nothing below 5 periods or without counts', () => {
    const { low, high } = ratioInterval(of('0.5'), periods([20, 20, 20, 20, 20])) ?? {};
    expect([low?.toString(), high?.toString()]).toEqual(['0.5', '0.5']);
    expect(ratioInterval(of('0.5'), periods([20, 20, 20, 20]))).toBeUndefined();
    expect(ratioInterval(of('0.5'), periods([0, 0, 0, 0, 0]))).toBeUndefined();
    expect(ratioInterval(of('0'), periods([20, 20, 20, 20, 20]))).toBeUndefined();
  });
});
