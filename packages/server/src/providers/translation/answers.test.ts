import { describe, expect, it } from 'vitest';
import { answer, bridge, fixture, stream } from './testing.ts';

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
