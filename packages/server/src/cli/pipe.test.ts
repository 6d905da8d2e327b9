import { Writable } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { linesOf, writeTo } from './pipe.ts';

async function* chunked(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function lines(text: string, size: number): Promise<string[]> {
  const found: string[] = [];
  for await (const some of linesOf(chunked(new TextEncoder().encode(text), size))) found.push(...some);
  return found;
}

describe('linesOf', () => {
  it('gives the same lines whatever the chunks, characters of several bytes included', async () => {
    const line = fc.string({ unit: fc.constantFrom('a', '{', '"', 'é', '日', '🌊', ' ') });
    await fc.assert(
      fc.asyncProperty(fc.array(line), fc.integer({ min: 1, max: 7 }), async (given, size) => {
        expect(await lines(given.map((one) => `${one}\n`).join(''), size)).toEqual(given);
      }),
    );
  });

  it('takes Windows line ends and a last line without one', async () => {
    expect(await lines('a\r\nb\r\n\r\nc', 3)).toEqual(['a', 'b', '', 'c']);
    expect(await lines('', 3)).toEqual([]);
  });
});

describe('writeTo', () => {
  it('says when nobody reads any more, so that an endless command ends with `| head`', async () => {
    const closed = new Writable({
      write: (_chunk, _encoding, done) => done(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })),
    });
    closed.on('error', () => {});
    expect(await writeTo(closed, 'x')).toBe(false);
    expect(await writeTo(new Writable({ write: (_chunk, _encoding, done) => done() }), 'x')).toBe(true);
  });
});
