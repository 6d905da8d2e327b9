import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from './testing.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let client: OpenAI;
const user = (content: string) => [{ role: 'user' as const, content }];
const WEATHER = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: {
      type: 'object',
      properties: { city: { type: 'string' }, days: { type: 'integer', minimum: 1, maximum: 5 } },
      required: ['city', 'days'],
    },
  },
};

beforeAll(async () => {
  sandbox = await startSandbox();
  client = new OpenAI({ apiKey: 'sk-any', baseURL: `${sandbox.url}/openai/v1`, maxRetries: 0 });
});
afterAll(() => sandbox.close());

describe('chat completions', () => {
  it('answers with labelled ids, a dated model and usage that fits the text', async () => {
    const { data, response } = await client.chat.completions
      .create({ model: 'gpt-4o-mini', messages: user('Where is my order 1042?') })
      .withResponse();
    expect(data.id).toMatch(/^chatcmpl-sandbox-/);
    expect(data.system_fingerprint).toBe('fp_sandbox');
    expect(data.model).toBe('gpt-4o-mini-2024-07-18');
    const text = data.choices[0]?.message.content ?? '';
    expect(text).toContain('order');
    expect(data.choices[0]?.finish_reason).toBe('stop');
    expect(data.usage?.completion_tokens).toBe(Math.ceil(text.length / 4));
    expect(data.usage?.total_tokens).toBe(
      (data.usage?.prompt_tokens ?? 0) + (data.usage?.completion_tokens ?? 0),
    );
    expect(response.headers.get('x-weir-sandbox')).toBe('true');
    expect(response.headers.get('x-request-id')).toMatch(/^req_sandbox_/);
    expect(response.headers.get('x-ratelimit-remaining-requests')).not.toBeNull();
  });

  it('gives the same answer to the same question, streamed or not', async () => {
    const ask = { model: 'gpt-4.1', messages: user('Review the liability clause of this contract.') };
    const unary = await client.chat.completions.create(ask);
    const again = await client.chat.completions.create(ask);
    let streamed = '';
    for await (const chunk of await client.chat.completions.create({ ...ask, stream: true })) {
      streamed += chunk.choices[0]?.delta.content ?? '';
    }
    expect(again.choices[0]?.message.content).toBe(unary.choices[0]?.message.content);
    expect(streamed).toBe(unary.choices[0]?.message.content);
    expect(again.id).not.toBe(unary.id);
  });

  it('sends usage in a stream only when asked, in a last chunk without choices', async () => {
    const usages = async (include: boolean) => {
      const stream = await client.chat.completions.create({
        model: 'gpt-4o',
        messages: user('hello'),
        stream: true,
        ...(include ? { stream_options: { include_usage: true } } : {}),
      });
      const chunks = [];
      for await (const chunk of stream) chunks.push(chunk);
      return chunks;
    };
    const without = await usages(false);
    expect(without.every((chunk) => !('usage' in chunk))).toBe(true);
    const withUsage = await usages(true);
    expect(withUsage.at(-1)?.choices).toEqual([]);
    expect(withUsage.at(-1)?.usage?.completion_tokens).toBeGreaterThan(0);
    expect(withUsage.slice(0, -1).every((chunk) => chunk.usage === null)).toBe(true);
  });

  it('calls a tool with arguments that fit its schema, then answers its result', async () => {
    const first = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: user('What is the weather in Bergen?'),
      tools: [WEATHER],
    });
    const message = first.choices[0]?.message;
    const call = message?.tool_calls?.[0];
    if (message === undefined || call?.type !== 'function') throw new Error('no tool call');
    expect(first.choices[0]?.finish_reason).toBe('tool_calls');
    const args = JSON.parse(call.function.arguments);
    expect(args.days).toBeGreaterThanOrEqual(1);
    expect(args.days).toBeLessThanOrEqual(5);
    const second = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: [
        ...user('What is the weather in Bergen?'),
        message,
        { role: 'tool', tool_call_id: call.id, content: 'rain' },
      ],
      tools: [WEATHER],
    });
    expect(second.choices[0]?.finish_reason).toBe('stop');
  });

  it('streams tool calls in pieces that join to valid JSON', async () => {
    const stream = client.chat.completions.stream({
      model: 'gpt-4o',
      messages: user('weather and [[sandbox:tools=2]]'),
      tools: [WEATHER],
    });
    const completion = await stream.finalChatCompletion();
    const calls = completion.choices[0]?.message.tool_calls ?? [];
    expect(calls).toHaveLength(2);
    for (const call of calls) {
      if (call.type === 'function') expect(JSON.parse(call.function.arguments)).toHaveProperty('city');
    }
  });

  it('fits structured output to the schema', async () => {
    const completion = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: user('triage'),
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'triage',
          strict: true,
          schema: {
            type: 'object',
            properties: {
              severity: { enum: ['low', 'high'] },
              tags: { type: 'array', items: { type: 'string' } },
            },
            required: ['severity', 'tags'],
            additionalProperties: false,
          },
        },
      },
    });
    const value = JSON.parse(completion.choices[0]?.message.content ?? '');
    expect(['low', 'high']).toContain(value.severity);
    expect(Array.isArray(value.tags)).toBe(true);
  });

  it('stops at the token limit and at stop words, and answers n times', async () => {
    const short = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: user('Tell me about invoices.'),
      max_tokens: 5,
    });
    expect(short.choices[0]?.finish_reason).toBe('length');
    expect(short.usage?.completion_tokens).toBe(5);
    const stopped = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: user('Tell me about invoices.'),
      stop: ['.'],
    });
    expect(stopped.choices[0]?.message.content).not.toContain('.');
    const three = await client.chat.completions.create({ model: 'gpt-4o', messages: user('hi'), n: 3 });
    expect(three.choices.map((choice) => choice.index)).toEqual([0, 1, 2]);
  });

  it('bills thinking of reasoning models and refuses max_tokens there', async () => {
    const answer = await client.chat.completions.create({
      model: 'gpt-5',
      messages: user('Prove it.'),
      reasoning_effort: 'high',
    });
    const reasoning = answer.usage?.completion_tokens_details?.reasoning_tokens ?? 0;
    expect(reasoning).toBeGreaterThan(0);
    expect(reasoning % 64).toBe(0);
    expect(answer.usage?.completion_tokens).toBeGreaterThan(reasoning);
    await expect(
      client.chat.completions.create({ model: 'o3', messages: user('x'), max_tokens: 10 }),
    ).rejects.toMatchObject({ status: 400, code: 'unsupported_parameter', param: 'max_tokens' });
  });

  it('caches prompts of 1,024 tokens and more, in steps of 128', async () => {
    const cached = async (content: string, model = 'gpt-4o') => {
      const answer = await client.chat.completions.create({ model, messages: user(content) });
      return answer.usage?.prompt_tokens_details?.cached_tokens;
    };
    const short = 'A short question about a delivery. '.repeat(20);
    expect([await cached(short), await cached(short)]).toEqual([0, 0]);
    const long = 'The policy says that a claim is due in ten days. '.repeat(120);
    expect(await cached(long)).toBe(0);
    const hit = (await cached(`${long} And then?`)) ?? 0;
    expect(hit).toBeGreaterThanOrEqual(1_024);
    expect((hit - 1_024) % 128).toBe(0);
    expect(await cached(long, 'gpt-4o-mini')).toBe(0);
  });
});

