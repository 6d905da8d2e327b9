import { inspect } from 'node:util';
import { describe, expect, it } from 'vitest';
import { PrefixWatch } from './prefix-stability.ts';

const system = (seed: string, bytes = 9_000) => seed.repeat(Math.ceil(bytes / seed.length)).slice(0, bytes);
const chat = (content: string, question: string) =>
  Buffer.from(
    JSON.stringify({
      temperature: question.length / 10,
      messages: [
        { role: 'system', content },
        { role: 'user', content: question },
      ],
    }),
  );

function watched(bodies: readonly Buffer[]) {
  const watch = new PrefixWatch();
  for (const body of bodies) watch.observe('support', body);
  return watch.figure('support');
}

describe('prefix stability', () => {
  it('is full where the system prompt stays and only the question changes', () => {
    const figure = watched(Array.from({ length: 11 }, (_, i) => chat(system('rule '), `question ${i}`)));
    expect(figure).toEqual({
      calls: 10,
      stable: [
        { tokens: 1_024, share: 1 },
        { tokens: 2_048, share: 1 },
      ],
    });
  });

  it('is none where the time stands at the front, and says where prompts part', () => {
    const figure = watched(
      Array.from({ length: 5 }, (_, i) => chat(`It is 10:0${i}. ${system('rule ')}`, 'q')),
    );
    expect(figure?.stable[0]).toEqual({ tokens: 1_024, share: 0 });
    expect(figure?.divergence).toEqual({ path: 'messages.0.content', byteOffset: 0, share: 1 });
  });

  it('places a divergence to 256 bytes', () => {
    const figure = watched(
      Array.from({ length: 5 }, (_, i) =>
        chat(`${system('rule ', 2_000)} today is day ${i} ${system('more ')}`, 'q'),
      ),
    );
    const offset = figure?.divergence?.byteOffset ?? 0;
    expect(offset).toBeGreaterThan(2_000 - 256);
    expect(offset).toBeLessThanOrEqual(2_016);
  });

  it('names the part of the prompt that changes', () => {
    const body = (i: number) =>
      Buffer.from(
        JSON.stringify({
          messages: [{ role: 'user', content: system('text ') }],
          tools: [
            { type: 'function', function: { name: 'f' } },
            { type: 'function', function: { name: `g${i}` } },
          ],
        }),
      );
    expect(watched([body(1), body(2), body(3)])?.divergence?.path).toBe('tools.1');
    const parts = (i: number) =>
      Buffer.from(
        JSON.stringify({ contents: [{ role: 'user', parts: [{ text: `${i}${system('text ')}` }] }] }),
      );
    expect(watched([parts(1), parts(2)])?.divergence?.path).toBe('contents.0.parts.0');
  });

  it('compares with several recent prompts, not only with the last', () => {
    const bodies = Array.from({ length: 42 }, (_, i) => chat(system(`variant ${i % 4} `), 'q'));
    expect(watched(bodies)?.stable[0]?.share).toBeCloseTo(38 / 41);
  });

  it('says nothing about prompts shorter than 1,024 tokens, nor about one call', () => {
    expect(watched([chat('short', 'a'), chat('short', 'b')])).toEqual({ calls: 1, stable: [] });
    expect(watched([chat(system('rule '), 'q')])).toBeUndefined();
    expect(watched([Buffer.from('no json'), Buffer.from('{}')])).toBeUndefined();
  });

  it('forgets what is long past', () => {
    const bad = Array.from({ length: 300 }, (_, i) => chat(`${i} ${system('rule ')}`, 'q'));
    const good = Array.from({ length: 3_000 }, () => chat(system('rule '), 'q'));
    const figure = watched([...bad, ...good]);
    expect(figure).toMatchObject({ calls: 256, stable: [{ share: 1 }, { share: 1 }] });
    expect(figure?.divergence).toBeUndefined();
  });

  it('remembers so many workloads and no more', () => {
    const watch = new PrefixWatch({ scopes: 2 });
    for (const scope of ['a', 'b', 'a', 'c']) {
      watch.observe(scope, chat(system('x'), 'q'));
      watch.observe(scope, chat(system('x'), 'q'));
    }
    expect(['a', 'b', 'c'].map((scope) => watch.figure(scope) !== undefined)).toEqual([true, false, true]);
  });

  it('keeps hashes and no content', () => {
    const watch = new PrefixWatch();
    watch.observe('s', chat('topsecret'.repeat(1_000), 'q'));
    watch.observe('s', chat('topsecrets'.repeat(1_000), 'q'));
    expect(inspect(watch, { depth: Number.POSITIVE_INFINITY, maxStringLength: null })).not.toContain(
      'secret',
    );
  });
});
