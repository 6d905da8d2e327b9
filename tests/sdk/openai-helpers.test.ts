import OpenAI, { AzureOpenAI } from 'openai';
import { zodResponseFormat, zodTextFormat } from 'openai/helpers/zod';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openaiCost, responsesCost } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { recorded, remembering } from './ledger.ts';

let weir: RunningWeir;
let client: OpenAI;
const seen = remembering();
const user = (content: string) => [{ role: 'user' as const, content }];
const PARAMETERS = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const Triage = z.object({ urgent: z.boolean(), team: z.enum(['claims', 'legal']) });

beforeAll(async () => {
  weir = await startWeir();
  const { secret } = await weir.admin.createWorkload('openai-helpers');
  client = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 0, fetch: seen.fetch });
});
afterAll(async () => {
  await weir?.stop();
});

describe('helpers of chat completions', () => {
  it('stream with events, and tell the usage in the end [2] [3]', async () => {
    const stream = client.chat.completions.stream({
      model: 'gpt-4o-mini',
      messages: user('Tell me of the hail.'),
      stream_options: { include_usage: true },
    });
    let text = '';
    stream.on('content', (delta) => {
      text += delta;
    });
    const usage = await stream.totalUsage();
    expect(text).toBe(await stream.finalContent());
    await recorded(weir, seen.last(), {
      provider: 'sandbox-openai',
      operation: 'chat.completions',
      dialect: 'openai',
      input: usage.prompt_tokens,
      output: usage.completion_tokens,
      cost: openaiCost('gpt-4o-mini', usage),
    });
  });

  it('run tools until the answer is there, each turn a call [22]', async () => {
    seen.all.length = 0;
    const asked: string[] = [];
    const runner = client.chat.completions.runTools({
      model: 'gpt-4o',
      messages: user('weather in Oslo'),
      stream: true,
      stream_options: { include_usage: true },
      tools: [
        {
          type: 'function',
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
        },
      ],
    });
    expect(await runner.finalContent()).toBeTruthy();
    expect(asked).toHaveLength(1);
    expect(seen.all).toHaveLength(2);
    const first = await recorded(weir, seen.all[0], {
      provider: 'sandbox-openai',
      operation: 'chat.completions',
    });
    expect([first.tool_names, first.finish_reason]).toEqual([['get_weather'], 'tool_calls']);
    const second = await recorded(weir, seen.all[1], {
      provider: 'sandbox-openai',
      operation: 'chat.completions',
    });
    expect(second.finish_reason).toBe('stop');
  });

  it('parse structured output by a schema, unary and streamed', async () => {
    const ask = {
      model: 'gpt-4o',
      messages: user('triage this'),
      response_format: zodResponseFormat(Triage, 'triage'),
    };
    const { choices, usage } = await client.chat.completions.parse(ask);
    expect(['claims', 'legal']).toContain(choices[0]?.message.parsed?.team);
    if (usage === undefined) throw new Error('no usage');
    await recorded(weir, seen.last(), {
      provider: 'sandbox-openai',
      operation: 'chat.completions',
      cost: openaiCost('gpt-4o', usage),
    });
    const streamed = await client.chat.completions.stream(ask).finalChatCompletion();
    expect(typeof streamed.choices[0]?.message.parsed?.urgent).toBe('boolean');
  });

  it('answer several times at once, each billed', async () => {
    const { choices, usage } = await client.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: user('Three ideas.'),
      n: 3,
    });
    expect(choices).toHaveLength(3);
    if (usage === undefined) throw new Error('no usage');
    await recorded(weir, seen.last(), {
      provider: 'sandbox-openai',
      operation: 'chat.completions',
      output: usage.completion_tokens,
      cost: openaiCost('gpt-4o-mini', usage),
    });
  });
});

