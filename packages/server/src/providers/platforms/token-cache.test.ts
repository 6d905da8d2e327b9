import { describe, expect, it } from 'vitest';
import { type Token, TokenCache } from './token-cache.ts';

const HOUR = 3_600_000;
const MINUTE = 60_000;

/** A token endpoint whose answers are given by hand. */
function endpoint() {
  const waiting: { resolve: (token: Token) => void; reject: (error: Error) => void }[] = [];
  let asked = 0;
  return {
    fetch: () => {
      asked += 1;
      return new Promise<Token>((resolve, reject) => waiting.push({ resolve, reject }));
    },
    asked: () => asked,
    async answer(token: Token) {
      waiting.shift()?.resolve(token);
      await settled();
    },
    async fail() {
      waiting.shift()?.reject(new Error('down'));
      await settled();
    },
  };
}
const settled = () => new Promise((done) => setImmediate(done));

describe('TokenCache', () => {
  it('fetches once for all who wait, then answers at once until a minute before the end', async () => {
    const { fetch, asked, answer } = endpoint();
    const cache = new TokenCache();
    const all = Array.from({ length: 50 }, () => cache.get('a', 0, fetch));
    await answer({ value: 'one', expiresAt: HOUR });
    expect(await Promise.all(all)).toEqual(all.map(() => 'one'));
    expect(asked()).toBe(1);
    expect(cache.get('a', HOUR - 6 * MINUTE, fetch)).toBe('one');
    expect(asked()).toBe(1);
    expect(cache.get('a', HOUR - MINUTE, fetch)).toBeInstanceOf(Promise);
    expect(asked()).toBe(2);
  });

  it('renews ahead, once, while the old token is used', async () => {
    const { fetch, asked, answer } = endpoint();
    const cache = new TokenCache();
    void cache.get('a', 0, fetch);
    await answer({ value: 'one', expiresAt: HOUR });
    const late = HOUR - 4 * MINUTE;
    for (let i = 0; i < 10; i++) expect(cache.get('a', late + i, fetch)).toBe('one');
    expect(asked()).toBe(2);
    await answer({ value: 'two', expiresAt: 2 * HOUR });
    expect(cache.get('a', late + 20, fetch)).toBe('two');
  });

  it('hides a failed renewal as long as the old token holds, and does not hammer', async () => {
    const { fetch, asked, answer, fail } = endpoint();
    const cache = new TokenCache();
    void cache.get('a', 0, fetch);
    await answer({ value: 'one', expiresAt: HOUR });
    const late = HOUR - 4 * MINUTE;
    expect(cache.get('a', late, fetch)).toBe('one');
    await fail();
    expect(cache.get('a', late + 1_000, fetch)).toBe('one');
    expect(asked()).toBe(2);
    expect(cache.get('a', late + 6_000, fetch)).toBe('one');
    expect(asked()).toBe(3);
  });

  it('asks again after a failure, and keeps keys apart', async () => {
    const { fetch, fail, answer } = endpoint();
    const cache = new TokenCache();
    const refused = expect(cache.get('a', 0, fetch)).rejects.toThrow('down');
    await fail();
    await refused;
    const second = cache.get('a', 1, fetch);
    const other = cache.get('b', 1, fetch);
    await answer({ value: 'for a', expiresAt: HOUR });
    await answer({ value: 'for b', expiresAt: HOUR });
    expect([await second, await other]).toEqual(['for a', 'for b']);
  });
});
