import { ApiError, GoogleGenAI, Type } from '@google/genai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { geminiCost } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { recorded, SANDBOXES } from './ledger.ts';

let weir: RunningWeir;
let client: GoogleGenAI;
const google = { provider: 'sandbox-google', dialect: 'gemini' } as const;
const FLASH = 'gemini-2.5-flash';
const WEATHER = {
  name: 'get_weather',
  parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
};

function clientFor(apiKey: string): GoogleGenAI {
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl: weir.gatewayUrl } });
}

beforeAll(async () => {
  weir = await startWeir();
  client = clientFor((await weir.admin.createWorkload('genai', { approved_models: SANDBOXES })).secret);
});
afterAll(async () => {
  await weir?.stop();
});

describe('generateContent', () => {
  it('is in the ledger, priced exactly [5] [14]', async () => {
    const answer = await client.models.generateContent({ model: FLASH, contents: 'Assess the claim.' });
    expect(answer.text).toBeTruthy();
    const usage = answer.usageMetadata ?? {};
    const call = await recorded(weir, answer.sdkHttpResponse?.headers, {
      ...google,
      operation: 'generate_content',
      model: FLASH,
      input: usage.promptTokenCount,
      output: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
      cost: geminiCost(FLASH, usage),
    });
    expect(call.finish_reason).toBe('STOP');
  });

  it('streams the same text, usage with the last chunk [7]', async () => {
    const contents = 'Tell me of the hail.';
    const unary = await client.models.generateContent({ model: FLASH, contents });
    const stream = await client.models.generateContentStream({ model: FLASH, contents });
    let text = '';
    let usage = {};
    let headers: Record<string, string> | undefined;
    for await (const chunk of stream) {
      text += chunk.text ?? '';
      usage = chunk.usageMetadata ?? usage;
      headers ??= chunk.sdkHttpResponse?.headers;
    }
    expect(text).toBe(unary.text);
    const call = await recorded(weir, headers, {
      ...google,
      operation: 'stream_generate_content',
      cost: geminiCost(FLASH, usage),
    });
    expect(call.stream).toBe(true);
  });

  it('holds a conversation', async () => {
    const chat = client.chats.create({ model: FLASH });
    const first = await chat.sendMessage({ message: 'My name is Ada.' });
    const second = await chat.sendMessage({ message: 'And what is it?' });
    expect(second.usageMetadata?.promptTokenCount).toBeGreaterThan(
      first.usageMetadata?.promptTokenCount ?? 0,
    );
    await recorded(weir, second.sdkHttpResponse?.headers, {
      ...google,
      operation: 'generate_content',
      input: second.usageMetadata?.promptTokenCount,
    });
  });

  it('calls functions and reads what came of it [22]', async () => {
    const tools = [{ functionDeclarations: [WEATHER] }];
    const asked = await client.models.generateContent({
      model: FLASH,
      contents: 'weather in Oslo',
      config: { tools },
    });
    const [call] = asked.functionCalls ?? [];
    expect([call?.name, typeof call?.args?.['city']]).toEqual(['get_weather', 'string']);
    const record = await recorded(weir, asked.sdkHttpResponse?.headers, {
      ...google,
      operation: 'generate_content',
    });
    expect([record.tool_calls, record.tool_names]).toEqual([1, ['get_weather']]);
    const answered = await client.models.generateContent({
      model: FLASH,
      config: { tools },
      contents: [
        { role: 'user', parts: [{ text: 'weather in Oslo' }] },
        asked.candidates?.[0]?.content ?? {},
        {
          role: 'user',
          parts: [
            { functionResponse: { name: 'get_weather', id: call?.id ?? '', response: { output: 'sun' } } },
          ],
        },
      ],
    });
    expect(answered.text).toBeTruthy();
  });

  it('answers in JSON by a schema', async () => {
    const answer = await client.models.generateContent({
      model: FLASH,
      contents: 'triage',
      config: {
        responseMimeType: 'application/json',
        responseSchema: {
          type: Type.OBJECT,
          properties: {
            urgent: { type: Type.BOOLEAN },
            team: { type: Type.STRING, enum: ['claims', 'legal'] },
          },
          required: ['urgent', 'team'],
        },
      },
    });
    expect(['claims', 'legal']).toContain(JSON.parse(answer.text ?? '').team);
  });
});

it('embeds, and counts without a charge [16]', async () => {
  const { embeddings, sdkHttpResponse } = await client.models.embedContent({
    model: 'gemini-embedding-001',
    contents: ['a claim', 'a policy'],
    config: { outputDimensionality: 64 },
  });
  expect(embeddings?.map(({ values }) => values?.length)).toEqual([64, 64]);
  const call = await recorded(weir, sdkHttpResponse?.headers, {
    ...google,
    operation: 'batch_embed_contents',
  });
  expect(Number(call.cost)).toBeGreaterThan(0);
  const counted = await client.models.countTokens({ model: FLASH, contents: 'How long is this?' });
  expect(counted.totalTokens).toBeGreaterThan(0);
});

it('lists the models the key may use, in its own shape [17]', async () => {
  const names: string[] = [];
  for await (const { name } of await client.models.list()) names.push(name ?? '');
  expect(names).toContain(`models/${FLASH}`);
});

describe('errors', () => {
  it('of key and budget are typed', async () => {
    const wrong = await clientFor('wk_wrong')
      .models.generateContent({ model: FLASH, contents: 'x' })
      .catch((error: unknown) => error);
    expect(wrong).toBeInstanceOf(ApiError);
    expect(wrong).toMatchObject({ status: 401 });
    const poor = await weir.admin.createWorkload('poor-genai', {
      approved_models: SANDBOXES,
      budget: { amount: '0.000000001', currency: 'USD', period: 'month' },
    });
    const spent = await clientFor(poor.secret)
      .models.generateContent({ model: FLASH, contents: 'x' })
      .catch((error: unknown) => error);
    expect(spent).toMatchObject({ status: 402 });
    expect(String(spent)).toContain('poor-genai');
  });

  it('in mid-stream are errors', async () => {
    const stream = await client.models.generateContentStream({
      model: FLASH,
      contents: '[[sandbox:error-event after=3;tokens=80]] go on',
    });
    const read = async () => {
      for await (const _ of stream);
    };
    await expect(read()).rejects.toThrow();
  });
});