describe('responses', () => {
  it('answer, and go on from the one before [6] [18]', async () => {
    const first = await client.responses.create({ model: 'gpt-4o-mini', input: 'My name is Ada.' });
    if (first.usage === undefined) throw new Error('no usage');
    const call = await recorded(weir, seen.last(), {
      provider: 'sandbox-openai',
      operation: 'responses',
      input: first.usage.input_tokens,
      output: first.usage.output_tokens,
      cost: responsesCost('gpt-4o-mini', first.usage),
    });
    expect(call.response_model).toBe('gpt-4o-mini-2024-07-18');
    const second = await client.responses.create({
      model: 'gpt-4o-mini',
      input: 'And what is it?',
      previous_response_id: first.id,
    });
    expect(second.previous_response_id).toBe(first.id);
    expect(second.usage?.input_tokens).toBeGreaterThan(first.usage.input_tokens);
    await recorded(weir, seen.last(), {
      provider: 'sandbox-openai',
      operation: 'responses',
      input: second.usage?.input_tokens,
    });
  });

  it('are kept from other workloads, and read and deleted by their own [18]', async () => {
    const { id } = await client.responses.create({ model: 'gpt-4o-mini', input: 'Keep this.' });
    const { secret } = await weir.admin.createWorkload('somebody-else');
    const stranger = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 0 });
    await expect(stranger.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
    await expect(
      stranger.responses.create({ model: 'gpt-4o-mini', input: 'x', previous_response_id: id }),
    ).rejects.toMatchObject({ status: 404 });
    expect((await client.responses.retrieve(id)).id).toBe(id);
    await client.responses.delete(id);
    await expect(client.responses.retrieve(id)).rejects.toMatchObject({ status: 404 });
  });

  it('stream their events, and usage comes with the last [6]', async () => {
    const stream = client.responses.stream({ model: 'gpt-4o', input: 'Tell me of the hail.' });
    let text = '';
    stream.on('response.output_text.delta', ({ delta }) => {
      text += delta;
    });
    const final = await stream.finalResponse();
    expect(text).toBe(final.output_text);
    if (final.usage === undefined) throw new Error('no usage');
    const call = await recorded(weir, seen.last(), {
      provider: 'sandbox-openai',
      operation: 'responses',
      output: final.usage.output_tokens,
      cost: responsesCost('gpt-4o', final.usage),
    });
    expect([call.stream, call.status]).toEqual([true, 'ok']);
  });

  it('call functions, think, and parse by a schema', async () => {
    const tools = [{ type: 'function' as const, name: 'get_weather', parameters: PARAMETERS, strict: false }];
    const asked = await client.responses.create({ model: 'gpt-5-mini', input: 'weather in Oslo', tools });
    const call = asked.output.find((item) => item.type === 'function_call');
    if (call === undefined || asked.usage === undefined) throw new Error('no call');
    await recorded(weir, seen.last(), {
      provider: 'sandbox-openai',
      operation: 'responses',
      cost: responsesCost('gpt-5-mini', asked.usage),
    });
    const answered = await client.responses.create({
      model: 'gpt-5-mini',
      input: [
        { role: 'user', content: 'weather in Oslo' },
        call,
        { type: 'function_call_output', call_id: call.call_id, output: 'sun' },
      ],
      tools,
    });
    expect(answered.output_text).toBeTruthy();
    const { output_parsed } = await client.responses.parse({
      model: 'gpt-4o',
      input: 'triage',
      text: { format: zodTextFormat(Triage, 'triage') },
    });
    expect(['claims', 'legal']).toContain(output_parsed?.team);
  });

  it('that fail in mid-stream say so [8]', async () => {
    const types: string[] = [];
    const events = await client.responses.create({
      model: 'gpt-4o',
      input: '[[sandbox:failed-event after=6;tokens=80]] go',
      stream: true,
    });
    for await (const { type } of events) types.push(type);
    expect(types.at(-1)).toBe('response.failed');
    expect((await weir.admin.call(seen.last().headers.get('x-weir-call-id') ?? '')).status).toBe(
      'upstream_error',
    );
  });
});

describe('the client for Azure', () => {
  it('asks by deployment, with its own key header', async () => {
    const azure = new AzureOpenAI({
      endpoint: weir.gatewayUrl,
      apiKey: client.apiKey ?? '',
      apiVersion: '2025-04-01-preview',
      maxRetries: 0,
      fetch: seen.fetch,
    });
    const { choices, usage } = await azure.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: user('Hi.'),
    });
    expect(choices[0]?.message.content).toBeTruthy();
    if (usage === undefined) throw new Error('no usage');
    await recorded(weir, seen.last(), {
      provider: 'sandbox-openai',
      operation: 'chat.completions',
      cost: openaiCost('gpt-4o-mini', usage),
    });
    const stream = await azure.chat.completions.create({
      model: 'gpt-4o-mini',
      messages: user('Hi.'),
      stream: true,
    });
    let text = '';
    for await (const chunk of stream) text += chunk.choices[0]?.delta.content ?? '';
    expect(text).toBe(choices[0]?.message.content);
  });
});
