import { type GenerateContentResponse, GoogleGenAI, Type } from '@google/genai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from './testing.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let client: GoogleGenAI;
beforeAll(async () => {
  sandbox = await startSandbox();
  client = clientFor('k');
});
afterAll(() => sandbox.close());

function clientFor(apiKey: string, headers: Record<string, string> = {}): GoogleGenAI {
  return new GoogleGenAI({ apiKey, httpOptions: { baseUrl: `${sandbox.url}/gemini`, headers } });
}

async function chunksOf(ask: { model: string; contents: string }, fault?: string) {
  const chunks: GenerateContentResponse[] = [];
  const asking = fault === undefined ? client : clientFor('k', { 'x-sandbox-fault': fault });
  for await (const chunk of await asking.models.generateContentStream(ask)) chunks.push(chunk);
  return chunks;
}

function post(path: string, body: unknown, headers: Record<string, string> = {}) {
  return fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) });
}

const LOOKUP = {
  functionDeclarations: [
    {
      name: 'lookup_order',
      parameters: { type: Type.OBJECT, properties: { order: { type: Type.INTEGER } } },
    },
  ],
};
const hello = { contents: [{ role: 'user', parts: [{ text: 'hello' }] }] };

describe('generateContent', () => {
  it('answers with usage in which candidates and thoughts stand apart', async () => {
    const answer = await client.models.generateContent({
      model: 'gemini-2.5-flash',
      contents: 'Where is my order?',
    });
    const usage = answer.usageMetadata;
    expect(answer.responseId).toMatch(/^sandbox-/);
    expect(answer.modelVersion).toBe('gemini-2.5-flash');
    expect(answer.candidates?.[0]?.finishReason).toBe('STOP');
    expect(usage?.candidatesTokenCount).toBe(Math.ceil((answer.text ?? '').length / 4));
    expect(usage?.thoughtsTokenCount).toBeGreaterThan(0);
    expect(usage?.totalTokenCount).toBe(
      (usage?.promptTokenCount ?? 0) + (usage?.candidatesTokenCount ?? 0) + (usage?.thoughtsTokenCount ?? 0),
    );
  });

  it('streams the same answer, with usage in each chunk', async () => {
    const ask = { model: 'gemini-2.5-pro', contents: 'Review this contract.' };
    const unary = await client.models.generateContent(ask);
    const chunks = await chunksOf(ask);
    expect(chunks.map((chunk) => chunk.text ?? '').join('')).toBe(unary.text);
    expect(chunks.length).toBeGreaterThan(2);
    expect(chunks.every((chunk) => chunk.usageMetadata !== undefined)).toBe(true);
    expect(chunks.at(-1)?.usageMetadata?.totalTokenCount).toBe(unary.usageMetadata?.totalTokenCount);
    expect(chunks.at(-1)?.candidates?.[0]?.finishReason).toBe('STOP');
  });

  it('streams one JSON array unless events are asked for', async () => {
    const answer = await post('/v1beta/models/gemini-2.0-flash:streamGenerateContent', hello);
    expect(answer.headers.get('content-type')).toContain('application/json');
    const list = (await answer.json()) as { candidates: { finishReason?: string }[] }[];
    expect(list.length).toBeGreaterThan(1);
    expect(list.at(-1)?.candidates[0]?.finishReason).toBe('STOP');
    const failed = await post('/v1beta/models/gemini-2.0-flash:streamGenerateContent', hello, {
      'x-sandbox-fault': 'error-event after=1',
    });
    expect(((await failed.json()) as unknown[]).at(-1)).toMatchObject({ error: { status: 'UNAVAILABLE' } });
  });

  it('calls functions with ids, and answers once their results are there', async () => {
    const model = 'gemini-2.5-flash';
    const ask = 'Look up the order 7.';
    const first = await client.models.generateContent({ model, contents: ask, config: { tools: [LOOKUP] } });
    const call = first.functionCalls?.[0];
    expect(call).toMatchObject({ name: 'lookup_order', id: expect.stringMatching(/^call_sandbox_/) });
    expect(Number.isInteger(call?.args?.['order'])).toBe(true);
    const second = await client.models.generateContent({
      model,
      config: { tools: [LOOKUP] },
      contents: [
        { role: 'user', parts: [{ text: ask }] },
        { role: 'model', parts: [{ functionCall: call ?? {} }] },
        {
          role: 'user',
          parts: [{ functionResponse: { id: call?.id ?? '', name: 'lookup_order', response: { ok: true } } }],
        },
      ],
    });
    expect(second.text).toBeTruthy();
  });

  it('fits structured output, in both schema dialects', async () => {
    const ask = (config: object) =>
      client.models.generateContent({
        model: 'gemini-2.0-flash',
        contents: 'triage',
        config: { responseMimeType: 'application/json', ...config },
      });
    const own = await ask({
      responseSchema: {
        type: Type.OBJECT,
        properties: { tags: { type: Type.ARRAY, items: { type: Type.STRING }, minItems: '2' } },
      },
    });
    expect(JSON.parse(own.text ?? '').tags.length).toBeGreaterThan(1);
    const json = await ask({
      responseJsonSchema: { type: 'object', properties: { score: { type: 'number' } } },
    });
    expect(typeof JSON.parse(json.text ?? '').score).toBe('number');
  });

  it('thinks within its budget, and tells its thoughts when asked', async () => {
    const off = await client.models.generateContent({
      model: 'gemini-2.5-flash',
      contents: 'x',
      config: { thinkingConfig: { thinkingBudget: 0 } },
    });
    expect(off.usageMetadata?.thoughtsTokenCount).toBeUndefined();
    const told = await client.models.generateContent({
      model: 'gemini-2.5-flash',
      contents: 'x',
      config: { thinkingConfig: { includeThoughts: true } },
    });
    expect(told.candidates?.[0]?.content?.parts?.[0]?.thought).toBe(true);
  });

  it('refuses, truncates, echoes and doubts on demand', async () => {
    const ask = { model: 'gemini-2.0-flash', contents: 'My mail is a.b@example.com' };
    const refused = (await chunksOf(ask, 'refuse')).at(-1)?.candidates?.[0];
    expect([refused?.finishReason, refused?.content]).toEqual(['SAFETY', undefined]);
    expect((await chunksOf(ask, 'truncate')).at(-1)?.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
    const echo = (await chunksOf(ask, 'echo')).map((chunk) => chunk.text ?? '');
    expect(echo.join('')).toBe(ask.contents);
    expect(echo.length).toBeGreaterThan(6);
    const average = async (fault: string) => {
      const answer = await clientFor('k', { 'x-sandbox-fault': fault }).models.generateContent({
        ...ask,
        config: { responseLogprobs: true, logprobs: 2 },
      });
      return answer.candidates?.[0]?.avgLogprobs ?? 0;
    };
    expect(await average('tokens=20')).toBeGreaterThan(-0.2);
    expect(await average('tokens=20; low-confidence')).toBeLessThan(-1);
  });
});

describe('beside generating', () => {
  it('caches content explicitly and bills it as cached', async () => {
    const cache = await client.caches.create({
      model: 'gemini-2.5-flash',
      config: { contents: 'policy text '.repeat(600), ttl: '300s', displayName: 'policies' },
    });
    const tokens = cache.usageMetadata?.totalTokenCount ?? 0;
    const answer = await client.models.generateContent({
      model: 'gemini-2.5-flash',
      contents: 'What is covered?',
      config: { cachedContent: cache.name ?? '' },
    });
    expect(answer.usageMetadata?.cachedContentTokenCount).toBe(tokens);
    expect(answer.usageMetadata?.promptTokenCount).toBeGreaterThan(tokens);
    await client.caches.delete({ name: cache.name ?? '' });
    await expect(client.caches.get({ name: cache.name ?? '' })).rejects.toThrow(/not found/);
  });

  it('counts, embeds and lists models', async () => {
    const ask = { model: 'gemini-2.0-flash', contents: 'How long is this?' };
    const counted = await client.models.countTokens(ask);
    const billed = await client.models.generateContent(ask);
    expect(counted.totalTokens).toBe(billed.usageMetadata?.promptTokenCount);
    const embedded = await client.models.embedContent({
      model: 'gemini-embedding-001',
      contents: ['one', 'two'],
      config: { outputDimensionality: 256 },
    });
    expect(embedded.embeddings?.map(({ values }) => values?.length)).toEqual([256, 256]);
    const models = await client.models.list();
    expect(models.page.map(({ name }) => name)).toContain('models/gemini-2.5-pro');
    expect((await client.models.get({ model: 'gemini-2.5-pro' })).outputTokenLimit).toBe(65_536);
  });

  it('speaks the errors of Gemini', async () => {
    const path = '/gemini/v1beta/models/gemini-2.0-flash:generateContent';
    const missing = await post(path, hello);
    expect([missing.status, await missing.json()]).toMatchObject([
      403,
      { error: { status: 'PERMISSION_DENIED' } },
    ]);
    const wrong = await post(`${path}?key=invalid`, hello);
    expect(await wrong.json()).toMatchObject({ error: { code: 400, status: 'INVALID_ARGUMENT' } });
    const limited = await post(`${path}?key=k`, hello, { 'x-sandbox-fault': '429 retry-after=7' });
    expect(await limited.json()).toMatchObject({
      error: { code: 429, status: 'RESOURCE_EXHAUSTED', details: [{ retryDelay: '7s' }] },
    });
    const unknown = await post('/v1beta/models/gemini-nope:generateContent', hello);
    expect(await unknown.json()).toMatchObject({ error: { code: 404, status: 'NOT_FOUND' } });
    expect((await post('/v1/models/gemini-2.0-flash:generateContent', hello)).status).toBe(200);
  });
});
