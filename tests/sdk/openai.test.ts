import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openaiCost, sumOf } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

let weir: RunningWeir;
let client: OpenAI;
let requests = 0;
const user = (content: string) => [{ role: 'user' as const, content }];
const WEATHER = {
  type: 'function' as const,
  function: {
    name: 'get_weather',
    parameters: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
  },
};

function clientFor(apiKey: string, options: { maxRetries?: number } = {}): OpenAI {
  return new OpenAI({
    apiKey,
    baseURL: `${weir.gatewayUrl}/v1`,
    maxRetries: options.maxRetries ?? 0,
    fetch: (input, init) => {
      requests += 1;
      return fetch(input, init);
    },
  });
}

beforeAll(async () => {
  weir = await startWeir();
  client = clientFor((await weir.admin.createWorkload('openai-sdk')).secret);
});
afterAll(async () => {
  await weir?.stop();
});

const callId = (response: Response) => response.headers.get('x-weir-call-id') ?? '';

describe('a chat completion', () => {
  it('is in the ledger within two seconds, priced exactly, with tags and where they came from', async () => {
    const { data, response } = await client.chat.completions
      .create(
        {
          model: 'gpt-4o-mini',
          messages: user('Where is my order?'),
          metadata: { customer: 'c-17' },
          user: 'from-body',
        },
        { headers: { 'x-weir-user': 'u-1', 'x-weir-task': 't-9', 'x-weir-tag-squad': 'blue' } },
      )
      .withResponse();
    expect(response.headers.get('x-weir-sandbox')).toBe('true');
    if (data.usage === undefined) throw new Error('no usage');
    const cost = openaiCost('gpt-4o-mini', data.usage);
    const call = await weir.admin.call(callId(response));
    expect(call).toMatchObject({
      status: 'ok',
      http_status: 200,
      dialect: 'openai',
      operation: 'chat.completions',
      stream: false,
      provider: 'sandbox-openai',
      sandbox: true,
      requested_model: 'gpt-4o-mini',
      response_model: 'gpt-4o-mini-2024-07-18',
      finish_reason: 'stop',
      attribution: 'complete',
      missing_tags: [],
      priced: true,
      estimated: false,
      cost,
      currency: 'USD',
    });
    expect(sumOf(call.charges.map((charge) => charge.effective_cost))).toBe(cost);
    expect(call.usage['input_tokens']).toBe(data.usage.prompt_tokens);
    expect(call.usage['output_tokens']).toBe(data.usage.completion_tokens);
    expect(call.tags).toMatchObject({
      workload: 'openai-sdk',
      application: 'openai-sdk-app',
      owner: 'test@example.com',
      user: 'u-1',
      task: 't-9',
      squad: 'blue',
      customer: 'c-17',
    });
    expect(call.tag_sources).toMatchObject({
      owner: 'workload',
      user: 'header',
      task: 'header',
      squad: 'header',
      customer: 'metadata',
    });
    expect(call.attempts).toHaveLength(1);
    expect(call.attempts[0]?.upstream_request_id).toBe(response.headers.get('x-request-id'));
  });

  it('streams without usage unless asked, and is charged all the same', async () => {
    const ask = { model: 'gpt-4o' as const, messages: user('Explain the deductible of my policy.') };
    const unary = await client.chat.completions.create(ask);
    const { data, response } = await client.chat.completions.create({ ...ask, stream: true }).withResponse();
    let text = '';
    const usages: unknown[] = [];
    for await (const chunk of data) {
      text += chunk.choices[0]?.delta.content ?? '';
      expect(chunk.choices.length).toBeGreaterThan(0);
      if ('usage' in chunk && chunk.usage !== null) usages.push(chunk.usage);
    }
    expect(text).toBe(unary.choices[0]?.message.content);
    expect(usages).toEqual([]);
    if (unary.usage === undefined) throw new Error('no usage');
    const call = await weir.admin.call(callId(response));
    expect(call).toMatchObject({ stream: true, status: 'ok', estimated: false });
    expect(call.cost).toBe(openaiCost('gpt-4o', { ...unary.usage, prompt_tokens_details: null }));
    expect(call.ttft_ms).toBeGreaterThanOrEqual(0);
  });

  it('streams usage when asked', async () => {
    const { data, response } = await client.chat.completions
      .create({
        model: 'gpt-4o',
        messages: user('And what of hail?'),
        stream: true,
        stream_options: { include_usage: true },
      })
      .withResponse();
    let usage: OpenAI.CompletionUsage | undefined;
    for await (const chunk of data) usage = chunk.usage ?? usage;
    if (usage === undefined) throw new Error('no usage');
    expect((await weir.admin.call(callId(response))).cost).toBe(openaiCost('gpt-4o', usage));
  });

  it('carries tool calls both ways and notes their names', async () => {
    const { data, response } = await client.chat.completions
      .create({ model: 'gpt-4o', messages: user('weather in Oslo'), tools: [WEATHER] })
      .withResponse();
    const message = data.choices[0]?.message;
    const tool = message?.tool_calls?.[0];
    if (message === undefined || tool?.type !== 'function') throw new Error('no tool call');
    expect(JSON.parse(tool.function.arguments)).toHaveProperty('city');
    const final = await client.chat.completions
      .stream({
        model: 'gpt-4o',
        messages: [
          ...user('weather in Oslo'),
          message,
          { role: 'tool', tool_call_id: tool.id, content: 'sun' },
        ],
        tools: [WEATHER],
      })
      .finalChatCompletion();
    expect(final.choices[0]?.message.content).toBeTruthy();
    const call = await weir.admin.call(callId(response));
    expect([call.tool_calls, call.tool_names, call.finish_reason]).toEqual([
      1,
      ['get_weather'],
      'tool_calls',
    ]);
  });

  it('carries structured output', async () => {
    const completion = await client.chat.completions.parse({
      model: 'gpt-4o',
      messages: user('triage this'),
      response_format: {
        type: 'json_schema',
        json_schema: {
          name: 'triage',
          strict: true,
          schema: {
            type: 'object',
            properties: { urgent: { type: 'boolean' }, team: { enum: ['claims', 'legal'] } },
            required: ['urgent', 'team'],
            additionalProperties: false,
          },
        },
      },
    });
    const value = JSON.parse(completion.choices[0]?.message.content ?? '');
    expect(['claims', 'legal']).toContain(value.team);
  });

  it('prices thinking and cached input as the provider bills them', async () => {
    const thought = await client.chat.completions
      .create({ model: 'gpt-5-mini', messages: user('Think hard about it.') })
      .withResponse();
    if (thought.data.usage === undefined) throw new Error('no usage');
    const thinking = await weir.admin.call(callId(thought.response));
    expect(thinking.cost).toBe(openaiCost('gpt-5-mini', thought.data.usage));
    expect(thinking.usage['output_reasoning_tokens']).toBe(
      thought.data.usage.completion_tokens_details?.reasoning_tokens,
    );
    const long = 'Section four says that claims are due in ten days. '.repeat(150);
    await client.chat.completions.create({ model: 'gpt-4o', messages: user(long) });
    const again = await client.chat.completions
      .create({ model: 'gpt-4o', messages: user(long) })
      .withResponse();
    if (again.data.usage === undefined) throw new Error('no usage');
    expect(again.data.usage.prompt_tokens_details?.cached_tokens).toBeGreaterThan(1_000);
    const cached = await weir.admin.call(callId(again.response));
    expect(cached.cost).toBe(openaiCost('gpt-4o', again.data.usage));
    expect(cached.charges.map((charge) => charge.unit)).toContain('cache_read_tokens');
  });

  it('is retried before the first byte, and only the attempt that answered is charged', async () => {
    const { data, response } = await client.chat.completions
      .create({ model: 'gpt-4o', messages: user('[[sandbox:500 times=1]] hello') })
      .withResponse();
    if (data.usage === undefined) throw new Error('no usage');
    const call = await weir.admin.call(callId(response));
    expect(call.attempts.map((attempt) => attempt.http_status)).toEqual([500, 200]);
    expect(new Set(call.charges.map((charge) => charge.attempt))).toEqual(new Set([2]));
    expect(call.cost).toBe(openaiCost('gpt-4o', data.usage));
  });
});

