import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { gemini } from './gemini/index.ts';
import type { Operation, ProviderAdapter } from './index.ts';
import { openai } from './openai/index.ts';

function operation(adapter: ProviderAdapter, name: string): Operation {
  const found = adapter.operations.find((candidate) => candidate.name === name);
  if (found === undefined) throw new Error(name);
  return found;
}

interface LongCase {
  name: string;
  operation: Operation;
  contentType: string;
  /** Before the long frame. */
  before: string;
  long: string;
  after: string;
  ended: boolean;
  usage: object;
}

const SSE = 'text/event-stream';
const LONG_TEXT = 'He said \\"usage\\": {\\"input_tokens\\": 1}. '.repeat(4_000);
const PICTURE = 'iVBORw0KGgo\\\\'.repeat(12_000);
const responses = operation(openai, 'responses');
const geminiChunk = `{"candidates":[{"content":{"parts":[{"inlineData":{"mimeType":"image/png","data":"${PICTURE}"}}],"role":"model"},"finishReason":"STOP","index":0}],"usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":1290,"totalTokenCount":1301},"modelVersion":"gemini-2.5-flash-image"}`;
const GEMINI_USAGE = { input_tokens: 11, output_tokens: 1290 };
const FIRST = '{"candidates":[{"content":{"parts":[{"text":"Here:"}]}}]}';

const CASES: readonly LongCase[] = [
  {
    name: 'a response that is repeated whole at its end',
    operation: responses,
    contentType: SSE,
    before:
      'event: response.created\ndata: {"type":"response.created","response":{"id":"resp_1","model":"gpt-5"}}\n\n',
    long: `event: response.completed\ndata: {"type":"response.completed","response":{"id":"resp_1","status":"completed","model":"gpt-5","output":[{"type":"message","content":[{"type":"output_text","text":"${LONG_TEXT}"}]}],"service_tier":"flex","usage":{"input_tokens":5,"output_tokens":40000},"metadata":{}}}\n\n`,
    after: '',
    ended: true,
    usage: { input_tokens: 5, output_tokens: 40_000 },
  },
  {
    name: 'a picture',
    operation: operation(openai, 'images.generations'),
    contentType: SSE,
    before: '',
    long: `event: image_generation.completed\ndata: {"type":"image_generation.completed","b64_json":"${PICTURE}","usage":{"input_tokens":5,"output_tokens":4160}}\n\n`,
    after: '',
    ended: false,
    usage: { input_tokens: 5, output_tokens: 4160 },
  },
  {
    name: 'a picture among events',
    operation: operation(gemini, 'stream_generate_content'),
    contentType: SSE,
    before: `data: ${FIRST}\n\n`,
    long: `data: ${geminiChunk}\r\n\r\n`,
    after: '',
    ended: false,
    usage: GEMINI_USAGE,
  },
  {
    name: 'a picture in an array',
    operation: operation(gemini, 'stream_generate_content'),
    contentType: 'application/json; charset=utf-8',
    before: `[${FIRST}\n,\r\n`,
    long: geminiChunk,
    after: '\n]\n',
    ended: true,
    usage: GEMINI_USAGE,
  },
];

describe.each(CASES)('$name', (long) => {
  const bytes = Buffer.from(long.before + long.long + long.after);
  const places = fc.array(fc.nat(bytes.length), { maxLength: 60 });

  it('is metered however it is cut, without being hoarded', () => {
    fc.assert(
      fc.property(places, (cuts) => {
        const at = [...new Set([0, ...cuts])].sort((a, b) => a - b);
        const meter = long.operation.createStreamMeter({ hideUsage: false, contentType: long.contentType });
        const passed: Buffer[] = [];
        // an end that came whole in one chunk is held as it came
        let longest = 0;
        for (const [i, from] of at.entries()) {
          passed.push(meter.push(bytes.subarray(from, at[i + 1])) ?? Buffer.alloc(0));
          const chunk = bytes.subarray(from, at[i + 1]);
          longest = Math.max(longest, chunk.length);
          expect(meter.held()?.length ?? 0).toBeLessThan(34_000 + longest);
        }
        expect(Buffer.concat([...passed, meter.held() ?? Buffer.alloc(0)]).equals(bytes)).toBe(true);
        const facts = meter.facts();
        expect(facts.usage).toEqual(long.usage);
        expect(facts.outputEstimate).toBeGreaterThanOrEqual(0);
        expect(meter).toMatchObject({ ended: long.ended, failed: false, torn: false });
      }),
      { numRuns: 40 },
    );
  });
});

it('keeps the end of a long response back, and says which tier served it', () => {
  const [{ before, long }] = CASES as [LongCase];
  const meter = responses.createStreamMeter({ hideUsage: false, contentType: SSE });
  const passed: string[] = [];
  const text = before + long;
  for (let at = 0; at < text.length; at += 5_000) {
    passed.push(meter.push(Buffer.from(text.slice(at, at + 5_000)))?.toString() ?? '');
  }
  expect(passed.join('')).not.toContain('"service_tier"');
  expect(meter.held()?.toString()).toContain('"usage":{"input_tokens":5');
  expect(meter.facts()).toMatchObject({
    serviceTier: 'flex',
    finishReason: 'completed',
    resourceId: 'resp_1',
  });
});

it('passes elements of an array as they are complete, and each with what stands before it', () => {
  const meter = operation(gemini, 'stream_generate_content').createStreamMeter({
    hideUsage: false,
    contentType: 'application/json',
  });
  const push = (text: string) => meter.push(Buffer.from(text))?.toString();
  expect(push('[{"candidates"')).toBeUndefined();
  expect(push(':[]}\n,')).toBe('[{"candidates":[]}');
  expect(push('\n{"candidates":["]}"]}\n')).toBe('\n,\n{"candidates":["]}"]}');
  expect(push(']')).toBeUndefined();
  expect(meter.ended).toBe(true);
  expect(meter.held()?.toString()).toBe('\n]');
});
