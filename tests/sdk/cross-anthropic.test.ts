import Anthropic from '@anthropic-ai/sdk';
import { betaZodTool } from '@anthropic-ai/sdk/helpers/beta/zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openaiCost, type PRICES } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { recorded, remembering, SANDBOXES } from './ledger.ts';
import { PIXEL } from './pixel.ts';

let weir: RunningWeir;
let client: Anthropic;
const seen = remembering();
const user = (content: string) => [{ role: 'user' as const, content }];

beforeAll(async () => {
  weir = await startWeir();
  const { secret } = await weir.admin.createWorkload('cross-anthropic', { approved_models: SANDBOXES });
  client = new Anthropic({ apiKey: secret, baseURL: weir.gatewayUrl, maxRetries: 0, fetch: seen.fetch });
});
afterAll(async () => {
  await weir?.stop();
});

describe.each([
  ['gpt-4o-mini', 'sandbox-openai'],
  ['gemini-2.5-flash', 'sandbox-google'],
] as const)('the Anthropic client with %s', (model, provider) => {
  const place = { provider, model, dialect: 'anthropic', operation: 'messages' };
  const ask = { model, max_tokens: 2_000 };
  const costOf = (usage: Anthropic.Usage) =>
    openaiCost(model satisfies keyof typeof PRICES, {
      prompt_tokens: usage.input_tokens + (usage.cache_read_input_tokens ?? 0),
      completion_tokens: usage.output_tokens,
      prompt_tokens_details: { cached_tokens: usage.cache_read_input_tokens ?? 0 },
    });

  it('gets a text, and the usage that is charged at the provider’s own price [5]', async () => {
    const message = await client.messages.create({
      ...ask,
      system: 'Be brief.',
      messages: user('Assess the claim.'),
    });
    expect([message.model, message.stop_reason]).toEqual([model, 'end_turn']);
    await recorded(weir, seen.last(), {
      ...place,
      output: message.usage.output_tokens,
      cost: costOf(message.usage),
    });
  });

  it('streams the same text', async () => {
    const messages = user('Tell me of the hail.');
    const unary = await client.messages.create({ ...ask, messages });
    const stream = client.messages.stream({ ...ask, messages });
    const final = await stream.finalMessage();
    const textOf = ({ content }: Anthropic.Message) =>
      content.map((block) => (block.type === 'text' ? block.text : '')).join('');
    expect(textOf(final)).toBe(textOf(unary));
    const call = await recorded(weir, seen.last(), {
      ...place,
      output: final.usage.output_tokens,
      cost: costOf(final.usage),
    });
    expect(call.stream).toBe(true);
  });

  it('runs tools there and back', async () => {
    const asked: string[] = [];
    const tool = betaZodTool({
      name: 'get_weather',
      description: 'weather',
      inputSchema: z.object({ city: z.string() }),
      run: ({ city }) => {
        asked.push(city);
        return 'sun';
      },
    });
    const final = await client.beta.messages.toolRunner({
      ...ask,
      messages: user('weather in Oslo'),
      tools: [tool],
      thread: false,
    });
    expect(asked).toHaveLength(1);
    expect(final.stop_reason).toBe('end_turn');
    const streamed = await client.messages
      .stream({
        ...ask,
        messages: user('weather in Oslo'),
        tools: [
          {
            name: 'get_weather',
            input_schema: { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] },
          },
        ],
      })
      .finalMessage();
    expect(streamed.stop_reason).toBe('tool_use');
    const call = streamed.content.find((block) => block.type === 'tool_use');
    expect(call?.input).toHaveProperty('city');
  });

  it('gets structured output, and shows a picture', async () => {
    const shaped = await client.messages.create({
      ...ask,
      messages: user('triage'),
      output_config: {
        format: {
          type: 'json_schema',
          schema: {
            type: 'object',
            properties: { urgent: { type: 'boolean' } },
            required: ['urgent'],
            additionalProperties: false,
          },
        },
      },
    });
    const text = shaped.content.find((block) => block.type === 'text')?.text ?? '';
    expect(typeof JSON.parse(text).urgent).toBe('boolean');
    const pictured = await client.messages.create({
      ...ask,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'image', source: { type: 'base64', media_type: 'image/png', data: PIXEL } },
            { type: 'text', text: 'What is on it?' },
          ],
        },
      ],
    });
    expect(pictured.stop_reason).toBe('end_turn');
  });

  it('is told why it stopped: length, refusal', async () => {
    const short = await client.messages.create({ ...ask, messages: user('[[sandbox:truncate]] go on') });
    expect(short.stop_reason).toBe('max_tokens');
    const refused = await client.messages.create({ ...ask, messages: user('[[sandbox:refuse]] no') });
    expect(refused.stop_reason).toBe('refusal');
  });

  it('is told what cannot be carried, and errors of the provider in its own words', async () => {
    const unfit = await client.messages
      .create({ ...ask, messages: user('x'), tools: [{ type: 'web_search_20250305', name: 'web_search' }] })
      .catch((error: unknown) => error);
    expect(unfit).toBeInstanceOf(Anthropic.BadRequestError);
    expect(String(unfit)).toContain('tools');
    const limited = await client.messages
      .create({ ...ask, messages: user('[[sandbox:429 retry-after=30]]') })
      .catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(Anthropic.RateLimitError);
    const broken = client.messages.stream({
      ...ask,
      messages: user('[[sandbox:error-event after=5;tokens=80]] go'),
    });
    await expect(broken.finalMessage()).rejects.toBeInstanceOf(Anthropic.APIError);
  });
});
