import { describe, expect, it } from 'vitest';
import { book, catalogOverrides, list, NOVEMBER_2026, units } from './catalog.fixture.ts';
import { createPriceBook } from './create-book.ts';
import { parseOverrides } from './overrides.ts';
import { rateUsage } from './rate.ts';
import { parsePriceRef } from './ref.ts';
import type { PriceQuery, ServiceTier } from './types.ts';

type Asked = { provider: string; model: string; tier?: ServiceTier; region?: string };

const ask = (asked: Asked): PriceQuery => ({ at: NOVEMBER_2026, ...asked });
const quote = (asked: Asked, usage: Record<string, number>, prices = book) =>
  rateUsage(usage, prices.resolveOrFallback(ask(asked)));
const cost = (asked: Asked, usage: Record<string, number>) => quote(asked, usage).total.toString();

const MILLION = { input_tokens: 1_000_000, output_tokens: 1_000_000 };
const anthropic = (model: string, tier?: ServiceTier, region?: string): Asked => ({
  provider: 'anthropic',
  model,
  ...(tier === undefined ? {} : { tier }),
  ...(region === undefined ? {} : { region }),
});

describe('service and region', () => {
  it.each([
    // 5 in, 25 out per million; twice that in fast mode; 1.1 of it in the US alone
    ['standard', anthropic('claude-opus-5'), '30'],
    ['fast', anthropic('claude-opus-5', 'fast'), '60'],
    ['in the US', anthropic('claude-opus-5', 'standard', 'us'), '33'],
    ['fast in the US', anthropic('claude-opus-5', 'fast', 'US'), '66'],
    ['a batch in the US', anthropic('claude-opus-5', 'batch', 'us'), '16.5'],
    ['anywhere', anthropic('claude-opus-5', 'standard', 'global'), '30'],
    ['a region without an uplift', anthropic('claude-opus-5', 'standard', 'eu'), '30'],
    ['fast where there is none', anthropic('claude-haiku-4-5', 'fast'), '6'],
    ['a model from before regions', anthropic('claude-opus-4-5', 'standard', 'us'), '30'],
    ['an OpenAI region', { provider: 'openai', model: 'gpt-5.4-mini', region: 'eu' }, '5.775'],
    ['OpenAI anywhere', { provider: 'openai', model: 'gpt-5.4-mini' }, '5.25'],
    ['an older OpenAI model in a region', { provider: 'openai', model: 'gpt-5', region: 'eu' }, '11.25'],
    [
      'an OpenAI batch in a region',
      { provider: 'openai', model: 'gpt-5.4-mini', tier: 'batch', region: 'eu' },
      '2.8875',
    ],
    // what Bedrock takes for its regions, the list says by model
    [
      'Bedrock, regional',
      { provider: 'aws', model: 'us.anthropic.claude-opus-4-6-v1:0', region: 'us-east-1' },
      '33',
    ],
    [
      'Bedrock, global',
      { provider: 'aws', model: 'global.anthropic.claude-opus-4-6-v1:0', region: 'us-east-1' },
      '30',
    ],
  ] as const)('%s', (_, asked, expected) => {
    expect(cost(asked, MILLION)).toBe(expected);
  });

  it('multiply every token category, and nothing else', () => {
    const { lines } = quote(anthropic('claude-opus-4-6', 'fast', 'us'), {
      input_tokens: 100_000,
      cache_write_tokens: 30_000,
      cache_write_5m_tokens: 20_000,
      cache_write_1h_tokens: 10_000,
      cache_read_tokens: 40_000,
      output_tokens: 10_000,
      web_searches: 3,
    });
    const costs = Object.fromEntries(
      lines.map(({ unit, contractedCost }) => [unit, contractedCost.toString()]),
    );
    // 6 x 1.1 = 6.6 of: 30,000 at 5, 20,000 at 6.25, 10,000 at 10, 40,000 at 0.50, 10,000 at 25 per million
    expect(costs).toEqual({
      input_tokens: '0.99',
      cache_write_tokens: '0.825',
      cache_write_1h_tokens: '0.66',
      cache_read_tokens: '0.132',
      output_tokens: '1.65',
      web_searches: '0.03',
    });
  });

  it('keep the steps of long context', () => {
    const regional = { provider: 'openai', model: 'gpt-5.4', region: 'eu' };
    // above 271,999: 5 in and 22.50 out per million, x 1.1
    expect(cost(regional, { input_tokens: 300_000, output_tokens: 1_000 })).toBe('1.67475');
    expect(cost(regional, { input_tokens: 271_999, output_tokens: 1_000 })).toBe('0.76449725');
  });

  it('are told by the reference', () => {
    const { ref } = book.resolveOrFallback(ask(anthropic('claude-opus-5', 'fast', 'us')));
    expect(ref).toBe('list:anthropic/claude-opus-5@undated+region:us+fast');
    expect(parsePriceRef(ref)).toEqual({
      kind: 'list',
      provider: 'anthropic',
      model: 'claude-opus-5',
      tier: 'fast',
      region: 'us',
    });
  });

  it('give way to contracts', () => {
    const organization = parseOverrides(
      [
        {
          id: 'fixed',
          provider: 'anthropic',
          model: 'claude-opus-5',
          rates: { input_tokens: '4', output_tokens: '20' },
          source: 'x',
        },
        { id: 'off', provider: 'openai', discount_percent: '10', region: 'eu', source: 'x' },
      ],
      units,
    );
    const ours = createPriceBook(list, units, { catalog: catalogOverrides, organization });
    expect(quote(anthropic('claude-opus-5', 'standard', 'us'), MILLION, ours).total.toString()).toBe('24');
    const mini = { provider: 'openai', model: 'gpt-5.4-mini' };
    expect(quote({ ...mini, region: 'eu' }, MILLION, ours).total.toString()).toBe('5.1975');
    expect(quote({ ...mini, region: 'us' }, MILLION, ours).total.toString()).toBe('5.775');
    expect(quote(mini, MILLION, ours).total.toString()).toBe('5.25');
  });

  it('cost no memory for regions nobody has heard of', () => {
    const priced = new Set(
      Array.from({ length: 500 }, (_, index) =>
        book.resolve(ask(anthropic('claude-opus-5', 'standard', `r${index}`))),
      ),
    );
    expect(priced.size).toBe(1);
  });
});

