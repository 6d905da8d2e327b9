import { describe, expect, it } from 'vitest';
import { modelId } from './models.ts';
import { parseUsageType, unitScale } from './usage-type.ts';

describe('usage types of Bedrock', () => {
  it.each([
    ['USE1-Claude4.6Sonnet-input-tokens', { model: 'Claude4.6Sonnet', unit: 'input_tokens', kind: 'tokens' }],
    [
      'EUC1-Claude4Sonnet-output-tokens-batch',
      { model: 'Claude4Sonnet', unit: 'output_tokens', tier: 'batch', kind: 'tokens' },
    ],
    [
      'USE1-NovaPro-cache-read-input-token-count',
      { model: 'NovaPro', unit: 'cache_read_tokens', kind: 'tokens' },
    ],
    [
      'USW2-NovaPro-cache-write-input-token-count',
      { model: 'NovaPro', unit: 'cache_write_tokens', kind: 'tokens' },
    ],
    [
      'USE1-Claude4Sonnet-cache-read-input-token-count-cross-region-global',
      { model: 'Claude4Sonnet', unit: 'cache_read_tokens', routing: 'global', kind: 'tokens' },
    ],
    [
      'APN1-Nova2.0Lite-input-tokens-flex',
      { model: 'Nova2.0Lite', unit: 'input_tokens', tier: 'flex', kind: 'tokens' },
    ],
    [
      'USE1-openai.gpt-oss-120b-mantle-input-tokens-standard',
      { model: 'openai.gpt-oss-120b', unit: 'input_tokens', kind: 'tokens' },
    ],
    [
      'USE1-Llama3-3-70B-output-tokens-priority',
      { model: 'Llama3-3-70B', unit: 'output_tokens', tier: 'priority', kind: 'tokens' },
    ],
    ['USE1-MP:USE1_InputTokenCount-Units', { unit: 'input_tokens', kind: 'tokens' }],
    ['USE1-MP:USE1_OutputTokenCount_Batch-Units', { unit: 'output_tokens', tier: 'batch', kind: 'tokens' }],
    [
      'USE1-MP:USE1_CacheReadInputTokenCount_Global-Units',
      { unit: 'cache_read_tokens', routing: 'global', kind: 'tokens' },
    ],
    ['USE1-MP:USE1_CacheWrite1hInputTokenCount-Units', { unit: 'cache_write_1h_tokens', kind: 'tokens' }],
    [
      'USE1-TitanText-ProvisionedThroughput-6MoCommit-ModelUnits',
      { model: 'TitanText', tier: 'provisioned', kind: 'capacity' },
    ],
    ['USE1-Guardrail-ContentPolicyUnitsConsumed', { kind: 'tool' }],
    ['USE1-Something-New', { kind: 'other' }],
  ])('reads %s', (text, expected) => {
    expect(parseUsageType(text)).toEqual(expected);
  });

  it.each([
    ['Claude4.6Sonnet', false, 'regional.anthropic.claude-sonnet-4-6-v1:0'],
    ['Claude4.6Sonnet', true, 'global.anthropic.claude-sonnet-4-6-v1:0'],
    [
      'Claude 3.5 Sonnet v2 (Amazon Bedrock Edition)',
      false,
      'regional.anthropic.claude-3-5-sonnet-20241022-v2:0',
    ],
    ['Claude Opus 4.5', false, 'regional.anthropic.claude-opus-4-5-v1:0'],
    ['Claude4Opus', false, 'regional.anthropic.claude-opus-4-20250514-v1:0'],
    ['Claude5.5Opus', true, 'global.anthropic.claude-opus-5-5'],
    ['NovaPro', true, 'amazon.nova-pro-v1:0'],
    ['Nova2.0Lite', false, 'regional.amazon.nova-2-lite-v1:0'],
    ['Llama3-3-70B', false, 'meta.llama3-3-70b-instruct-v1:0'],
    ['openai.gpt-oss-120b', false, 'openai.gpt-oss-120b-1:0'],
    ['Claude9Sonnet', false, undefined],
  ])('finds %s (global: %s) in the price list as %s', (name, global, id) => {
    expect(modelId(name, global)).toBe(id);
  });

  it.each([
    ['1K tokens', '', '1000'],
    ['1M tokens', '', '1000000'],
    ['Units', '$3 per Million Input Tokens Regional', '1000000'],
    ['Units', 'AWS Marketplace software usage|us-east-1|1K Input Tokens', '1000'],
    ['Units', 'something', undefined],
    ['Hrs', '', undefined],
  ])('takes one %s (%s) for %s tokens', (unit, description, scale) => {
    expect(unitScale(unit, description)).toBe(scale);
  });
});
