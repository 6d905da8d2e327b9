import OpenAI from 'openai';
import { zodResponseFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anthropicCost, openaiCost } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { callId, recorded, remembering, SANDBOXES } from './ledger.ts';
import { PIXEL } from './pixel.ts';

let weir: RunningWeir;
let client: OpenAI;
const seen = remembering();
const user = (content: string) => [{ role: 'user' as const, content }];
const Triage = z.object({ urgent: z.boolean(), team: z.enum(['claims', 'legal']) });
const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };

beforeAll(async () => {
  weir = await startWeir();
  const { secret } = await weir.admin.createWorkload('cross-openai', { approved_models: SANDBOXES });
  client = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 0, fetch: seen.fetch });
});
afterAll(async () => {
  await weir?.stop();
});

/** By the prices of the model's own provider; usage as the client was told. */
function costOf(model: string, usage: OpenAI.CompletionUsage): string {
  return model === 'claude-haiku-4-5'
    ? anthropicCost(model, { input_tokens: usage.prompt_tokens, output_tokens: usage.completion_tokens })
    : openaiCost('gemini-2.5-flash', usage);
}

describe.each([
  ['claude-haiku-4-5', 'sandbox-anthropic'],
  ['gemini-2.5-flash', 'sandbox-google'],
])('the OpenAI client with %s', (model, provider) => {
  const place = { provider, model, dialect: 'openai', operation: 'chat.completions' };

  it('gets a text, and the usage that is charged at the provider’s own price [5]', async () => {
    const {
      choices,
      usage,
      model: said,
    } = await client.chat.completions.create({
      model,
      messages: [{ role: 'system', content: 'Be brief.' }, ...user('Assess the claim.')],
    });
    expect([said, choices[0]?.finish_reason]).toEqual([model, 'stop']);
    expect(choices[0]?.message.content).toBeTruthy();
    if (usage === undefined) throw new Error('no usage');
    await recorded(weir, seen.last(), {
      ...place,
      input: usage.prompt_tokens,
      output: usage.completion_tokens,
      cost: costOf(model, usage),
    });
  });

  it('streams the same text, and its usage when asked', async () => {
    const ask = { model, messages: user('Tell me of the hail.') };
    const unary = await client.chat.completions.create(ask);
    const stream = client.chat.completions.stream({ ...ask, stream_options: { include_usage: true } });
    expect(await stream.finalContent()).toBe(unary.choices[0]?.message.content);
    const usage = await stream.totalUsage();
    const call = await recorded(weir, seen.last(), {
      ...place,
      ...(model.startsWith('gemini') ? { operation: 'chat.completions' } : {}),
      output: usage.completion_tokens,
      cost: costOf(model, usage),
    });
    expect(call.stream).toBe(true);
  });

  it('runs tools there and back, streamed too', async () => {
    for (const stream of [false, true] as const) {
      const asked: string[] = [];
      const tool = {
        type: 'function' as const,
        function: {
          name: 'get_weather',
          description: 'weather',
          parameters: PARAMETERS,
          parse: JSON.parse,
          function: ({ city }: { city: string }) => {
            asked.push(city);
            return 'sun';
          },
        },
      };
      const ask = { model, messages: user('weather in Oslo'), tools: [tool] };
      const runner = stream
        ? client.chat.completions.runTools({ ...ask, stream: true })
        : client.chat.completions.runTools(ask);
      expect(await runner.finalContent()).toBeTruthy();
      expect(asked).toHaveLength(1);
    }
    const first = await weir.admin.call(callId(seen.all.at(-2)));
    expect([first.provider, first.tool_names, first.tool_calls]).toEqual([provider, ['get_weather'], 1]);
  });

  it('parses structured output', async () => {
    const { choices } = await client.chat.completions.parse({
      model,
      messages: user('triage'),
      response_format: zodResponseFormat(Triage, 'triage'),
    });
    expect(['claims', 'legal']).toContain(choices[0]?.message.parsed?.team);
    await recorded(weir, seen.last(), place);
  });

  it('shows a picture', async () => {
    const text = 'What is on it?';
    const without = await client.chat.completions.create({ model, messages: user(text) });
    const { choices, usage } = await client.chat.completions.create({
      model,
      messages: [
        {
          role: 'user',
          content: [
            { type: 'text', text },
            { type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
          ],
        },
      ],
    });
    expect(choices[0]?.message.content).toBeTruthy();
    expect(usage?.prompt_tokens).toBeGreaterThan(without.usage?.prompt_tokens ?? 0);
  });

  it('is told why it stopped: length, refusal', async () => {
    const short = await client.chat.completions.create({
      model,
      max_completion_tokens: 60,
      messages: user('[[sandbox:truncate]] go on'),
    });
    expect(short.choices[0]?.finish_reason).toBe('length');
    const refused = await client.chat.completions.create({ model, messages: user('[[sandbox:refuse]] no') });
    expect(refused.choices[0]?.finish_reason).toBe('content_filter');
  });

  it('is told what cannot be carried, and errors of the provider in its own words', async () => {
    await expect(
      client.chat.completions.create({ model, messages: user('x'), logprobs: true }),
    ).rejects.toMatchObject({ status: 400, code: 'not_translatable', param: 'logprobs' });
    const limited = await client.chat.completions
      .create({ model, messages: user('[[sandbox:429 retry-after=30]]') })
      .catch((error: unknown) => error);
    expect(limited).toBeInstanceOf(OpenAI.RateLimitError);
    const broken = await client.chat.completions.create({
      model,
      messages: user('[[sandbox:error-event after=5;tokens=80]] go'),
      stream: true,
    });
    const read = async () => {
      for await (const _ of broken);
    };
    await expect(read()).rejects.toBeInstanceOf(OpenAI.APIError);
  });

  it('holds with the Responses API, too', async () => {
    const answer = await client.responses.create({ model, input: 'Assess the claim.', store: false });
    expect(answer.output_text).toBeTruthy();
    await recorded(weir, seen.last(), {
      ...place,
      operation: 'responses',
      input: answer.usage?.input_tokens,
      output: answer.usage?.output_tokens,
    });
    const final = await client.responses
      .stream({ model, input: 'Assess the claim.', store: false })
      .finalResponse();
    expect(final.output_text).toBe(answer.output_text);
  });
});
