import { describe, expect, it } from 'vitest';
import { clientCacheWish, keyVariant } from './headers.ts';

describe("the client's wish", () => {
  it.each([
    [{}, { read: true, write: true }],
    [{ 'cache-control': 'no-store' }, { read: false, write: false }],
    [{ 'cache-control': 'max-age=60, No-Store' }, { read: false, write: false }],
    [{ 'cache-control': ['private', 'no-store'] }, { read: false, write: false }],
    [{ 'cache-control': 'no-cache' }, { read: false, write: true }],
    [{ 'cache-control': 'max-age=0' }, { read: false, write: true }],
    [{ 'cache-control': 'max-age=60' }, { read: true, write: true, maxAgeSeconds: 60 }],
    [{ 'cache-control': 'max-age=soon' }, { read: true, write: true }],
    [{ 'x-weir-cache': 'no-store' }, { read: false, write: false }],
    [{ 'x-weir-cache': 'refresh' }, { read: false, write: true }],
    [
      { 'x-weir-cache': 'refresh', 'cache-control': 'no-store' },
      { read: false, write: true },
    ],
    [{ 'x-weir-cache': 'whatever' }, { read: true, write: true }],
  ])('of %j is %j', (headers, wish) => expect(clientCacheWish(headers)).toEqual(wish));
});

describe('the variant', () => {
  it('is empty for a plain request', () => expect(keyVariant({ accept: '*/*' }, '')).toBe(''));

  it('tells framings of a stream apart, without keeping keys from the query', () => {
    expect(keyVariant({}, '?alt=sse&key=secret')).not.toBe(keyVariant({}, '?key=secret'));
    expect(keyVariant({}, '?alt=sse&key=secret')).not.toContain('secret');
  });

  it('tells features apart, in whatever order they are asked for', () => {
    const beta = (value: string) => keyVariant({ 'anthropic-beta': value }, '');
    expect(beta('a, b')).toBe(beta('b,a'));
    expect(beta('a')).not.toBe(beta('b'));
    expect(beta('a')).not.toBe(keyVariant({ 'openai-beta': 'a' }, ''));
  });
});
