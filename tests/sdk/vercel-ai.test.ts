import { createAnthropic } from '@ai-sdk/anthropic';
import { createGoogleGenerativeAI } from '@ai-sdk/google';
import { createOpenAI } from '@ai-sdk/openai';
import {
  APICallError,
  embedMany,
  generateObject,
  generateText,
  type LanguageModel,
  stepCountIs,
  streamObject,
  streamText,
  tool,
} from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anthropicCost, geminiCost, openaiCost } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { recorded, SANDBOXES } from './ledger.ts';

let weir: RunningWeir;
const models: Record<string, (apiKey: string) => LanguageModel> = {
  openai: (apiKey) => createOpenAI({ apiKey, baseURL: `${weir.gatewayUrl}/v1` }).chat('gpt-4o-mini'),
  anthropic: (apiKey) => createAnthropic({ apiKey, baseURL: `${weir.gatewayUrl}/v1` })('claude-haiku-4-5'),
  gemini: (apiKey) =>
    createGoogleGenerativeAI({ apiKey, baseURL: `${weir.gatewayUrl}/v1beta` })('gemini-2.5-flash'),
};
const RESPONSES = (apiKey: string) =>
  createOpenAI({ apiKey, baseURL: `${weir.gatewayUrl}/v1` }).responses('gpt-4o-mini');
const keys: Record<string, string> = {};

beforeAll(async () => {
  weir = await startWeir();
  for (const dialect of Object.keys(models)) {
    keys[dialect] = (
      await weir.admin.createWorkload(`vercel-${dialect}`, { approved_models: SANDBOXES })
    ).secret;
  }
});
afterAll(async () => {
  await weir?.stop();
});

describe.each(['openai', 'anthropic', 'gemini'] as const)('the AI SDK with %s', (dialect) => {
  const model = (key = keys[dialect] ?? '') => {
    const make = models[dialect];
    if (make === undefined) throw new Error(dialect);
    return make(key);
  };

  it('generates and streams text, each call priced exactly', async () => {
    const { text, response } = await generateText({ model: model(), prompt: 'Hello, what can you do?' });
    expect(text.length).toBeGreaterThan(10);
    const call = await weir.admin.call(response.headers?.['x-weir-call-id'] ?? '', 5_000);
    expect(call).toMatchObject({ status: 'ok', dialect, estimated: false });
    const usage = { input: call.usage['input_tokens'] ?? 0, output: call.usage['output_tokens'] ?? 0 };
    expect(call.cost).toBe(
      dialect === 'openai'
        ? openaiCost('gpt-4o-mini', { prompt_tokens: usage.input, completion_tokens: usage.output })
        : dialect === 'anthropic'
          ? anthropicCost('claude-haiku-4-5', { input_tokens: usage.input, output_tokens: usage.output })
          : geminiCost('gemini-2.5-flash', {
              promptTokenCount: usage.input,
              candidatesTokenCount: usage.output,
            }),
    );
    const stream = streamText({ model: model(), prompt: 'Hello, what can you do?' });
    let streamed = '';
    for await (const part of stream.textStream) streamed += part;
    expect(streamed.length).toBeGreaterThan(10);
    const headers = (await stream.response).headers ?? {};
    const second = await weir.admin.call(headers['x-weir-call-id'] ?? '', 5_000);
    expect(second).toMatchObject({ stream: true, status: 'ok', estimated: false });
    expect(second.usage['output_tokens']).toBe((await stream.usage).outputTokens);
  });

  it('runs a tool and returns an object', async () => {
    const asked: string[] = [];
    const result = await generateText({
      model: model(),
      prompt: 'weather in Bergen',
      tools: {
        weather: tool({
          inputSchema: z.object({ city: z.string() }),
          execute: async ({ city }) => {
            asked.push(city);
            return 'rain';
          },
        }),
      },
    });
    expect(asked).toHaveLength(1);
    expect(result.finishReason).toBe('tool-calls');
    const { object } = await generateObject({
      model: model(),
      schema: z.object({ urgent: z.boolean(), team: z.enum(['claims', 'legal']) }),
      prompt: 'triage',
    });
    expect(['claims', 'legal']).toContain(object.team);
  });

  it('surfaces refusals with their status and does not retry what will not heal', async () => {
    const unknown = await generateText({ model: model('wk_wrong'), prompt: 'x' }).catch(
      (error: unknown) => error,
    );
    expect(APICallError.isInstance(unknown) && [unknown.statusCode, unknown.isRetryable]).toEqual([
      401,
      false,
    ]);
    const poor = await weir.admin.createWorkload(`vercel-poor-${dialect}`, {
      approved_models: SANDBOXES,
      budget: { amount: '0.000000001', currency: 'USD', period: 'month' },
    });
    const spent = await generateText({ model: model(poor.secret), prompt: 'x' }).catch(
      (error: unknown) => error,
    );
    expect(APICallError.isInstance(spent) && [spent.statusCode, spent.isRetryable]).toEqual([402, false]);
    expect(await weir.admin.calls(`vercel-poor-${dialect}`, 1)).toHaveLength(1);
  });

  it('aborts a stream and the call is charged', async () => {
    const leave = new AbortController();
    const stream = streamText({
      model: model(),
      prompt: '[[sandbox:slow ms=4;tokens=150]] tell me more',
      headers: { 'x-weir-task': `abort-${dialect}` },
      abortSignal: leave.signal,
      onError: () => undefined,
    });
    let seen = 0;
    for await (const _ of stream.textStream) {
      seen += 1;
      if (seen === 4) leave.abort();
    }
    const aborted = await waitFor('the aborted call', 8_000, async () => {
      const calls = await weir.admin.calls(`vercel-${dialect}`, 1);
      return calls.find((call) => call.tags['task'] === `abort-${dialect}`);
    });
    expect(aborted.status).toBe('client_aborted');
    // thoughts come on top of the text
    expect((aborted.usage['output_tokens'] ?? 0) - (aborted.usage['output_reasoning_tokens'] ?? 0)).toBe(150);
    expect(Number(aborted.cost)).toBeGreaterThan(0);
  });
});

