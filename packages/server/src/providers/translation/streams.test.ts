import Anthropic from '@anthropic-ai/sdk';
import { GoogleGenAI } from '@google/genai';
import fc from 'fast-check';
import OpenAI from 'openai';
import { describe, expect, it } from 'vitest';
import type { WireDialect } from '../contract.ts';
import { bridge, type ClientOperation, CONTEXT, fixture, payloads, run, stream } from './testing.ts';

const SOURCES: readonly (readonly [WireDialect, string])[] = [
  ['openai', 'stream-with-usage.sse'],
  ['openai', 'stream-tool-calls.sse'],
  ['openai', 'stream-usage-in-last-content.sse'],
  ['openai', 'stream-error.sse'],
  ['openai', 'stream-deepseek.sse'],
  ['openai', 'stream-refusal.sse'],
  ['anthropic', 'stream.sse'],
  ['anthropic', 'stream-error.sse'],
  ['gemini', 'stream.sse'],
  ['gemini', 'stream-safety.sse'],
  ['gemini', 'stream-error.sse'],
  ['converse', 'stream.sse'],
  ['converse', 'stream-error.sse'],
];
const CLIENTS: readonly ClientOperation[] = [
  'chat.completions',
  'responses',
  'messages',
  'stream_generate_content',
];
const OWN: Readonly<Record<string, string>> = {
  'chat.completions': 'openai',
  messages: 'anthropic',
  stream_generate_content: 'gemini',
};
const PAIRS = SOURCES.flatMap(([to, file]) =>
  CLIENTS.filter((client) => OWN[client] !== to).map((client) => [client, to, file] as const),
);
const END: Readonly<Record<string, RegExp>> = {
  'chat.completions': /data: \[DONE\]\n\n$/,
  responses: /event: response\.(completed|incomplete)\n.*\n\n$/,
  messages: /event: message_stop\n.*\n\n$/,
  stream_generate_content: /"finishReason".*\n\n$/,
};
const FAILURE: Readonly<Record<string, RegExp>> = {
  'chat.completions': /data: \{"error":\{.*\n\n$/,
  responses: /event: response\.failed\n.*\n\n$/,
  messages: /event: error\n.*\n\n$/,
  stream_generate_content: /data: \{"error":\{.*\n\n$/,
};

function answering(body: string): typeof fetch {
  return async () => new Response(body, { headers: { 'content-type': 'text/event-stream' } });
}

const HELLO = fixture('anthropic', 'stream.sse');
const TOOLS = fixture('converse', 'stream.sse');

describe('streams', () => {
  it.each(PAIRS)('%s <- %s %s: the same at any chunk boundaries', (client, to, file) => {
    const bytes = fixture(to, file);
    const whole = stream(client, to, bytes);
    expect(whole).not.toBe('');
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200 }), { minLength: 1, maxLength: 20 }), (sizes) => {
        expect(stream(client, to, bytes, {}, sizes)).toBe(whole);
      }),
      { numRuns: 10 },
    );
  });

  it.each(PAIRS)('%s <- %s %s: ends as the source ends, and never when it was cut', (client, to, file) => {
    const bytes = fixture(to, file);
    const failing = file.includes('error');
    expect(stream(client, to, bytes)).toMatch((failing ? FAILURE : END)[client] as RegExp);
    const half = bytes.subarray(0, Math.floor(bytes.length / 3));
    expect(stream(client, to, half)).not.toMatch(END[client] as RegExp);
    expect(stream(client, to, half)).not.toMatch(FAILURE[client] as RegExp);
    expect(stream(client, to, bytes.subarray(0, 0))).toBe('');
  });

  it('tells nothing of the end before the marker of the source came', () => {
    const at = HELLO.indexOf('event: message_stop');
    for (const client of CLIENTS.filter((name) => name !== 'messages')) {
      const transform = bridge(client, 'anthropic').stream(CONTEXT);
      const before = run(transform, HELLO.subarray(0, at), [at], false);
      expect(before).toContain(' there');
      expect(before).not.toMatch(END[client] as RegExp);
      const after = transform.push(HELLO.subarray(at))?.toString() ?? '';
      expect(before + after).toMatch(END[client] as RegExp);
      expect(transform.end()).toBeUndefined();
    }
  });

  it('says each piece at once', () => {
    const transform = bridge('chat.completions', 'anthropic').stream(CONTEXT);
    const at = HELLO.indexOf('" there"') + 12;
    expect(run(transform, HELLO.subarray(0, at), [at], false)).toContain('"content":"Hello"');
  });

  it('reports usage to OpenAI clients only if they asked', () => {
    const asked = payloads(stream('chat.completions', 'anthropic', HELLO)).at(-1);
    expect(asked).toMatchObject({
      choices: [],
      usage: {
        prompt_tokens: 2125,
        completion_tokens: 15,
        total_tokens: 2140,
        prompt_tokens_details: { cached_tokens: 2000 },
      },
    });
    expect(stream('chat.completions', 'anthropic', HELLO, { includeUsage: false })).not.toContain(',"usage"');
  });

  it('keeps the connection alive while the source does', () => {
    expect(stream('chat.completions', 'anthropic', HELLO)).toContain(': keep-alive\n\n');
  });

  it('gives what cannot be read as an error, not as an end', () => {
    const bytes = Buffer.from(
      'data: {"choices":[{"delta":{"content":"a"}}]}\n\ndata: {oops\n\ndata: [DONE]\n\n',
    );
    const said = stream('messages', 'openai', bytes);
    expect(said).toMatch(FAILURE['messages'] as RegExp);
    expect(said).not.toContain('message_stop');
  });

  it('writes one JSON array for Gemini clients without alt=sse', () => {
    const said = stream('stream_generate_content', 'converse', TOOLS, { jsonArray: true });
    const chunks = JSON.parse(said) as { candidates: { finishReason?: string }[] }[];
    expect(chunks.at(-1)?.candidates[0]?.finishReason).toBe('STOP');
    const failed = stream('stream_generate_content', 'converse', fixture('converse', 'stream-error.sse'), {
      jsonArray: true,
    });
    expect((JSON.parse(failed) as object[]).at(-1)).toMatchObject({ error: { code: 429 } });
  });
});

