import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { converse, converseStream } from './operations.ts';

const fixture = (name: string) => readFileSync(new URL(`./fixtures/${name}`, import.meta.url));
const REQUEST = {
  model: 'm',
  stream: false,
  maxOutputTokens: undefined,
  choices: 1,
  user: undefined,
  metadata: undefined,
  mustAskForUsage: false,
};
const METER = { hideUsage: false, contentType: 'text/event-stream' };

describe('Converse', () => {
  it('counts cached input in the input, and tool calls by name', () => {
    const facts = converse.readAnswer(fixture('converse.json'), false, REQUEST);
    expect(facts).toMatchObject({
      usage: {
        input_tokens: 14_231,
        cache_read_tokens: 10_200,
        cache_write_tokens: 4000,
        cache_write_5m_tokens: 4000,
        output_tokens: 53,
      },
      finishReason: 'tool_use',
      toolCalls: 1,
      toolNames: ['get_weather'],
      impossible: false,
    });
  });

  it('finds the usage in the last part of an answer', () => {
    const body = fixture('converse.json');
    const facts = converse.readAnswer(body.subarray(200), true, REQUEST);
    expect(facts.usage).toMatchObject({ input_tokens: 14_231, output_tokens: 53 });
  });

  it('keeps metadata back until it is asked for, at any chunk size', () => {
    const bytes = fixture('stream.sse');
    for (const size of [1, 7, 100, bytes.length]) {
      const meter = converseStream.createStreamMeter(METER);
      const passed: Buffer[] = [];
      for (let i = 0; i < bytes.length; i += size) {
        const out = meter.push(bytes.subarray(i, i + size));
        if (out !== undefined) passed.push(out);
      }
      const held = meter.held() ?? Buffer.alloc(0);
      expect(Buffer.concat([...passed, held]).equals(bytes)).toBe(true);
      expect(held.toString()).toMatch(/^event: metadata/);
      expect(meter.ended).toBe(true);
      expect(meter.facts()).toMatchObject({
        usage: { input_tokens: 2125, cache_read_tokens: 2000, cache_write_tokens: 100, output_tokens: 15 },
        finishReason: 'tool_use',
        toolNames: ['get_weather'],
      });
    }
  });

  it('tells an exception in mid-stream', () => {
    const meter = converseStream.createStreamMeter(METER);
    meter.push(fixture('stream-error.sse'));
    expect(meter.failed).toBe(true);
    expect(meter.complete()).toBe(false);
    expect(meter.facts().errorCode).toBe('throttlingException');
  });
});
