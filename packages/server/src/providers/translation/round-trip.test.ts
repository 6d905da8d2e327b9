import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from './answer.ts';
import { AnthropicStreamReader } from './anthropic/read-stream.ts';
import { AnthropicStreamWriter } from './anthropic/write-stream.ts';
import type { StreamReader, StreamWriter } from './dialect.ts';
import { GeminiStreamReader } from './gemini/read-stream.ts';
import { GeminiStreamWriter } from './gemini/write-stream.ts';
import { OpenAiStreamReader } from './openai/read-stream.ts';
import { OpenAiStreamWriter } from './openai/write-stream.ts';
import { SseFrames } from './sse-frames.ts';
import { CONTEXT } from './testing.ts';

const WIRES: readonly (readonly [string, () => StreamWriter, () => StreamReader])[] = [
  ['openai', () => new OpenAiStreamWriter(CONTEXT), () => new OpenAiStreamReader()],
  ['anthropic', () => new AnthropicStreamWriter(CONTEXT), () => new AnthropicStreamReader()],
  ['gemini', () => new GeminiStreamWriter(CONTEXT), () => new GeminiStreamReader('id')],
];

/** Cuts a text anywhere, surrogate pairs kept whole: JSON on the wire could not carry half of one. */
const pieces = (text: fc.Arbitrary<string>) =>
  fc.tuple(text, fc.integer({ min: 1, max: 7 })).map(([whole, size]) => {
    const points = [...whole];
    const cut: string[] = [];
    for (let i = 0; i < points.length; i += size) cut.push(points.slice(i, i + size).join(''));
    return cut;
  });

const said = pieces(fc.string({ unit: 'grapheme', maxLength: 60 }));
const called = fc.record({
  name: fc.constantFrom('get_weather', 'f'),
  args: fc.dictionary(fc.string({ unit: 'grapheme', maxLength: 8 }), fc.jsonValue({ maxDepth: 2 }), {
    maxKeys: 4,
  }),
});

describe('what a stream says', () => {
  it.each(WIRES)('survives being written and read as %s', (_name, createWriter, createReader) => {
    fc.assert(
      fc.property(said, fc.array(called, { maxLength: 3 }), (text, calls) => {
        const events: StreamEvent[] = [
          { type: 'start' },
          ...text.map((piece) => ({ type: 'text', text: piece }) as const),
        ];
        calls.forEach(({ name, args }, key) => {
          const json = [...JSON.stringify(args)];
          events.push({ type: 'tool_start', key, id: `c${key}`, name });
          for (let i = 0; i < json.length; i += 5)
            events.push({ type: 'tool_delta', key, json: json.slice(i, i + 5).join('') });
          events.push({ type: 'part_end' });
        });
        events.push({ type: 'usage', usage: { input: 9, output: 5 } });
        events.push(
          { type: 'finish', finish: { reason: calls.length > 0 ? 'tool_calls' : 'stop' } },
          { type: 'end' },
        );
        const writer = createWriter();
        const reader = createReader();
        const bytes = Buffer.from(events.map((event) => writer.write(event)).join(''));
        const read = [...new SseFrames().push(bytes).flatMap((frame) => reader.read(frame)), ...reader.end()];
        expect(textOf(read)).toBe(text.join(''));
        expect(callsOf(read)).toEqual(
          calls.map(({ name, args }, i) => ({ id: `c${i}`, name, args: JSON.parse(JSON.stringify(args)) })),
        );
        expect(read.filter(({ type }) => type === 'end')).toHaveLength(1);
        expect(read.filter((event) => event.type === 'usage').at(-1)).toMatchObject({
          usage: { input: 9, output: 5 },
        });
        expect(read.filter((event) => event.type === 'finish')).toMatchObject([
          { finish: { reason: calls.length > 0 ? 'tool_calls' : 'stop' } },
        ]);
      }),
      { numRuns: 100 },
    );
  });
});

function textOf(events: readonly StreamEvent[]): string {
  return events.map((event) => (event.type === 'text' ? event.text : '')).join('');
}

function callsOf(events: readonly StreamEvent[]): object[] {
  return events.flatMap((event) => {
    if (event.type !== 'tool_start') return [];
    const json = events
      .map((other) => (other.type === 'tool_delta' && other.key === event.key ? other.json : ''))
      .join('');
    return [{ id: event.id, name: event.name, args: JSON.parse(json) as unknown }];
  });
}
