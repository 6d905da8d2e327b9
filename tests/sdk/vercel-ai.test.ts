import { createAnthropic } from '@ai-sdk/anthropic';
import { createOpenAI } from '@ai-sdk/openai';
import { APICallError, generateObject, generateText, type LanguageModel, streamText, tool } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { anthropicCost, openaiCost } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

let weir: RunningWeir;
const models: Record<string, (apiKey: string) => LanguageModel> = {
  openai: (apiKey) => createOpenAI({ apiKey, baseURL: `${weir.gatewayUrl}/v1` }).chat('gpt-4o-mini'),
  anthropic: (apiKey) => createAnthropic({ apiKey, baseURL: `${weir.gatewayUrl}/v1` })('claude-haiku-4-5'),
};
const keys: Record<string, string> = {};

beforeAll(async () => {
  weir = await startWeir();
  for (const dialect of Object.keys(models)) {
    keys[dialect] = (await weir.admin.createWorkload(`vercel-${dialect}`)).secret;
  }
});
afterAll(async () => {
  await weir?.stop();
});

describe.each(['openai', 'anthropic'] as const)('the AI SDK with %s', (dialect) => {
  const model = (key = keys[dialect] ?? '') => {
    const make = models[dialect];
    if (make === undefined) throw new Error(dialect);
    return make(key);
  };

  it('generates and streams text, each call priced exactly', async () => {
    const { text, response } = await generateText({ model: model(), prompt: 'Hello, what can you do?' });
    expect(text.length).toBeGreaterThan(10);
    const call = await weir.admin.call(response.headers?.['x-weir-call-id'] ?? '');
    expect(call).toMatchObject({ status: 'ok', dialect, estimated: false });
    const usage = { input: call.usage['input_tokens'] ?? 0, output: call.usage['output_tokens'] ?? 0 };
    expect(call.cost).toBe(
      dialect === 'openai'
        ? openaiCost('gpt-4o-mini', { prompt_tokens: usage.input, completion_tokens: usage.output })
        : anthropicCost('claude-haiku-4-5', { input_tokens: usage.input, output_tokens: usage.output }),
    );
    const stream = streamText({ model: model(), prompt: 'Hello, what can you do?' });
    let streamed = '';
    for await (const part of stream.textStream) streamed += part;
    expect(streamed.length).toBeGreaterThan(10);
    const headers = (await stream.response).headers ?? {};
    const second = await weir.admin.call(headers['x-weir-call-id'] ?? '');
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
    const aborted = await waitFor('the aborted call', 4_000, async () => {
      const calls = await weir.admin.calls(`vercel-${dialect}`, 1);
      return calls.find((call) => call.tags['task'] === `abort-${dialect}`);
    });
    expect(aborted.status).toBe('client_aborted');
    expect(aborted.usage['output_tokens']).toBe(150);
    expect(Number(aborted.cost)).toBeGreaterThan(0);
  });
});
