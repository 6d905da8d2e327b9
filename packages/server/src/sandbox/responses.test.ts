import OpenAI from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from './testing.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let client: OpenAI;
beforeAll(async () => {
  sandbox = await startSandbox();
  client = new OpenAI({ apiKey: 'k', baseURL: `${sandbox.url}/openai/v1`, maxRetries: 0 });
});
afterAll(() => sandbox.close());

const LOOKUP = {
  type: 'function' as const,
  name: 'lookup_order',
  strict: true,
  parameters: { type: 'object', properties: { order: { type: 'integer', minimum: 1 } } },
};

async function eventsOf(
  body: Omit<OpenAI.Responses.ResponseCreateParamsStreaming, 'stream'>,
  fault?: string,
) {
  const events: OpenAI.Responses.ResponseStreamEvent[] = [];
  const headers = fault === undefined ? {} : { 'x-sandbox-fault': fault };
  for await (const event of await client.responses.create({ ...body, stream: true }, { headers })) {
    events.push(event);
  }
  return events;
}

describe('responses', () => {
  it('answers with reasoning, text and usage that fits it', async () => {
    const response = await client.responses.create({ model: 'gpt-5-mini', input: 'Where is my order?' });
    expect(response.id).toMatch(/^resp_sandbox_/);
    expect(response.status).toBe('completed');
    expect(response.output.map((item) => item.type)).toEqual(['reasoning', 'message']);
    const usage = response.usage;
    const reasoning = usage?.output_tokens_details.reasoning_tokens ?? 0;
    expect(reasoning).toBeGreaterThan(0);
    expect(usage?.output_tokens).toBe(reasoning + Math.ceil(response.output_text.length / 4));
    expect(usage?.total_tokens).toBe((usage?.input_tokens ?? 0) + (usage?.output_tokens ?? 0));
  });

  it('streams all events in order, and the same answer', async () => {
    const ask = { model: 'gpt-5', input: 'Review this contract.', reasoning: { summary: 'auto' as const } };
    const unary = await client.responses.create(ask);
    const events = await eventsOf(ask);
    expect(events.map((event) => event.sequence_number)).toEqual(events.map((_, i) => i));
    const types = events.map((event) => event.type).filter((type, i, all) => type !== all[i - 1]);
    expect(types).toEqual([
      'response.created',
      'response.in_progress',
      'response.output_item.added',
      'response.reasoning_summary_part.added',
      'response.reasoning_summary_text.delta',
      'response.reasoning_summary_text.done',
      'response.reasoning_summary_part.done',
      'response.output_item.done',
      'response.output_item.added',
      'response.content_part.added',
      'response.output_text.delta',
      'response.output_text.done',
      'response.content_part.done',
      'response.output_item.done',
      'response.completed',
    ]);
    const text = events.map((event) => (event.type === 'response.output_text.delta' ? event.delta : ''));
    expect(text.join('')).toBe(unary.output_text);
    const last = events.at(-1);
    expect(last?.type === 'response.completed' && last.response.usage?.output_tokens).toBe(
      unary.usage?.output_tokens,
    );
  });

  it('calls functions, and answers once their results are there', async () => {
    const ask = { model: 'gpt-4.1', tools: [LOOKUP] };
    const first = await client.responses.create({ ...ask, input: 'Look up the order 7.' });
    const call = first.output.find((item) => item.type === 'function_call');
    expect(JSON.parse(call?.arguments ?? '')).toHaveProperty('order');
    const second = await client.responses.create({
      ...ask,
      previous_response_id: first.id,
      input: [{ type: 'function_call_output', call_id: call?.call_id ?? '', output: '{"state":"sent"}' }],
    });
    expect(second.output_text).not.toBe('');
    expect(second.usage?.input_tokens).toBeGreaterThan(first.usage?.input_tokens ?? 0);
    const events = await eventsOf({ ...ask, input: 'Look up the order 7.' });
    const done = events.find((event) => event.type === 'response.function_call_arguments.done');
    const deltas = events.map((event) =>
      event.type === 'response.function_call_arguments.delta' ? event.delta : '',
    );
    expect(deltas.join('')).toBe(done?.arguments);
  });

  it('searches the web when offered, and fits structured output', async () => {
    const found = await client.responses.create({
      model: 'gpt-4o',
      tools: [{ type: 'web_search' }],
      input: 'News on freight rates',
    });
    expect(found.output.map((item) => item.type)).toEqual(['web_search_call', 'message']);
    const fitted = await client.responses.create({
      model: 'gpt-4o',
      input: 'triage',
      text: {
        format: {
          type: 'json_schema',
          name: 'triage',
          schema: { type: 'object', properties: { urgent: { type: 'boolean' } } },
        },
      },
    });
    expect(typeof JSON.parse(fitted.output_text).urgent).toBe('boolean');
  });

  it('keeps responses for the key that made them, until they are deleted', async () => {
    const made = await client.responses.create({ model: 'gpt-4o', input: 'Remember this.' });
    expect((await client.responses.retrieve(made.id)).output_text).toBe(made.output_text);
    const items = await client.responses.inputItems.list(made.id);
    expect(items.data[0]).toMatchObject({ role: 'user', content: [{ text: 'Remember this.' }] });
    const other = new OpenAI({ apiKey: 'other', baseURL: client.baseURL, maxRetries: 0 });
    await expect(other.responses.retrieve(made.id)).rejects.toThrow(/not found/);
    await client.responses.delete(made.id);
    await expect(client.responses.retrieve(made.id)).rejects.toThrow(/not found/);
    const unstored = await client.responses.create({ model: 'gpt-4o', input: 'Forget this.', store: false });
    await expect(
      client.responses.create({ model: 'gpt-4o', input: 'And?', previous_response_id: unstored.id }),
    ).rejects.toThrow(/Previous response/);
  });

  it('refuses, truncates, fails and echoes on demand', async () => {
    const ask = { model: 'gpt-4o', input: 'My card is 4111 1111 1111 1111.' };
    const refused = await eventsOf(ask, 'refuse');
    expect(refused.some((event) => event.type === 'response.refusal.done')).toBe(true);
    const cut = (await eventsOf(ask, 'truncate')).at(-1);
    expect(cut?.type === 'response.incomplete' && cut.response.incomplete_details?.reason).toBe(
      'max_output_tokens',
    );
    const filtered = (await eventsOf(ask, 'content-filter')).at(-1);
    expect(filtered?.type === 'response.incomplete' && filtered.response.incomplete_details?.reason).toBe(
      'content_filter',
    );
    expect((await eventsOf(ask, 'failed-event after=5')).at(-1)).toMatchObject({
      type: 'response.failed',
      sequence_number: 5,
      response: { status: 'failed', error: { code: 'server_error' } },
    });
    await expect(eventsOf(ask, 'error-event after=5')).resolves.toContainEqual(
      expect.objectContaining({ type: 'error', code: 'server_error' }),
    );
    const echo = (await eventsOf(ask, 'echo')).flatMap((event) =>
      event.type === 'response.output_text.delta' ? [event.delta] : [],
    );
    expect(echo.join('')).toBe(ask.input);
    expect(Math.max(...echo.map((piece) => piece.length))).toBe(3);
  });
});
