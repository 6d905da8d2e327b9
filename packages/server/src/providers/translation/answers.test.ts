import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from './answer.ts';
import { AnthropicStreamReader } from './anthropic/read-stream.ts';
import { AnthropicStreamWriter } from './anthropic/write-stream.ts';
import type { StreamReader, StreamWriter } from './dialect.ts';
import { GeminiStreamReader } from './gemini/read-stream.ts';
import { GeminiStreamWriter } from './gemini/write-stream.ts';
import { withoutForeignThoughts } from './home-coming.ts';
import { OpenAiStreamReader } from './openai/read-stream.ts';
import { OpenAiStreamWriter } from './openai/write-stream.ts';
import { SseFrames } from './sse-frames.ts';
import {
  answer,
  bridge,
  type ClientOperation,
  CONTEXT,
  fixture,
  operation,
  request,
  stream,
} from './testing.ts';

const CONVERSE = fixture('converse', 'converse.json');

describe('answers', () => {
  it('to a chat completion client', () => {
    expect(answer('chat.completions', 'converse', CONVERSE)).toEqual({
      id: 'chatcmpl-0193-ab',
      object: 'chat.completion',
      created: 1_763_800_000,
      model: 'the-model',
      choices: [
        {
          index: 0,
          message: {
            role: 'assistant',
            content: "I'll look “there”.",
            refusal: null,
            reasoning_content: 'Two things.',
            reasoning_details: [
              { type: 'reasoning.text', text: 'Two things.', signature: 'weir.anthropic.EqQBCk' },
            ],
            tool_calls: [
              {
                id: 'tooluse_kZJMlvQmRJ6',
                type: 'function',
                function: { name: 'get_weather', arguments: '{"city":"Delft"}' },
              },
            ],
          },
          logprobs: null,
          finish_reason: 'tool_calls',
        },
      ],
      usage: {
        prompt_tokens: 14_231,
        completion_tokens: 53,
        total_tokens: 14_284,
        prompt_tokens_details: { cached_tokens: 10_200, cache_write_tokens: 4000 },
      },
    });
  });

  it('to a responses client', () => {
    expect(answer('responses', 'converse', CONVERSE)).toMatchObject({
      id: 'resp_0193ab',
      status: 'completed',
      model: 'the-model',
      output: [
        {
          type: 'reasoning',
          summary: [{ type: 'summary_text', text: 'Two things.' }],
          encrypted_content: 'weir.anthropic.EqQBCk',
        },
        { type: 'message', content: [{ type: 'output_text', text: "I'll look “there”." }] },
        {
          type: 'function_call',
          call_id: 'tooluse_kZJMlvQmRJ6',
          name: 'get_weather',
          arguments: '{"city":"Delft"}',
        },
      ],
      usage: { input_tokens: 14_231, input_tokens_details: { cached_tokens: 10_200 }, output_tokens: 53 },
    });
  });

  it('to a messages client', () => {
    expect(answer('messages', 'converse', CONVERSE)).toEqual({
      id: 'msg_0193ab',
      type: 'message',
      role: 'assistant',
      model: 'the-model',
      content: [
        { type: 'thinking', thinking: 'Two things.', signature: 'EqQBCk' },
        { type: 'text', text: "I'll look “there”." },
        { type: 'tool_use', id: 'tooluse_kZJMlvQmRJ6', name: 'get_weather', input: { city: 'Delft' } },
      ],
      stop_reason: 'tool_use',
      stop_sequence: null,
      usage: {
        input_tokens: 31,
        cache_creation_input_tokens: 4000,
        cache_read_input_tokens: 10_200,
        output_tokens: 53,
      },
    });
  });

  it('to a Gemini client, thoughts counted apart', () => {
    expect(
      answer('generate_content', 'openai', fixture('openai', 'chat-completion-reasoning.json')),
    ).toMatchObject({
      candidates: [{ finishReason: 'STOP', content: { role: 'model' } }],
      usageMetadata: {
        promptTokenCount: 75,
        candidatesTokenCount: 162,
        thoughtsTokenCount: 1024,
        totalTokenCount: 1261,
      },
    });
  });

  it.each([
    ['openai', 'chat-completion-tools.json'],
    ['gemini', 'generate-tools.json'],
  ] as const)('of %s with tools to every client', (to, file) => {
    const said = answer('messages', to, fixture(to, file)) as { stop_reason: string };
    expect(said.stop_reason).toBe('tool_use');
    const other = answer('responses', to, fixture(to, file)) as { output: { type: string }[] };
    expect(other.output.at(-1)?.type).toBe('function_call');
  });

  it('that were withheld say so', () => {
    const blocked = fixture('gemini', 'generate-blocked.json');
    expect(answer('chat.completions', 'gemini', blocked)).toMatchObject({
      choices: [{ finish_reason: 'content_filter' }],
    });
    expect(answer('responses', 'gemini', blocked)).toMatchObject({
      status: 'incomplete',
      incomplete_details: { reason: 'content_filter' },
    });
    expect(answer('messages', 'gemini', blocked)).toMatchObject({ stop_reason: 'refusal' });
    const refusal = fixture('openai', 'chat-completion-refusal.json');
    expect(answer('messages', 'openai', refusal)).toMatchObject({ stop_reason: 'refusal' });
  });

  it('by way of the answer tool are text', () => {
    const body = {
      content: [{ type: 'tool_use', id: 't', name: 'weir_structured_answer', input: { city: 'Delft' } }],
      stop_reason: 'tool_use',
      usage: { input_tokens: 1, output_tokens: 2 },
    };
    expect(answer('chat.completions', 'anthropic', Buffer.from(JSON.stringify(body)))).toMatchObject({
      choices: [{ finish_reason: 'stop', message: { content: '{"city":"Delft"}' } }],
    });
    const sse = [
      [
        'content_block_start',
        { index: 0, content_block: body.content[0] && { ...body.content[0], input: {} } },
      ],
      ['content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '{"city":' } }],
      ['content_block_delta', { index: 0, delta: { type: 'input_json_delta', partial_json: '"Delft"}' } }],
      ['message_delta', { delta: { stop_reason: 'tool_use' }, usage: { output_tokens: 2 } }],
      ['message_stop', {}],
    ].map(([type, fields]) => `event: ${type}\ndata: ${JSON.stringify({ type, ...(fields as object) })}\n\n`);
    const said = stream('chat.completions', 'anthropic', Buffer.from(sse.join('')));
    expect(said).toContain('"content":"{\\"city\\":"');
    expect(said).toContain('"finish_reason":"stop"');
  });

  it('that cannot be read are the fault of the provider', () => {
    for (const to of ['openai', 'anthropic', 'converse'] as const) {
      const from = to === 'openai' ? 'messages' : 'chat.completions';
      for (const body of ['{}', '[]', 'no json']) {
        expect(() => answer(from, to, Buffer.from(body))).toThrow(
          expect.objectContaining({ code: 'upstream_malformed' }),
        );
      }
    }
  });
});

describe('error answers', () => {
  const error = (
    from: Parameters<typeof bridge>[0],
    to: Parameters<typeof bridge>[1],
    body: string,
    status: number,
  ) => JSON.parse(bridge(from, to).errorAnswer(Buffer.from(body), status).toString()) as unknown;

  it('come in the shape of the client', () => {
    const overloaded = fixture('anthropic', 'error-529.json').toString();
    expect(error('chat.completions', 'anthropic', overloaded, 529)).toEqual({
      error: { message: 'Overloaded', type: 'server_error', param: null, code: 'overloaded_error' },
    });
    expect(error('generate_content', 'anthropic', overloaded, 529)).toEqual({
      error: { code: 529, message: 'Overloaded', status: 'UNAVAILABLE' },
    });
    expect(error('messages', 'gemini', fixture('gemini', 'error-429.json').toString(), 429)).toMatchObject({
      type: 'error',
      error: { type: 'rate_limit_error', code: 'RESOURCE_EXHAUSTED' },
    });
    expect(error('messages', 'converse', '{"message":"Malformed input request"}', 400)).toEqual({
      type: 'error',
      error: { type: 'invalid_request_error', message: 'Malformed input request' },
    });
  });

  it('need not be JSON', () => {
    expect(error('messages', 'openai', '<html>Bad gateway</html>', 502)).toMatchObject({
      error: { type: 'api_error', message: 'The provider answered with status 502.' },
    });
    expect(error('messages', 'openai', 'upstream down', 503)).toMatchObject({
      error: { message: 'upstream down' },
    });
    expect(error('messages', 'openai', '', 500)).toMatchObject({ error: { type: 'api_error' } });
  });
});

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

describe('signatures', () => {
  const assistantOf = (body: unknown): unknown => (body as { messages: unknown[] }).messages[1];

  it('of a Gemini call come back through every client', () => {
    const said = Buffer.from(
      JSON.stringify({
        candidates: [
          {
            content: { parts: [{ functionCall: { name: 'f', args: {} }, thoughtSignature: 'sig+/=' }] },
            finishReason: 'STOP',
          },
        ],
      }),
    );
    const user = { role: 'user', content: 'a' };
    const back: object[] = [];
    const chat = answer('chat.completions', 'gemini', said) as { choices: { message: object }[] };
    back.push(
      request('chat.completions', 'gemini', { messages: [user, chat.choices[0]?.message] }) as object,
    );
    const message = answer('messages', 'gemini', said) as { content: object[] };
    const turns = [user, { role: 'assistant', content: message.content }, user];
    back.push(request('messages', 'gemini', { messages: turns }) as object);
    const response = answer('responses', 'gemini', said) as { output: object[] };
    back.push(request('responses', 'gemini', { input: [user, ...response.output] }) as object);
    for (const body of back) {
      expect((body as { contents: unknown[] }).contents[1]).toMatchObject({
        parts: [{ functionCall: { name: 'f' }, thoughtSignature: 'sig+/=' }],
      });
    }
  });

  it('of others are taken out of a conversation that comes home', () => {
    const thought = {
      role: 'assistant',
      content: 'a',
      reasoning_content: 'b',
      reasoning_details: [{ signature: 'weir.gemini.x' }],
    };
    const chat = { messages: [{ role: 'user', content: 'q' }, thought] };
    expect(home('chat.completions', chat)).toEqual({
      messages: [chat.messages[0], { role: 'assistant', content: 'a' }],
    });
    const own = { type: 'thinking', thinking: 'a', signature: 'EqQB' };
    const content = [
      own,
      { ...own, signature: 'weir.gemini.x' },
      { ...own, signature: 'weir.unsigned' },
      { type: 'text', text: 'b' },
    ];
    expect(home('messages', { messages: [{ role: 'assistant', content }] })).toEqual({
      messages: [{ role: 'assistant', content: [own, { type: 'text', text: 'b' }] }],
    });
    const items = [
      { role: 'user', content: 'q' },
      { type: 'reasoning', id: 'rs_1', summary: [], encrypted_content: 'weir.unsigned' },
    ];
    expect(home('responses', { input: items })).toEqual({ input: [items[0]] });
    const untouched = Buffer.from('{"messages": [ ] }');
    expect(withoutForeignThoughts(operation('messages'), untouched)).toBe(untouched);
  });

  it('of a Claude thought come back through every client, and never reach another provider', () => {
    const said = Buffer.from(
      JSON.stringify({
        content: [
          { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
          { type: 'redacted_thinking', data: 'c2VhbGVk' },
          { type: 'text', text: 'Hi' },
        ],
        stop_reason: 'end_turn',
      }),
    );
    const user = { role: 'user', content: 'a' };
    const chat = answer('chat.completions', 'anthropic', said) as { choices: { message: object }[] };
    const messages = [user, chat.choices[0]?.message];
    const response = answer('responses', 'anthropic', said) as { output: object[] };
    const input = [user, ...response.output];
    const thoughts = [
      { type: 'thinking', thinking: 'Hm.', signature: 'EqQB' },
      { type: 'redacted_thinking', data: 'c2VhbGVk' },
      { type: 'text', text: 'Hi' },
    ];
    expect(assistantOf(request('chat.completions', 'anthropic', { messages }))).toMatchObject({
      content: thoughts,
    });
    expect(assistantOf(request('responses', 'anthropic', { input }))).toMatchObject({ content: thoughts });
    expect(JSON.stringify(request('chat.completions', 'gemini', { messages }))).not.toContain('EqQB');
  });
});

function home(name: ClientOperation, body: object): unknown {
  return JSON.parse(withoutForeignThoughts(operation(name), Buffer.from(JSON.stringify(body))).toString());
}