it('goes on with what a tool told it, step by step, with the Responses API [6]', async () => {
  const asked: string[] = [];
  const { text, steps } = await generateText({
    model: RESPONSES(keys['openai'] ?? ''),
    prompt: 'weather in Bergen',
    stopWhen: stepCountIs(3),
    tools: {
      weather: tool({
        inputSchema: z.object({ city: z.string() }),
        execute: async ({ city }) => {
          asked.push(city);
          return 'rain';
        },
      }),
    },
  });
  expect([asked.length, steps.length]).toEqual([1, 2]);
  expect(text).toBeTruthy();
  const [first] = steps;
  await recorded(weir, first?.response.headers, {
    provider: 'sandbox-openai',
    operation: 'responses',
    input: first?.usage.inputTokens,
    output: first?.usage.outputTokens,
  });
  const { object, partialObjectStream } = streamObject({
    model: RESPONSES(keys['openai'] ?? ''),
    schema: z.object({ urgent: z.boolean() }),
    prompt: 'triage',
  });
  for await (const _ of partialObjectStream);
  expect(typeof (await object).urgent).toBe('boolean');
});

it.each([
  ['sandbox-openai', 'embeddings', 'text-embedding-3-small'],
  ['sandbox-google', 'batch_embed_contents', 'gemini-embedding-001'],
])('embeds with %s', async (provider, operation, name) => {
  const apiKey = keys['openai'] ?? '';
  const model =
    provider === 'sandbox-openai'
      ? createOpenAI({ apiKey, baseURL: `${weir.gatewayUrl}/v1` }).textEmbeddingModel(name)
      : createGoogleGenerativeAI({ apiKey, baseURL: `${weir.gatewayUrl}/v1beta` }).textEmbeddingModel(name);
  const { embeddings, responses } = await embedMany({ model, values: ['a', 'b'] });
  expect(embeddings).toHaveLength(2);
  const call = await recorded(weir, responses?.[0]?.headers, { provider, operation });
  expect(Number(call.cost)).toBeGreaterThan(0);
});
