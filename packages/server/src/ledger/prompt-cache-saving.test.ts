import { describe, expect, it } from 'vitest';
import { promptCacheSaving } from './prompt-cache-saving.ts';
import { chargeOf } from './testing/facts.ts';

/** Anthropic, claude-sonnet-4-5: 3 USD input, 0.30 read, 3.75 written for five minutes, 6 for an hour. */
const input = (attempt = 1) =>
  chargeOf({ attempt, quantity: '10', contracted_unit_price: '3', effective_cost: '0.000030000000' });

describe('the net saving of prompt caching', () => {
  it('is what reads cost less, minus what writes cost more', () => {
    const read = chargeOf({ unit: 'cache_read_tokens', quantity: '10000', contracted_unit_price: '0.3' });
    const short = chargeOf({
      unit: 'cache_write_5m_tokens',
      quantity: '2000',
      contracted_unit_price: '3.75',
    });
    const long = chargeOf({ unit: 'cache_write_1h_tokens', quantity: '1000', contracted_unit_price: '6' });
    expect(promptCacheSaving([input(), read])).toBe('0.027000000000');
    expect(promptCacheSaving([input(), short])).toBe('-0.001500000000');
    expect(promptCacheSaving([input(), read, short, long])).toBe('0.022500000000');
  });

  it('takes the price of the same attempt and kind of input, and claims nothing without one', () => {
    const read = chargeOf({
      attempt: 2,
      unit: 'cache_read_tokens',
      quantity: '1000',
      contracted_unit_price: '0.3',
    });
    const audio = chargeOf({
      unit: 'cache_audio_read_tokens',
      quantity: '1000',
      contracted_unit_price: '10',
    });
    const audioInput = chargeOf({ unit: 'input_audio_tokens', contracted_unit_price: '100' });
    expect(promptCacheSaving([input(1), read])).toBe('0.000000000000');
    expect(promptCacheSaving([input(1), input(2), read])).toBe('0.002700000000');
    expect(promptCacheSaving([input(), audioInput, audio])).toBe('0.090000000000');
    expect(promptCacheSaving([input()])).toBe('0.000000000000');
  });
});
