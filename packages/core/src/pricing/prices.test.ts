import { describe, expect, it } from 'vitest';
import type { Usage } from '../usage/index.ts';
import { book } from './catalog.fixture.ts';
import { rateUsage } from './rate.ts';
import type { ServiceTier } from './types.ts';

/**
 * Worked by hand from the providers' price pages, in dollars per million tokens, per thousand searches, per hour of
 * audio. Every sum is written out so that it can be checked with a pencil.
 */
interface Case {
  name: string;
  provider: string;
  model: string;
  at?: string;
  tier?: ServiceTier;
  usage: Usage;
  cost: Record<string, string>;
  total: string;
  ref: string;
}

const CASES: Case[] = [
  {
    name: 'gpt-4o: input 2.50, cached 1.25, output 10',
    provider: 'openai',
    model: 'gpt-4o-2024-08-06',
    usage: {
      input_tokens: 12_345,
      cache_read_tokens: 10_240,
      output_tokens: 678,
      output_reasoning_tokens: 0,
    },
    // 2,105 x 2.50 = 5,262.5; 10,240 x 1.25 = 12,800; 678 x 10 = 6,780
    cost: { input_tokens: '0.0052625', cache_read_tokens: '0.0128', output_tokens: '0.00678' },
    total: '0.0248425',
    ref: 'list:openai/gpt-4o@undated',
  },
  {
    name: 'gpt-4o-mini: input 0.15, output 0.60',
    provider: 'openai',
    model: 'gpt-4o-mini',
    usage: { input_tokens: 1, output_tokens: 1 },
    cost: { input_tokens: '0.00000015', output_tokens: '0.0000006' },
    total: '0.00000075',
    ref: 'list:openai/gpt-4o-mini@undated',
  },
  {
    name: 'o3 on the last day of its first price: 10 and 40',
    provider: 'openai',
    model: 'o3',
    at: '2025-06-09T23:59:59.999Z',
    usage: { input_tokens: 1_000, output_tokens: 1_000, output_reasoning_tokens: 900 },
    cost: { input_tokens: '0.01', output_tokens: '0.04' },
    total: '0.05',
    ref: 'list:openai/o3@undated',
  },
  {
    name: 'o3 from the day of the cut: 2 and 8',
    provider: 'openai',
    model: 'o3-2025-04-16',
    at: '2025-06-10T00:00:00Z',
    usage: { input_tokens: 1_000, output_tokens: 1_000, output_reasoning_tokens: 900 },
    cost: { input_tokens: '0.002', output_tokens: '0.008' },
    total: '0.01',
    ref: 'list:openai/o3@2025-06-10',
  },
  {
    name: 'o3 in a batch: half of 2 and 8, searches at full price',
    provider: 'openai',
    model: 'o3',
    at: '2026-11-01T00:00:00Z',
    tier: 'batch',
    usage: { input_tokens: 1_000, output_tokens: 1_000, web_searches: 3 },
    cost: { input_tokens: '0.001', output_tokens: '0.004', web_searches: '0.03' },
    total: '0.035',
    ref: 'list:openai/o3@2025-06-10+batch',
  },
  {
    name: 'Claude Haiku 4.5: input 1, 5-minute write 1.25, 1-hour write 2, read 0.10, output 5, searches 10',
    provider: 'anthropic',
    model: 'claude-haiku-4-5-20251001',
    usage: {
      input_tokens: 10_000,
      cache_write_tokens: 5_000,
      cache_write_5m_tokens: 3_000,
      cache_write_1h_tokens: 2_000,
      cache_read_tokens: 4_000,
      output_tokens: 500,
      web_searches: 2,
    },
    // 10,000 - 5,000 - 4,000 = 1,000 plain; 5,000 - 2,000 = 3,000 written for 5 minutes
    cost: {
      input_tokens: '0.001',
      cache_write_tokens: '0.00375',
      cache_write_1h_tokens: '0.004',
      cache_read_tokens: '0.0004',
      output_tokens: '0.0025',
      web_searches: '0.02',
    },
    total: '0.03165',
    ref: 'list:anthropic/claude-haiku-4-5@undated',
  },
  {
    name: 'Claude Sonnet 4.5 at exactly 200,000 input tokens: 3 and 15',
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    usage: { input_tokens: 200_000, output_tokens: 1_000 },
    cost: { input_tokens: '0.6', output_tokens: '0.015' },
    total: '0.615',
    ref: 'list:anthropic/claude-sonnet-4-5@undated',
  },
  {
    name: 'Claude Sonnet 4.5 one token above: 6 and 22.50 for all of it',
    provider: 'anthropic',
    model: 'claude-sonnet-4-5',
    usage: { input_tokens: 200_001, cache_read_tokens: 200_000, output_tokens: 1_000 },
    // 1 x 6; 200,000 x 0.60; 1,000 x 22.50
    cost: { input_tokens: '0.000006', cache_read_tokens: '0.12', output_tokens: '0.0225' },
    total: '0.142506',
    ref: 'list:anthropic/claude-sonnet-4-5@undated',
  },
  {
    name: 'Claude Sonnet 4.6 before long context became flat: 6 and 22.50',
    provider: 'anthropic',
    model: 'claude-sonnet-4-6',
    at: '2026-03-12T12:00:00Z',
    usage: { input_tokens: 300_000, output_tokens: 1_000 },
    cost: { input_tokens: '1.8', output_tokens: '0.0225' },
    total: '1.8225',
    ref: 'list:anthropic/claude-sonnet-4-6@undated',
  },
  {
    name: 'Claude Sonnet 4.6 since then: 3 and 15',
    provider: 'anthropic',
    model: 'claude-sonnet-4-6',
    at: '2026-03-13T00:00:00Z',
    usage: { input_tokens: 300_000, output_tokens: 1_000 },
    cost: { input_tokens: '0.9', output_tokens: '0.015' },
    total: '0.915',
    ref: 'list:anthropic/claude-sonnet-4-6@2026-03-13',
  },
  {
    name: 'Claude Opus 4.1 in a batch: half of 15 and 75, cache included',
    provider: 'anthropic',
    model: 'claude-opus-4-1-20250805',
    tier: 'batch',
    usage: { input_tokens: 2_000, cache_read_tokens: 1_000, output_tokens: 100 },
    // 1,000 x 7.50; 1,000 x 0.75; 100 x 37.50
    cost: { input_tokens: '0.0075', cache_read_tokens: '0.00075', output_tokens: '0.00375' },
    total: '0.012',
    ref: 'list:anthropic/claude-opus-4-1@undated+batch',
  },
  {
    name: 'Gemini 2.5 Pro above 200,000: 2.50, cached 0.25, output 15, thoughts are output',
    provider: 'google',
    model: 'gemini-2.5-pro',
    usage: {
      input_tokens: 250_000,
      cache_read_tokens: 50_000,
      output_tokens: 4_000,
      output_reasoning_tokens: 3_000,
    },
    cost: { input_tokens: '0.5', cache_read_tokens: '0.0125', output_tokens: '0.06' },
    total: '0.5725',
    ref: 'list:google/gemini-2.5-pro@undated',
  },
  {
    name: 'Gemini 2.5 Pro in a batch: half of 1.25 and 10, cache hits at the full 0.125',
    provider: 'google',
    model: 'gemini-2.5-pro',
    tier: 'batch',
    usage: { input_tokens: 3_000, cache_read_tokens: 1_000, output_tokens: 1_000 },
    cost: { input_tokens: '0.00125', cache_read_tokens: '0.000125', output_tokens: '0.005' },
    total: '0.006375',
    ref: 'list:google/gemini-2.5-pro@undated+batch',
  },
  {
    name: 'Gemini 2.5 Flash with audio: text 0.30, audio 1.00, cached text 0.03, cached audio 0.10, output 2.50',
    provider: 'google',
    model: 'gemini-2.5-flash',
    usage: {
      input_tokens: 1_000,
      input_audio_tokens: 400,
      cache_read_tokens: 300,
      cache_audio_read_tokens: 100,
      output_tokens: 10,
    },
    // audio not cached 300; cached not audio 200; neither 1,000 - 400 - 300 + 100 = 400
    cost: {
      input_tokens: '0.00012',
      input_audio_tokens: '0.0003',
      cache_read_tokens: '0.000006',
      cache_audio_read_tokens: '0.00001',
      output_tokens: '0.000025',
    },
    total: '0.000461',
    ref: 'list:google/gemini-2.5-flash@undated',
  },
  {
    name: 'gpt-realtime: text 4, audio 32, output text 16, output audio 64',
    provider: 'openai',
    model: 'gpt-realtime',
    usage: { input_tokens: 1_100, input_audio_tokens: 1_000, output_tokens: 520, output_audio_tokens: 500 },
    cost: {
      input_tokens: '0.0004',
      output_tokens: '0.00032',
      input_audio_tokens: '0.032',
      output_audio_tokens: '0.032',
    },
    total: '0.06472',
    ref: 'list:openai/gpt-realtime@undated',
  },
  {
    name: 'Whisper at 0.36 an hour',
    provider: 'openai',
    model: 'whisper-1',
    usage: { audio_seconds: 12.5, input_audio_seconds: 12.5 },
    // 12.5 x 0.36 / 3,600
    cost: { input_audio_seconds: '0.00125' },
    total: '0.00125',
    ref: 'list:openai/whisper-1@undated',
  },
  {
    name: 'Whisper on Groq at 0.111 an hour, ten seconds at least',
    provider: 'groq',
    model: 'whisper-large-v3',
    usage: { audio_seconds: 2 },
    // 10 x 0.111 / 3,600 = 0.00030833..., which no decimal can say: 24 places
    cost: { input_audio_seconds: '0.000308333333333333333333' },
    total: '0.000308333333333333333333',
    ref: 'list:groq/whisper-large-v3@undated',
  },
  {
    name: 'DeepSeek by the hour: in the window 0.27 and 1.10',
    provider: 'deepseek',
    model: 'deepseek-chat',
    at: '2025-03-01T00:30:00Z',
    usage: { input_tokens: 1_000_000, output_tokens: 1_000_000 },
    cost: { input_tokens: '0.27', output_tokens: '1.1' },
    total: '1.37',
    ref: 'list:deepseek/deepseek-chat@undated',
  },
  {
    name: 'DeepSeek by the hour: off-peak 0.135 and 0.55',
    provider: 'deepseek',
    model: 'deepseek-chat',
    at: '2025-03-01T16:30:00Z',
    usage: { input_tokens: 1_000_000, output_tokens: 1_000_000 },
    cost: { input_tokens: '0.135', output_tokens: '0.55' },
    total: '0.685',
    ref: 'list:deepseek/deepseek-chat@undated',
  },
  {
    name: 'Perplexity Sonar: 1 and 1, and 12 per thousand requests',
    provider: 'perplexity',
    model: 'sonar',
    usage: { input_tokens: 1_000, output_tokens: 1_000 },
    cost: { input_tokens: '0.001', output_tokens: '0.001', requests: '0.012' },
    total: '0.014',
    ref: 'list:perplexity/sonar@undated',
  },
];

describe('prices restated by hand', () => {
  it.each(CASES)(
    '$name',
    ({ provider, model, at = '2026-11-15T12:00:00Z', tier, usage, cost, total, ref }) => {
      const query = { provider, model, at: Date.parse(at), ...(tier === undefined ? {} : { tier }) };
      const priced = rateUsage(usage, book.resolveOrFallback(query));
      const lines = priced.lines.map(({ unit, contractedCost }) => [unit, contractedCost.toString()]);
      expect(Object.fromEntries(lines)).toEqual(cost);
      expect(priced.total.toString()).toBe(total);
      expect(priced.price.ref).toBe(ref);
      expect(priced.price.priced).toBe(true);
      expect(priced.unpriced).toEqual([]);
    },
  );
});
