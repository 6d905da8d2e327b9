import { describe, expect, it } from 'vitest';
import { Decimal } from '../money/index.ts';
import { exactCacheAvoidedCost, promptCacheHitRate, promptCacheNetSaving } from './prompt-caching.ts';

const perMillion = (price) => Decimal.from(price).shiftDown(6);
/** Claude Sonnet 4.5 by Anthropic's price page: input 3, write (5 minutes) 3.75, read 0.30 USD per million tokens. */
const SONNET = {
  cacheReadTokens: 0n,
  cacheWriteTokens: 0n,
  inputPrice: perMillion('3'),
  cacheReadPrice: perMillion('0.30'),
  cacheWritePrice: perMillion('3.75'),
};
describe('prompt cache hit rate', () => {
  it.each([
    [7500n, 10000n, '0.7500'],
    [0n, 10000n, '0.0000'],
    [1n, 3n, '0.3333'],
    [10000n, 10000n, '1.0000'],
  ])('of %d in %d tokens is %s', (read, input, expected) => {
    expect(promptCacheHitRate(read, input)?.toFixed(4)).toBe(expected);
  });
  it('is unknown without input and where reads are not reported', () => {
    expect(promptCacheHitRate(0n, 0n)).toBeNull();
    expect(promptCacheHitRate(undefined, 10n)).toBeNull();
    expect(promptCacheHitRate(1n, undefined)).toBeNull();
  });
});
describe('prompt cache net saving', () => {
  it('is what reads save less what writes cost more', () => {
    // 90,000 read x 2.70 = 0.243; 10,000 written x 0.75 = 0.0075; by hand 0.2355 USD
    const use = { ...SONNET, cacheReadTokens: 90000n, cacheWriteTokens: 10000n };
    expect(promptCacheNetSaving([use])?.toString()).toBe('0.2355');
  });
  it('is a loss where a prefix is written and never read', () => {
    expect(promptCacheNetSaving([{ ...SONNET, cacheWriteTokens: 10000n }])?.toString()).toBe('-0.0075');
  });
  it('breaks even at the read that pays for the write: 0.75 / 2.70', () => {
    const use = { ...SONNET, cacheReadTokens: 75000n, cacheWriteTokens: 270000n };
    expect(promptCacheNetSaving([use])?.isZero).toBe(true);
  });
  it('adds up models and lifetimes exactly', () => {
    // one hour: written at 6 USD per million; 1 token each: +0.0000027 - 0.000003 = -0.0000003
    const hour = { ...SONNET, cacheReadTokens: 1n, cacheWriteTokens: 1n, cacheWritePrice: perMillion('6') };
    // GPT-4o: read at half of 2.50, writes cost nothing extra and are not counted
    const gpt = {
      cacheReadTokens: 1024n,
      cacheWriteTokens: 0n,
      inputPrice: perMillion('2.50'),
      cacheReadPrice: perMillion('1.25'),
      cacheWritePrice: undefined,
    };
    expect(promptCacheNetSaving([hour])?.toString()).toBe('-0.0000003');
    expect(promptCacheNetSaving([gpt])?.toString()).toBe('0.00128');
    expect(promptCacheNetSaving([hour, gpt])?.toString()).toBe('0.0012797');
  });
  it('is nothing for no use, and unknown where a price that matters is', () => {
    expect(promptCacheNetSaving([])?.toString()).toBe('0');
    expect(promptCacheNetSaving([{ ...SONNET, inputPrice: undefined }])?.toString()).toBe('0');
    expect(promptCacheNetSaving([{ ...SONNET, cacheReadTokens: 1n, inputPrice: undefined }])).toBeNull();
    expect(
      promptCacheNetSaving([{ ...SONNET, cacheWriteTokens: 1n, cacheWritePrice: undefined }]),
    ).toBeNull();
  });
});
describe('avoided cost of exact hits', () => {
  it('is the sum of what the originals cost', () => {
    const costs = ['0.000650000000', '0.000650000000', '0.1'].map((cost) => Decimal.from(cost));
    expect(exactCacheAvoidedCost(costs)?.toString()).toBe('0.1013');
    expect(exactCacheAvoidedCost([])?.toString()).toBe('0');
    expect(exactCacheAvoidedCost([Decimal.from('1'), undefined])).toBeNull();
  });
});
