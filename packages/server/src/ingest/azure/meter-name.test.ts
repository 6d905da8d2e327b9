import { describe, expect, it } from 'vitest';
import { measureScale, parseMeterName } from './meter-name.ts';

describe('meter names of Azure', () => {
  it.each([
    [
      'gpt-4o 1120 Outp glbl Tokens',
      '',
      { model: 'gpt-4o', version: '2024-11-20', unit: 'output_tokens', deployment: 'global' },
    ],
    [
      'gpt-4o-0806-Inp-regnl Tokens',
      '',
      { model: 'gpt-4o', version: '2024-08-06', unit: 'input_tokens', deployment: 'regional' },
    ],
    [
      'gpt 4o mini 0718 cached Inp regnl Tokens',
      '',
      { model: 'gpt-4o-mini', version: '2024-07-18', unit: 'cache_read_tokens', deployment: 'regional' },
    ],
    [
      'gpt 4.1 nano Inp glbl Tokens',
      '',
      { model: 'gpt-4.1-nano', unit: 'input_tokens', deployment: 'global' },
    ],
    [
      'gpt 4.1 mini Batch Outp glbl Tokens',
      '',
      { model: 'gpt-4.1-mini', unit: 'output_tokens', tier: 'batch', deployment: 'global' },
    ],
    [
      'GPT 5.1 opt Gl 1M Tokens',
      'Azure OpenAI GPT5',
      { model: 'gpt-5.1', unit: 'output_tokens', deployment: 'global' },
    ],
    [
      'GPT 5 Mini Inpt Glbl Tokens',
      'Azure OpenAI GPT5',
      { model: 'gpt-5-mini', unit: 'input_tokens', deployment: 'global' },
    ],
    [
      '5.4 mini cd Inp Gl 1M Tokens',
      'Azure OpenAI GPT5',
      { model: 'gpt-5.4-mini', unit: 'cache_read_tokens', deployment: 'global' },
    ],
    [
      '5 mini pp cd Inp Dz Tokens',
      'Azure OpenAI GPT5',
      { model: 'gpt-5-mini', unit: 'cache_read_tokens', tier: 'priority', deployment: 'data-zone' },
    ],
    [
      '6-astra LongCo Cd Wr Std Gl Tokens',
      'Azure OpenAI GPT6',
      { model: 'gpt-6-astra', unit: 'cache_write_tokens', deployment: 'global' },
    ],
    [
      '4.3 Outp DZ Tokens',
      'Azure Grok Models',
      { model: 'grok-4.3', unit: 'output_tokens', deployment: 'data-zone' },
    ],
    [
      'V4 Pro Inp glbl Tokens',
      'Azure Deepseek Models',
      { model: 'deepseek-v4-pro', unit: 'input_tokens', deployment: 'global' },
    ],
    [
      'gpt-oss-120B Outp Data Zone',
      '',
      { model: 'gpt-oss-120b', unit: 'output_tokens', deployment: 'data-zone' },
    ],
    [
      'o4-mini 0416 Outp glbl Tokens',
      '',
      { model: 'o4-mini', version: '2025-04-16', unit: 'output_tokens', deployment: 'global' },
    ],
    [
      'gpt-4o-mini-tts-aud-out-glbl',
      '',
      { model: 'gpt-4o-mini-tts', unit: 'output_audio_tokens', deployment: 'global' },
    ],
    [
      'text embedding 3 small glbl Tokens',
      '',
      { model: 'text-embedding-3-small', unit: 'input_tokens', deployment: 'global' },
    ],
    ['Brand New Thing Inp glbl Tokens', '', { unit: 'input_tokens', deployment: 'global' }],
  ])('reads %s', (name, product, expected) => {
    expect(parseMeterName(name, product)).toEqual({ ...expected, kind: 'tokens' });
  });

  it.each([
    ['Provisioned Managed Global Unit', { tier: 'provisioned', deployment: 'global', kind: 'capacity' }],
    ['Provisioned Managed Regional Unit', { tier: 'provisioned', deployment: 'regional', kind: 'capacity' }],
    ['Code-Interpreter Session', { kind: 'tool' }],
    ['S1 Speech To Text', { kind: 'other' }],
  ])('reads %s as no tokens', (name, expected) => {
    expect(parseMeterName(name)).toMatchObject(expected);
  });

  it.each([
    ['1K', '1000'],
    ['1M Tokens', '1000000'],
    ['1', '1'],
    ['100', '100'],
    ['1 Hour', '1'],
    ['', undefined],
  ])('takes one %s for %s', (measure, scale) => {
    expect(measureScale(measure)).toBe(scale);
  });
});
