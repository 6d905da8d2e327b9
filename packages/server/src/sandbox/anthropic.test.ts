import Anthropic from '@anthropic-ai/sdk';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from './testing.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let client: Anthropic;
let now = Date.parse('2026-03-02T10:00:00Z');
const user = (content: string) => [{ role: 'user' as const, content }];
const TOOL = {
  name: 'lookup_policy',
  input_schema: {
    type: 'object' as const,
    properties: { policy_id: { type: 'string', format: 'uuid' } },
    required: ['policy_id'],
  },
};

beforeAll(async () => {
  sandbox = await startSandbox({ clock: { now: () => now, monotonic: () => now } });
  client = new Anthropic({ apiKey: 'any', baseURL: `${sandbox.url}/anthropic`, maxRetries: 0 });
});
afterAll(() => sandbox.close());

describe('messages', () => {
  it('answers with labelled ids and usage that fits the text', async () => {
    const { data, response } = await client.messages
      .create({ model: 'claude-sonnet-4-6', max_tokens: 2_000, messages: user('Assess this claim.') })
      .withResponse();
    expect(data.id).toMatch(/^msg_sandbox_/);
    expect(data.model).toBe('claude-sonnet-4-6');
    const text = data.content[0]?.type === 'text' ? data.content[0].text : '';
    expect(data.usage.output_tokens).toBe(Math.ceil(text.length / 4));
    expect(data.stop_reason).toBe('end_turn');
    expect(response.headers.get('request-id')).toMatch(/^req_sandbox_/);
    expect(response.headers.get('anthropic-ratelimit-requests-limit')).toBe('30000');
  });

  it('streams the same message with the same final usage', async () => {
    const ask = { model: 'claude-haiku-4-5', max_tokens: 500, messages: user('Write a sales e-mail.') };
    const unary = await client.messages.create(ask);
    const events: string[] = [];
    const stream = client.messages.stream(ask).on('streamEvent', (event) => events.push(event.type));
    const streamed = await stream.finalMessage();
    expect(streamed.content).toEqual(unary.content);
    expect(streamed.usage.output_tokens).toBe(unary.usage.output_tokens);
    expect(streamed.usage.input_tokens).toBe(unary.usage.input_tokens);
    expect(events[0]).toBe('message_start');
    expect(events.slice(-2)).toEqual(['message_delta', 'message_stop']);
  });

  it('sends a ping as the real API does', async () => {
    const response = await fetch(`${sandbox.url}/anthropic/v1/messages`, {
      method: 'POST',
      headers: { 'x-api-key': 'k' },
      body: JSON.stringify({ model: 'claude-haiku-4-5', max_tokens: 9, stream: true, messages: user('hi') }),
    });
    expect(await response.text()).toContain('event: ping\ndata: {"type":"ping"}\n\n');
  });

  it('uses tools, thinks when allowed, and stops where told', async () => {
    const tool = await client.messages.create({
      model: 'claude-opus-4-5',
      max_tokens: 1_000,
      messages: user('Look up the policy.'),
      tools: [TOOL],
    });
    expect(tool.stop_reason).toBe('tool_use');
    expect(tool.content.find((block) => block.type === 'tool_use')?.input).toHaveProperty('policy_id');
    const thought = await client.messages
      .stream({
        model: 'claude-opus-4-5',
        max_tokens: 4_000,
        thinking: { type: 'enabled', budget_tokens: 2_000 },
        messages: user('Think about the contract.'),
      })
      .finalMessage();
    expect(thought.content.map((block) => block.type)).toEqual(['thinking', 'text']);
    const short = await client.messages.create({
      model: 'claude-haiku-4-5',
      max_tokens: 4,
      messages: user('Tell me everything.'),
    });
    expect([short.stop_reason, short.usage.output_tokens]).toEqual(['max_tokens', 4]);
    const stopped = await client.messages.create({
      model: 'claude-haiku-4-5',
      max_tokens: 400,
      stop_sequences: ['.', '!'],
      messages: user('Tell me everything.'),
    });
    expect([stopped.stop_reason, stopped.stop_sequence]).toEqual(['stop_sequence', '.']);
  });

  it('fits structured output to the schema', async () => {
    const message = await client.messages.create({
      model: 'claude-sonnet-4-6',
      max_tokens: 1_000,
      messages: user('triage'),
      output_config: {
        format: {
          type: 'json_schema',
          schema: { type: 'object', properties: { amount: { type: 'integer', minimum: 3, maximum: 9 } } },
        },
      },
    });
    const text = message.content[0]?.type === 'text' ? message.content[0].text : '';
    expect(JSON.parse(text).amount).toBeGreaterThanOrEqual(3);
  });

  it('counts tokens as it bills them', async () => {
    const ask = { model: 'claude-sonnet-4-6', system: 'Be brief.', messages: user('How long is this?') };
    const counted = await client.messages.countTokens(ask);
    const billed = await client.messages.create({ ...ask, max_tokens: 100 });
    expect(counted.input_tokens).toBe(billed.usage.input_tokens);
  });
});

