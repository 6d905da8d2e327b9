import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anthropicCost, sumOf } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

let weir: RunningWeir;
let client: Anthropic;
let requests = 0;
const user = (content: string) => [{ role: 'user' as const, content }];
const TOOL = {
  name: 'get_policy',
  input_schema: { type: 'object' as const, properties: { id: { type: 'string' } }, required: ['id'] },
};
const HAIKU = { model: 'claude-haiku-4-5', max_tokens: 1_000 } as const;

function clientFor(apiKey: string, options: { maxRetries?: number } = {}): Anthropic {
  return new Anthropic({
    apiKey,
    baseURL: weir.gatewayUrl,
    maxRetries: options.maxRetries ?? 0,
    fetch: (input, init) => {
      requests += 1;
      return fetch(input, init);
    },
  });
}

beforeAll(async () => {
  weir = await startWeir();
  client = clientFor((await weir.admin.createWorkload('anthropic-sdk')).secret);
});
afterAll(async () => {
  await weir?.stop();
});

const callId = (response: Response) => response.headers.get('x-weir-call-id') ?? '';

describe('a message', () => {
  it('is in the ledger within two seconds, priced exactly, with tags', async () => {
    const { data, response } = await client.messages
      .create(
        { ...HAIKU, messages: user('Assess the claim.'), metadata: { user_id: 'u-77' } },
        { headers: { 'x-weir-task': 'claim-1' } },
      )
      .withResponse();
    const call = await weir.admin.call(callId(response));
    const cost = anthropicCost('claude-haiku-4-5', data.usage);
    expect(call).toMatchObject({
      status: 'ok',
      dialect: 'anthropic',
      operation: 'messages',
      provider: 'sandbox-anthropic',
      sandbox: true,
      response_model: 'claude-haiku-4-5-20251001',
      finish_reason: 'end_turn',
      estimated: false,
      priced: true,
      cost,
    });
    expect(sumOf(call.charges.map((charge) => charge.effective_cost))).toBe(cost);
    expect(call.tags).toMatchObject({ workload: 'anthropic-sdk', task: 'claim-1', user: 'u-77' });
    expect(call.tag_sources).toMatchObject({ task: 'header', user: 'metadata' });
    expect(call.attempts[0]?.upstream_request_id).toBe(response.headers.get('request-id'));
  });

  it('streams, with the cumulative usage counted once', async () => {
    const stream = client.messages.stream({ ...HAIKU, messages: user('Tell me of the hail of May.') });
    const { response } = await stream.withResponse();
    const message = await stream.finalMessage();
    const call = await weir.admin.call(callId(response));
    expect(call).toMatchObject({ stream: true, status: 'ok', finish_reason: 'end_turn' });
    expect(call.usage['output_tokens']).toBe(message.usage.output_tokens);
    expect(call.cost).toBe(anthropicCost('claude-haiku-4-5', message.usage));
  });

  it('carries tools and thinking', async () => {
    const { data, response } = await client.messages
      .create({
        model: 'claude-sonnet-4-6',
        max_tokens: 4_000,
        thinking: { type: 'enabled', budget_tokens: 2_000 },
        messages: user('Get the policy.'),
        tools: [TOOL],
      })
      .withResponse();
    expect(data.content.map((block) => block.type)).toEqual(['thinking', 'tool_use']);
    const call = await weir.admin.call(callId(response));
    expect([call.tool_calls, call.tool_names]).toEqual([1, ['get_policy']]);
    expect(call.cost).toBe(anthropicCost('claude-sonnet-4-6', data.usage));
    const tool = data.content.find((block) => block.type === 'tool_use');
    const final = await client.messages
      .stream({
        model: 'claude-sonnet-4-6',
        max_tokens: 4_000,
        messages: [
          ...user('Get the policy.'),
          { role: 'assistant', content: data.content },
          { role: 'user', content: [{ type: 'tool_result', tool_use_id: tool?.id ?? '', content: 'found' }] },
        ],
        tools: [TOOL],
      })
      .finalMessage();
    expect(final.stop_reason).toBe('end_turn');
  });

  it('carries structured output', async () => {
    const message = await client.messages.create({
      ...HAIKU,
      messages: user('triage'),
      output_config: {
        format: {
          type: 'json_schema',
          schema: { type: 'object', properties: { urgent: { type: 'boolean' } } },
        },
      },
    });
    const text = message.content[0]?.type === 'text' ? message.content[0].text : '';
    expect(typeof JSON.parse(text).urgent).toBe('boolean');
  });

  it('prices cache writes of both lifetimes and reads', async () => {
    const ask = (ttl: '5m' | '1h', topic: string) =>
      client.messages
        .create({
          model: 'claude-sonnet-4-6',
          max_tokens: 50,
          system: [
            {
              type: 'text',
              text: `${topic}: claims are due in ten days. `.repeat(200),
              cache_control: { type: 'ephemeral', ttl },
            },
          ],
          messages: user('And?'),
        })
        .withResponse();
    for (const ttl of ['5m', '1h'] as const) {
      const write = await ask(ttl, `lifetime ${ttl}`);
      const read = await ask(ttl, `lifetime ${ttl}`);
      expect(write.data.usage.cache_creation_input_tokens).toBeGreaterThan(1_000);
      expect(read.data.usage.cache_read_input_tokens).toBe(write.data.usage.cache_creation_input_tokens);
      for (const { data, response } of [write, read]) {
        expect((await weir.admin.call(callId(response))).cost).toBe(
          anthropicCost('claude-sonnet-4-6', data.usage),
        );
      }
    }
  });

  it('counts tokens without a charge', async () => {
    const { data, response } = await client.messages
      .countTokens({ model: 'claude-haiku-4-5', messages: user('How long is this?') })
      .withResponse();
    expect(data.input_tokens).toBeGreaterThan(0);
    expect(response.headers.get('x-weir-cost-usd')).toBeNull();
  });
});

