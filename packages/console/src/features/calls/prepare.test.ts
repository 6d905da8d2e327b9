import type { CallFact } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { chargeLine, modelOf, prettyJson, readPriceRef, timingPhases, unitLabel } from './prepare.ts';

type Timed = Parameters<typeof timingPhases>[0];
const call = (more: Partial<CallFact>): Timed => ({
  started_at: '2026-11-22T03:08:00.000000Z',
  duration_ms: 1000,
  attempts: [],
  ...more,
});
const attempt = (started: string, firstByte?: number) => ({
  attempt: 1,
  provider: 'openai',
  model: 'gpt-4o',
  started_at: started,
  duration_ms: 900,
  ...(firstByte === undefined ? {} : { first_byte_ms: firstByte }),
});
const shown = (fact: Timed) => timingPhases(fact).map(({ name, ms }) => [name, Math.round(ms * 1000) / 1000]);

describe('where the time of a call went', () => {
  it('parts before the provider, until the first byte, and the answer; they sum to the whole', () => {
    const fact = call({ ttft_ms: 400, attempts: [attempt('2026-11-22T03:08:00.000250Z', 399)] });
    expect(shown(fact)).toEqual([
      ['queue', 0.25],
      ['wait', 399.75],
      ['answer', 600],
    ]);
    expect(timingPhases(fact).reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 9);
  });

  it('counts earlier attempts as waiting for the last', () => {
    const attempts = [attempt('2026-11-22T03:08:00.001Z'), attempt('2026-11-22T03:08:00.501Z', 99)];
    expect(shown(call({ attempts }))).toEqual([
      ['queue', 501],
      ['wait', 99],
      ['answer', 400],
    ]);
  });

  it('leaves out what is not known, and never passes the whole', () => {
    expect(shown(call({}))).toEqual([['queue', 1000]]);
    expect(shown(call({ attempts: [attempt('2026-11-22T03:08:00.100Z')] }))).toEqual([
      ['queue', 100],
      ['wait', 900],
    ]);
    expect(shown(call({ ttft_ms: 5000, attempts: [attempt('2026-11-22T03:08:00.000Z')] }))).toEqual([
      ['wait', 1000],
    ]);
    expect(timingPhases(call({ duration_ms: 0 }))).toEqual([]);
  });
});

describe('price references', () => {
  it('are read into what, since when and which unit', () => {
    expect(readPriceRef('list:openai/gpt-4o@2024-08-06#input_mtok')).toEqual({
      kind: 'list',
      subject: 'openai/gpt-4o',
      since: '2024-08-06',
      unit: 'input_mtok',
    });
    expect(readPriceRef('list:openai/gpt-4.1-mini@undated#x').since).toBeUndefined();
    expect(readPriceRef('something else')).toMatchObject({ kind: '', subject: 'something else' });
  });
});

describe('texts of a call', () => {
  it('are made readable without losing what is odd', () => {
    expect(unitLabel('cache_read_tokens')).toBe('Cache read tokens');
    expect(prettyJson('{"a":1}')).toBe('{\n  "a": 1\n}');
    expect(prettyJson('{broken')).toBe('{broken');
  });
});

describe('why a charge is what it is', () => {
  const charge = {
    quantity: '9400.000000000000',
    contracted_unit_price: '3.75',
    per: 1_000_000,
    contracted_cost: '0.035250000000',
    effective_cost: '0.035250000000',
    currency: 'USD',
  } as Parameters<typeof chargeLine>[0];

  it('is one line to be checked by hand', () => {
    expect(chargeLine(charge)).toBe('9,400 × $3.75 ÷ 1M = $0.03525');
    expect(chargeLine({ ...charge, effective_cost: '0.03' })).toBe(
      '9,400 × $3.75 ÷ 1M = $0.03525; $0.03 after agreements',
    );
  });

  it('leads to the prices of the model over time, where there are any', () => {
    const of = (reference: string) => modelOf(readPriceRef(reference));
    expect(of('list:openai/gpt-4o@2024-08-06')).toEqual({ provider: 'openai', model: 'gpt-4o' });
    expect(of('override:frame-contract')).toBeUndefined();
    expect(of('fallback:openai/gpt-4o')).toBeUndefined();
  });
});
