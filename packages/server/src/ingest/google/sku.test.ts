import { describe, expect, it } from 'vitest';
import { parseSku } from './sku.ts';

describe('SKUs of Google', () => {
  it.each([
    ['Gemini 2.5 Flash GA Text Input - Predictions', { model: 'gemini-2.5-flash', unit: 'input_tokens' }],
    [
      'Gemini 2.5 Flash GA Thinking Text Output - Predictions',
      { model: 'gemini-2.5-flash', unit: 'output_tokens' },
    ],
    ['Gemini 2.5 Flash GA Input Text Caching', { model: 'gemini-2.5-flash', unit: 'cache_read_tokens' }],
    ['Gemini 3.7 Flash Global Text Input - Predictions', { model: 'gemini-3.7-flash', unit: 'input_tokens' }],
    [
      'Gemini 2.5 Flash Lite Audio Input - Predictions',
      { model: 'gemini-2.5-flash-lite', unit: 'input_audio_tokens' },
    ],
    [
      'Gemini 2.5 Pro Text Output - Batch Predictions',
      { model: 'gemini-2.5-pro', unit: 'output_tokens', tier: 'batch' },
    ],
    [
      'Gemini 3.8 Flash Text Input - Priority - Predictions',
      { model: 'gemini-3.8-flash', unit: 'input_tokens', tier: 'priority' },
    ],
    [
      'Gemini 2.5 Pro Text Input (Long) - Predictions',
      { model: 'gemini-2.5-pro', unit: 'input_tokens', longContext: true },
    ],
    [
      'Generate content input token count gemini 2.5 flash text',
      { model: 'gemini-2.5-flash', unit: 'input_tokens' },
    ],
    ['Gemini 3 Flash Image Input Caching', { model: 'gemini-3-flash', unit: 'cache_image_read_tokens' }],
    ['Claude Sonnet 4.5 - Output Tokens - us-east5', { model: 'claude-sonnet-4-5', unit: 'output_tokens' }],
    ['Claude 3.5 Haiku Input Tokens', { model: 'claude-3-5-haiku', unit: 'input_tokens' }],
    [
      'Claude Opus 4.6 Cache Write 1 Hour Tokens',
      { model: 'claude-opus-4-6', unit: 'cache_write_1h_tokens' },
    ],
    ['Some Model Text Input - Predictions', { unit: 'input_tokens' }],
  ])('reads %s', (description, expected) => {
    expect(parseSku(description)).toEqual({ ...expected, kind: 'tokens' });
  });

  it.each([
    ['Gemini 3 Flash Text Input Caching Storage', 'storage'],
    ['Vertex AI: Provisioned Throughput 1 month', 'capacity'],
    ['LLM Grounding with Google Search tool - Predictions', 'tool'],
    ['Something', 'other'],
  ])('reads %s as %s', (description, kind) => {
    expect(parseSku(description).kind).toBe(kind);
  });
});