describe('official clients read the streams', () => {
  it('openai: chat completions with tools', async () => {
    const client = new OpenAI({
      apiKey: 'k',
      fetch: answering(stream('chat.completions', 'converse', TOOLS)),
    });
    const final = await client.chat.completions
      .stream({ model: 'm', messages: [], stream_options: { include_usage: true } })
      .finalChatCompletion();
    expect(final.choices[0]).toMatchObject({
      finish_reason: 'tool_calls',
      message: {
        content: 'Hello “there”',
        tool_calls: [{ id: 'tooluse_1', function: { name: 'get_weather', arguments: '{"city":"Delft"}' } }],
      },
    });
    expect(final.usage).toMatchObject({ prompt_tokens: 2125, completion_tokens: 15 });
  });

  it('openai: responses with tools', async () => {
    const client = new OpenAI({ apiKey: 'k', fetch: answering(stream('responses', 'converse', TOOLS)) });
    const final = await client.responses.stream({ model: 'm', input: 'x' }).finalResponse();
    expect(final.status).toBe('completed');
    expect(final.output_text).toBe('Hello “there”');
    expect(final.output[1]).toMatchObject({
      type: 'function_call',
      call_id: 'tooluse_1',
      arguments: '{"city":"Delft"}',
    });
    expect(final.usage).toMatchObject({ input_tokens: 2125, input_tokens_details: { cached_tokens: 2000 } });
  });

  it('anthropic: messages with tools', async () => {
    const client = new Anthropic({ apiKey: 'k', fetch: answering(stream('messages', 'converse', TOOLS)) });
    const final = await client.messages.stream({ model: 'm', max_tokens: 9, messages: [] }).finalMessage();
    expect(final.stop_reason).toBe('tool_use');
    expect(final.content).toMatchObject([
      { type: 'text', text: 'Hello “there”' },
      { type: 'tool_use', id: 'tooluse_1', name: 'get_weather', input: { city: 'Delft' } },
    ]);
    expect(final.usage).toMatchObject({
      input_tokens: 25,
      cache_read_input_tokens: 2000,
      cache_creation_input_tokens: 100,
      output_tokens: 15,
    });
  });

  it('gemini: generateContentStream with tools', async () => {
    const said = stream('stream_generate_content', 'converse', TOOLS);
    const original = globalThis.fetch;
    globalThis.fetch = answering(said);
    try {
      const client = new GoogleGenAI({ apiKey: 'k' });
      const chunks = await client.models.generateContentStream({ model: 'm', contents: 'x' });
      const all = [];
      for await (const chunk of chunks) all.push(chunk);
      expect(all.flatMap((chunk) => chunk.text ?? []).join('')).toBe('Hello “there”');
      expect(all.flatMap((chunk) => chunk.functionCalls ?? [])).toEqual([
        { id: 'tooluse_1', name: 'get_weather', args: { city: 'Delft' } },
      ]);
      expect(all.at(-1)?.usageMetadata).toMatchObject({ promptTokenCount: 2125, candidatesTokenCount: 15 });
    } finally {
      globalThis.fetch = original;
    }
  });

  it.each(['chat.completions', 'responses'] as const)(
    'openai %s: an error in mid-stream is an error',
    async (name) => {
      const body = stream(name, 'converse', fixture('converse', 'stream-error.sse'));
      const client = new OpenAI({ apiKey: 'k', fetch: answering(body) });
      if (name === 'responses') {
        const events = await client.responses.create({ model: 'm', input: 'x', stream: true });
        const types: string[] = [];
        for await (const event of events) types.push(event.type);
        expect(types.at(-1)).toBe('response.failed');
        return;
      }
      const events = await client.chat.completions.create({ model: 'm', messages: [], stream: true });
      const read = async () => {
        for await (const _event of events);
      };
      await expect(read()).rejects.toThrow(/Too many tokens/);
    },
  );

  it('anthropic: an error in mid-stream is an error', async () => {
    const body = stream('messages', 'converse', fixture('converse', 'stream-error.sse'));
    const client = new Anthropic({ apiKey: 'k', fetch: answering(body) });
    await expect(
      client.messages.stream({ model: 'm', max_tokens: 9, messages: [] }).finalMessage(),
    ).rejects.toThrow(/Too many tokens/);
  });
});

describe('reasoning', () => {
  it('keeps the signature of a thought for the next turn, in the words of each dialect', () => {
    const bytes = Buffer.from(
      fixture('anthropic', 'stream-tools.sse')
        .toString()
        .replace(
          /event: content_block_start\ndata: .*server_tool_use[\s\S]*?content_block_stop","index":1}\n\n/,
          '',
        ),
    );
    const chat = stream('chat.completions', 'anthropic', bytes);
    expect(chat).toContain('"reasoning_content":"Let me see."');
    expect(chat).toContain('"signature":"weir.anthropic.EqQB"');
    expect(stream('responses', 'anthropic', bytes)).toContain('"encrypted_content":"weir.anthropic.EqQB"');
    expect(stream('stream_generate_content', 'anthropic', bytes)).toContain(
      '{"text":"Let me see.","thought":true}',
    );
  });

  it('gives a block that was not asked for as an error', () => {
    expect(stream('chat.completions', 'anthropic', fixture('anthropic', 'stream-tools.sse'))).toMatch(
      FAILURE['chat.completions'] as RegExp,
    );
  });
});