describe('prompt caching', () => {
  const ask = async (system: string, ttl: '5m' | '1h', model = 'claude-sonnet-4-6') =>
    (
      await client.messages.create({
        model,
        max_tokens: 10,
        system: [{ type: 'text', text: system, cache_control: { type: 'ephemeral', ttl } }],
        messages: user('And?'),
      })
    ).usage;
  const sized = (name: string, tokens: number) =>
    `${name} knows the rules. `.repeat(tokens).slice(0, tokens * 4);

  it('writes once, reads until the lifetime is over, renewed by use', async () => {
    const prompt = sized('five', 1_500);
    const first = await ask(prompt, '5m');
    expect(first.cache_creation_input_tokens).toBeGreaterThanOrEqual(1_500);
    expect(first.cache_creation?.ephemeral_5m_input_tokens).toBe(first.cache_creation_input_tokens);
    now += 4 * 60_000;
    expect((await ask(prompt, '5m')).cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    now += 4 * 60_000;
    const third = await ask(prompt, '5m');
    expect(third.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(third.input_tokens).toBe(first.input_tokens);
    now += 5 * 60_000;
    expect((await ask(prompt, '5m')).cache_read_input_tokens).toBe(0);
  });

  it('keeps one-hour prefixes for an hour and reports them apart', async () => {
    const prompt = sized('hour', 1_500);
    const first = await ask(prompt, '1h');
    expect(first.cache_creation?.ephemeral_1h_input_tokens).toBe(first.cache_creation_input_tokens);
    now += 59 * 60_000;
    expect((await ask(prompt, '1h')).cache_read_input_tokens).toBeGreaterThan(0);
  });

  it('does not cache below the minimum, which is higher for Haiku', async () => {
    expect((await ask(sized('tiny', 800), '5m')).cache_creation_input_tokens).toBe(0);
    expect((await ask(sized('haiku', 1_500), '5m', 'claude-haiku-4-5')).cache_creation_input_tokens).toBe(0);
    expect(
      (await ask(sized('haiku', 2_100), '5m', 'claude-haiku-4-5')).cache_creation_input_tokens,
    ).toBeGreaterThan(2_000);
  });

  it('reads a growing conversation up to its last known turn', async () => {
    const turn = (text: string, cached: boolean) => ({
      role: 'user' as const,
      content: [
        { type: 'text' as const, text, ...(cached ? { cache_control: { type: 'ephemeral' as const } } : {}) },
      ],
    });
    const opening = sized('talk', 1_200);
    const send = (messages: Anthropic.MessageParam[]) =>
      client.messages.create({ model: 'claude-sonnet-4-6', max_tokens: 10, messages });
    const first = (await send([turn(opening, true)])).usage;
    const second = (
      await send([turn(opening, false), { role: 'assistant', content: 'Yes.' }, turn('More of it.', true)])
    ).usage;
    expect(second.cache_read_input_tokens).toBe(first.cache_creation_input_tokens);
    expect(second.cache_creation_input_tokens).toBeGreaterThan(0);
  });
});

it.each([false, true])('refuses input beyond the context window (stream: %s)', async (stream) => {
  const ask = (length: number) =>
    client.messages.create({
      model: 'claude-haiku-4-5',
      max_tokens: 5,
      stream,
      messages: user('x'.repeat(length)),
    });
  await expect(ask(1_000_000)).rejects.toBeInstanceOf(Anthropic.BadRequestError);
  await expect(ask(1_000_000)).rejects.toThrow(/prompt is too long: 25\d{4} tokens > 200000 maximum/);
  await ask(700_000);
});

it('refuses as the real API does', async () => {
  expect((await fetch(`${sandbox.url}/anthropic/v1/models`)).status).toBe(401);
  await expect(
    client.messages.create({ model: 'claude-99', max_tokens: 5, messages: user('x') }),
  ).rejects.toBeInstanceOf(Anthropic.NotFoundError);
  await expect(
    client.messages.create({ model: 'claude-3-haiku-20240307', max_tokens: 9_999, messages: user('x') }),
  ).rejects.toThrow(/max_tokens: 9999 > 4096/);
  const response = await fetch(`${sandbox.url}/anthropic/v1/messages`, {
    method: 'POST',
    headers: { 'x-api-key': 'k' },
    body: JSON.stringify({ model: 'claude-haiku-4-5', messages: user('x') }),
  });
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    type: 'error',
    error: { type: 'invalid_request_error', message: 'max_tokens: Field required' },
  });
});
