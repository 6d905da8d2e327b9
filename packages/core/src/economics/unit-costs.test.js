import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { costPerCall, costPerMillionTokens, relativeChange } from './unit-costs.ts';

const of = (text) => Decimal.from(text);
describe('unit costs, worked by hand', () => {
  it('10 USD over 3 calls is 3.333333333333 a call, and nothing is known of no calls', () => {
    expect(costPerCall(of('10'), 3)?.toFixed(12)).toBe('3.333333333333');
    expect(costPerCall(of('10'), 0)).toBeUndefined();
  });
  it('0.0025 USD for 1,400 tokens is 1.785714285714 a million', () => {
    expect(costPerMillionTokens(of('0.0025'), 1_400)?.toFixed(12)).toBe('1.785714285714');
    expect(costPerMillionTokens(of('0.0025'), 0)).toBeUndefined();
    expect(costPerMillionTokens(of('0.0025'), -5)).toBeUndefined();
  });
  it('from 80 to 100 is a quarter more, from 100 to 80 a fifth less, from nothing unknown', () => {
    expect(relativeChange(of('100'), of('80'))?.toFixed(4)).toBe('0.2500');
    expect(relativeChange(of('80'), of('100'))?.toFixed(4)).toBe('-0.2000');
    expect(relativeChange(of('80'), of('0'))).toBeUndefined();
  });
});