describe('errors', () => {
  it('of a bad key are typed and not retried', async () => {
    requests = 0;
    const error = await clientFor('wk_wrong', { maxRetries: 2 })
      .messages.create({ ...HAIKU, messages: user('x') })
      .catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(Anthropic.AuthenticationError);
    expect(requests).toBe(1);
  });

  it('of a spent budget are 402 and not retried', async () => {
    const key = await weir.admin.createWorkload('poor-anthropic', {
      budget: { amount: '0.000000001', currency: 'USD', period: 'month' },
    });
    requests = 0;
    const error = await clientFor(key.secret, { maxRetries: 2 })
      .messages.create({ ...HAIKU, messages: user('x') })
      .catch((failure: unknown) => failure);
    expect(error).toBeInstanceOf(Anthropic.APIError);
    expect(error).toMatchObject({ status: 402 });
    expect(String(error)).toContain('poor-anthropic');
    expect(requests).toBe(1);
  });

  it('of the provider pass with their type and retry-after', async () => {
    const limited = await client.messages
      .create({ ...HAIKU, messages: user('[[sandbox:429 retry-after=30]]') })
      .catch((failure: unknown) => failure);
    if (!(limited instanceof Anthropic.RateLimitError))
      throw new Error(`not a rate limit: ${String(limited)}`);
    expect(limited.headers.get('retry-after')).toBe('30');
    const overloaded = await client.messages
      .create({ ...HAIKU, messages: user('[[sandbox:529 retry-after=30]]') })
      .catch((failure: unknown) => failure);
    expect(overloaded).toMatchObject({ status: 529, error: { error: { type: 'overloaded_error' } } });
    const missing = await client.messages
      .create({ ...HAIKU, model: 'claude-99', messages: user('x') })
      .catch((failure: unknown) => failure);
    expect(missing).toBeInstanceOf(Anthropic.NotFoundError);
  });

  it('in mid-stream reach the client as errors, and what was used is charged as an estimate', async () => {
    const stream = client.messages.stream({
      ...HAIKU,
      messages: user('[[sandbox:error-event after=6]] go on'),
    });
    const { response } = await stream.withResponse();
    await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIError);
    const call = await weir.admin.call(callId(response));
    expect(call.status).toBe('upstream_error');
    expect(call.charges.length).toBeGreaterThan(0);
    expect(call.estimated).toBe(true);
  });
});

it('charges a stream that the client leaves', async () => {
  const stream = client.messages.stream({
    ...HAIKU,
    messages: user('[[sandbox:slow ms=4;tokens=200]] long'),
  });
  const { response } = await stream.withResponse();
  let seen = 0;
  stream.on('text', () => {
    seen += 1;
    if (seen === 5) stream.abort();
  });
  await expect(stream.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIUserAbortError);
  const call = await weir.admin.call(callId(response), 4_000);
  expect(call.status).toBe('client_aborted');
  expect(call.usage['output_tokens']).toBe(200);
  expect(call.cost).toBe(
    anthropicCost('claude-haiku-4-5', { input_tokens: call.usage['input_tokens'] ?? 0, output_tokens: 200 }),
  );
});

it('lists the models the key may use in its own shape', async () => {
  const page = await client.models.list();
  expect(page.data.length).toBeGreaterThan(0);
  expect(page.data.every((model) => model.type === 'model')).toBe(true);
});