it('lists models and embeds texts', async () => {
  const ids = (await client.models.list()).data.map((model) => model.id);
  expect(ids).toContain('gpt-4o');
  expect((await client.models.retrieve('gpt-4o')).id).toBe('gpt-4o');
  const answer = await client.embeddings.create({ model: 'text-embedding-3-small', input: ['a b c d', 'x'] });
  expect(answer.data).toHaveLength(2);
  expect(answer.data[0]?.embedding).toHaveLength(1_536);
  expect(answer.usage).toEqual({ prompt_tokens: 3, total_tokens: 3 });
});

it('refuses input beyond the context window as the real API does', async () => {
  const ask = (model: string, length: number) =>
    client.chat.completions.create({ model, max_tokens: 5, messages: user('x'.repeat(length)) });
  await expect(ask('gpt-4o-mini', 4_000_000)).rejects.toMatchObject({
    status: 400,
    code: 'context_length_exceeded',
    type: 'invalid_request_error',
    param: 'messages',
  });
  await expect(ask('gpt-4o-mini', 4_000_000)).rejects.toThrow(/maximum context length is 128000 tokens/);
  expect((await ask('gpt-4o-mini', 500_000)).usage?.prompt_tokens).toBeGreaterThan(125_000);
  await expect(
    client.embeddings.create({ model: 'text-embedding-3-small', input: 'x'.repeat(40_000) }),
  ).rejects.toMatchObject({ status: 400, code: 'context_length_exceeded' });
});

it('refuses as the real API does', async () => {
  const anonymous = await fetch(`${sandbox.url}/openai/v1/models`);
  expect(anonymous.status).toBe(401);
  const wrong = new OpenAI({ apiKey: 'invalid', baseURL: `${sandbox.url}/openai/v1`, maxRetries: 0 });
  await expect(wrong.models.list()).rejects.toBeInstanceOf(OpenAI.AuthenticationError);
  await expect(
    client.chat.completions.create({ model: 'gpt-99', messages: user('x') }),
  ).rejects.toMatchObject({ status: 404, code: 'model_not_found' });
  await expect(client.chat.completions.create({ model: 'gpt-4o', messages: [] })).rejects.toMatchObject({
    status: 400,
    param: 'messages',
  });
  const broken = await fetch(`${sandbox.url}/openai/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: 'Bearer k' },
    body: '{"model":',
  });
  expect(broken.status).toBe(400);
  expect(((await broken.json()) as { error: { type: string } }).error.type).toBe('invalid_request_error');
});