describe('units that are no tokens', () => {
  const agreed = parseOverrides(
    [
      { id: 'code', provider: 'openai', model: 'gpt-5', rates: { code_executions: '30' }, source: 'x' },
      { id: 'images', provider: 'openai', model: 'dall-e-3', rates: { output_images: '0.04' }, source: 'x' },
    ],
    units,
  );
  const prices = createPriceBook(list, units, { catalog: [...catalogOverrides, ...agreed] });

  it.each([
    [
      'web and file searches',
      'gpt-5',
      { input_tokens: 1_000_000, output_tokens: 0, web_searches: 7, storage_searches: 4 },
      '1.33',
    ],
    ['code executions', 'gpt-5', { input_tokens: 0, output_tokens: 0, code_executions: 5 }, '0.15'],
    ['images', 'dall-e-3', { output_images: 3 }, '0.12'],
    ['seconds of video', 'sora-2', { output_video_seconds: 12 }, '1.2'],
    ['characters', 'tts-1', { input_characters: 4_000 }, '0.06'],
    ['seconds of audio', 'whisper-1', { audio_seconds: 90, input_audio_seconds: 90 }, '0.009'],
  ])('%s', (_, model, usage, expected) => {
    const { total, unpriced } = quote({ provider: 'openai', model }, usage, prices);
    expect(total.toString()).toBe(expected);
    expect(unpriced).toEqual([]);
  });

  it('are named when nothing prices them', () => {
    const { unpriced } = quote(anthropic('claude-opus-5'), { ...MILLION, code_executions: 2 });
    expect(unpriced).toEqual(['code_executions']);
  });
});
