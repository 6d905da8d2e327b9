import { WeirError } from '@weir/core/errors';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { WireDialect } from '../contract.ts';
import { bridge, type ClientOperation, CONTEXT, fixture, run, TARGET } from './testing.ts';

const CLIENTS: readonly ClientOperation[] = ['chat.completions', 'responses', 'messages', 'generate_content'];
const PROVIDERS: readonly WireDialect[] = ['openai', 'anthropic', 'gemini', 'converse'];
const OWN: Readonly<Record<string, string>> = {
  'chat.completions': 'openai',
  messages: 'anthropic',
  generate_content: 'gemini',
};
const PAIRS = CLIENTS.flatMap((from) =>
  PROVIDERS.filter((to) => OWN[from] !== to).map((to) => [from, to] as const),
);

const WORDS = [
  'role',
  'user',
  'assistant',
  'tool',
  'system',
  'content',
  'type',
  'text',
  'image_url',
  'url',
  'tool_use',
  'tool_result',
  'function',
  'function_call',
  'name',
  'arguments',
  'input',
  'id',
  'parts',
  'functionCall',
  'functionResponse',
  'args',
  'message',
  'reasoning',
  'thinking',
  'signature',
  'source',
  'base64',
  'data',
  'media_type',
  'input_text',
  'call_id',
];
const word = fc.constantFrom(...WORDS);
const value = fc.letrec((tie) => ({
  value: fc.oneof(
    { maxDepth: 4 },
    word,
    fc.constantFrom<unknown>(null, 0, 1.5, true, '', 'https://a.b/c', 'data:image/png;base64,AA=='),
    fc.array(tie('value'), { maxLength: 3 }),
    fc.dictionary(word, tie('value'), { maxKeys: 5 }),
  ),
})).value;
const request = fc.dictionary(
  fc.constantFrom(
    'messages',
    'input',
    'contents',
    'tools',
    'tool_choice',
    'system',
    'generationConfig',
    'response_format',
    'text',
  ),
  value,
  { maxKeys: 5 },
);
const FRAMES = [
  fixture('openai', 'stream-tool-calls.sse'),
  fixture('anthropic', 'stream-tools.sse'),
  fixture('gemini', 'stream.sse'),
  fixture('converse', 'stream.sse'),
];

describe('whatever comes', () => {
  it.each(PAIRS)('%s -> %s: a request is translated or refused with a reason', (from, to) => {
    fc.assert(
      fc.property(request, (body) => {
        try {
          bridge(from, to).request(Buffer.from(JSON.stringify(body)), TARGET);
        } catch (error) {
          expect(error).toBeInstanceOf(WeirError);
          expect((error as WeirError).status).toBe(400);
        }
      }),
      { numRuns: 200 },
    );
  });

  it.each(PAIRS)('%s <- %s: an answer is translated or called unreadable', (from, to) => {
    fc.assert(
      fc.property(value, (part) => {
        const bodies = [
          part,
          { content: [part], stop_reason: part, usage: part },
          { choices: [{ message: part }], usage: part },
          { choices: [{ message: { content: part, tool_calls: [part] } }] },
          { candidates: [{ content: { parts: [part] }, finishReason: part }], usageMetadata: part },
          { output: { message: { content: [part] } }, usage: part },
        ];
        for (const body of bodies) {
          const bytes = Buffer.from(JSON.stringify(body));
          expect(() => bridge(from, to).errorAnswer(bytes, 500)).not.toThrow();
          try {
            bridge(from, to).answer(bytes, CONTEXT);
          } catch (error) {
            expect(error).toMatchObject({ code: 'upstream_malformed' });
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it.each(PAIRS)('%s <- %s: a damaged stream never throws', (from, to) => {
    fc.assert(
      fc.property(
        fc.constantFrom(...FRAMES),
        fc.nat(),
        fc.uint8Array({ maxLength: 40 }),
        (frames, at, noise) => {
          const place = at % frames.length;
          const bytes = Buffer.concat([frames.subarray(0, place), noise, frames.subarray(place)]);
          run(bridge(from, to).stream(CONTEXT), bytes, [37, 1, 500]);
        },
      ),
      { numRuns: 60 },
    );
  });
});
