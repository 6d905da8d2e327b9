import { describe, expect, it } from 'vitest';
import { readLimits } from './read-limits.ts';

const NOW = Date.parse('2026-11-22T10:00:00Z');

function flat(headers: Record<string, string>): string[] {
  return Object.entries(headers).flat();
}

describe('headers as providers send them', () => {
  it('OpenAI: durations until all is there again', () => {
    const headers = flat({
      Date: 'Sun, 22 Nov 2026 10:00:00 GMT',
      'x-ratelimit-limit-requests': '5000',
      'x-ratelimit-limit-tokens': '160000',
      'x-ratelimit-remaining-requests': '4999',
      'x-ratelimit-remaining-tokens': '159976',
      'x-ratelimit-reset-requests': '12ms',
      'x-ratelimit-reset-tokens': '6m0s',
    });
    expect(readLimits(headers, NOW)).toEqual([
      { kind: 'requests', limit: 5_000, remaining: 4_999, resetsAt: NOW + 12 },
      { kind: 'tokens', limit: 160_000, remaining: 159_976, resetsAt: NOW + 360_000 },
    ]);
  });

  it('Groq: the same names, minutes and seconds with fractions', () => {
    const headers = flat({
      'X-RateLimit-Limit-Requests': '14400',
      'X-RateLimit-Remaining-Requests': '14370',
      'X-RateLimit-Reset-Requests': '2m59.56s',
      'X-RateLimit-Reset-Tokens': '7.66s',
    });
    const [requests, tokens] = readLimits(headers, NOW);
    expect(requests?.resetsAt).toBeCloseTo(NOW + 179_560, 3);
    expect(tokens).toEqual({ kind: 'tokens', limit: undefined, remaining: undefined, resetsAt: NOW + 7_660 });
  });

  it('Anthropic: instants, input and output by themselves', () => {
    const headers = flat({
      'anthropic-ratelimit-requests-limit': '4000',
      'anthropic-ratelimit-requests-remaining': '3999',
      'anthropic-ratelimit-requests-reset': '2026-11-22T10:00:01Z',
      'anthropic-ratelimit-input-tokens-limit': '400000',
      'anthropic-ratelimit-input-tokens-remaining': '399000',
      'anthropic-ratelimit-input-tokens-reset': '2026-11-22T10:00:12Z',
      'anthropic-ratelimit-output-tokens-limit': '80000',
      'anthropic-ratelimit-output-tokens-remaining': '80000',
      'anthropic-ratelimit-output-tokens-reset': '2026-11-22T10:00:00Z',
      'anthropic-ratelimit-tokens-limit': '480000',
      'anthropic-ratelimit-tokens-remaining': '479000',
      'anthropic-ratelimit-tokens-reset': '2026-11-22T10:00:12Z',
    });
    expect(
      readLimits(headers, NOW).map(({ kind, remaining, resetsAt }) => [kind, remaining, resetsAt]),
    ).toEqual([
      ['requests', 3_999, NOW + 1_000],
      ['input-tokens', 399_000, NOW + 12_000],
      ['output-tokens', 80_000, NOW],
      ['tokens', 479_000, NOW + 12_000],
    ]);
  });

  it('Cerebras: windows in the names, seconds as numbers', () => {
    const headers = flat({
      'x-ratelimit-limit-requests-day': '1000000000',
      'x-ratelimit-remaining-requests-day': '999997455',
      'x-ratelimit-reset-requests-day': '33011.382867',
      'x-ratelimit-limit-tokens-minute': '1000000000',
      'x-ratelimit-remaining-tokens-minute': '999973888',
      'x-ratelimit-reset-tokens-minute': '11.382867',
    });
    const [day, minute] = readLimits(headers, NOW);
    expect(day).toMatchObject({ kind: 'requests-day', remaining: 999_997_455 });
    expect(minute?.resetsAt).toBeCloseTo(NOW + 11_382.867, 3);
  });

  it('passes over what is none', () => {
    const headers = flat({
      'x-ratelimit-limit-requests': '-1',
      'x-ratelimit-remaining-tokens': 'many',
      'x-ratelimit-reset-tokens': 'soon',
      'x-ratelimit-reset-requests': '5 m',
      'x-ratelimit-limit-images': '5',
    });
    for (const { limit, remaining, resetsAt } of readLimits(headers, NOW)) {
      expect([limit, remaining, resetsAt]).toEqual([undefined, undefined, undefined]);
    }
    expect(readLimits(flat({ 'x-ratelimit-reset-tokens': '1795000000' }), NOW)[0]?.resetsAt).toBe(
      1_795_000_000_000,
    );
  });
});