describe('errors', () => {
  it('of a bad key are typed and not retried', async () => {
    requests = 0;
    const call = clientFor('wk_wrong', { maxRetries: 2 }).chat.completions.create({
      model: 'gpt-4o',
      messages: user('x'),
    });
    const error = await call.catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(OpenAI.AuthenticationError);
    expect(error).toMatchObject({ status: 401, code: 'key_unknown' });
    expect(requests).toBe(1);
  });

  it('of a spent budget are 402, say whose budget, and are not retried', async () => {
    const key = await weir.admin.createWorkload('poor-openai', {
      budget: { amount: '0.000000001', currency: 'USD', period: 'month' },
    });
    requests = 0;
    const error = await clientFor(key.secret, { maxRetries: 2 })
      .chat.completions.create({ model: 'gpt-4o', messages: user('x') })
      .catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(OpenAI.APIError);
    expect(error).toMatchObject({ status: 402, code: 'budget_exhausted' });
    expect(String(error)).toContain('poor-openai');
    expect(requests).toBe(1);
    const [call] = await weir.admin.calls('poor-openai', 1);
    expect(call).toMatchObject({ status: 'refused', error_code: 'budget_exhausted', cost: '0.000000000000' });
  });

  it('of the provider pass with their type and retry-after', async () => {
    const error = await client.chat.completions
      .create({ model: 'gpt-4o', messages: user('[[sandbox:429 retry-after=30]]') })
      .catch((failure: unknown) => failure);
    if (!(error instanceof OpenAI.RateLimitError)) throw new Error(`not a rate limit: ${String(error)}`);
    expect(error.headers.get('retry-after')).toBe('30');
    expect(error.code).toBe('rate_limit_exceeded');
    const call = await weir.admin.call(error.headers.get('x-weir-call-id') ?? '');
    expect(call).toMatchObject({ status: 'upstream_error', http_status: 429, charges: [] });
  });

  it('of the request pass with their field', async () => {
    await expect(
      client.chat.completions.create({ model: 'o3', messages: user('x'), max_tokens: 5 }),
    ).rejects.toMatchObject({ status: 400, param: 'max_tokens', code: 'unsupported_parameter' });
  });

  it('in mid-stream reach the client as errors', async () => {
    const stream = await client.chat.completions.create({
      model: 'gpt-4o',
      messages: user('[[sandbox:error-event after=4]]'),
      stream: true,
    });
    const reading = (async () => {
      for await (const _ of stream);
    })();
    await expect(reading).rejects.toBeInstanceOf(OpenAI.APIError);
  });
});

it('charges a stream that the client leaves', async () => {
  const { data, response } = await client.chat.completions
    .create({ model: 'gpt-4o', messages: user('[[sandbox:slow ms=4;tokens=200]] long'), stream: true })
    .withResponse();
  let seen = 0;
  for await (const _ of data) {
    seen += 1;
    if (seen === 5) break;
  }
  const call = await weir.admin.call(callId(response), 4_000);
  expect(call.status).toBe('client_aborted');
  // The rest is read to learn the usage: the provider bills all of it.
  expect(call.usage['output_tokens']).toBe(200);
  expect(call.cost).toBe(
    openaiCost('gpt-4o', { prompt_tokens: call.usage['input_tokens'] ?? 0, completion_tokens: 200 }),
  );
});

it('lists the models the key may use', async () => {
  const ids = (await client.models.list()).data.map((model) => model.id);
  expect(ids.length).toBeGreaterThan(0);
});
