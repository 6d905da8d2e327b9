import { FunctionCallingConfigMode, GoogleGenAI, Type } from '@google/genai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { anthropicCost, geminiCost } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { recorded, SANDBOXES } from './ledger.ts';
import { PIXEL } from './pixel.ts';

let weir: RunningWeir;
let client: GoogleGenAI;
const WEATHER = {
  name: 'get_weather',
  parameters: { type: Type.OBJECT, properties: { city: { type: Type.STRING } }, required: ['city'] },
};

beforeAll(async () => {
  weir = await startWeir();
  const { secret } = await weir.admin.createWorkload('cross-genai', { approved_models: SANDBOXES });
  client = new GoogleGenAI({ apiKey: secret, httpOptions: { baseUrl: weir.gatewayUrl } });
});
afterAll(async () => {
  await weir?.stop();
});

describe.each([
  ['gpt-4o-mini', 'sandbox-openai'],
  ['claude-haiku-4-5', 'sandbox-anthropic'],
] as const)('the Gemini client with %s', (model, provider) => {
  const place = { provider, model, dialect: 'gemini' };

  it('gets a text, and the usage that is charged at the provider’s own price [5]', async () => {
    const answer = await client.models.generateContent({
      model,
      contents: 'Assess the claim.',
      config: { systemInstruction: 'Be brief.' },
    });
    expect(answer.text).toBeTruthy();
    const usage = answer.usageMetadata ?? {};
    const output = (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0);
    await recorded(weir, answer.sdkHttpResponse?.headers, {
      ...place,
      operation: 'generate_content',
      input: usage.promptTokenCount,
      output,
      cost:
        model === 'gpt-4o-mini'
          ? geminiCost(model, usage)
          : anthropicCost(model, { input_tokens: usage.promptTokenCount ?? 0, output_tokens: output }),
    });
  });

  it('streams the same text [7]', async () => {
    const contents = 'Tell me of the hail.';
    const unary = await client.models.generateContent({ model, contents });
    let text = '';
    let usage: { candidatesTokenCount?: number } = {};
    let headers: Record<string, string> | undefined;
    for await (const chunk of await client.models.generateContentStream({ model, contents })) {
      text += chunk.text ?? '';
      usage = chunk.usageMetadata ?? usage;
      headers ??= chunk.sdkHttpResponse?.headers;
    }
    expect(text).toBe(unary.text);
    const operation = 'stream_generate_content';
    const call = await recorded(weir, headers, { ...place, operation, output: usage.candidatesTokenCount });
    expect(call.stream).toBe(true);
  });

  it('calls functions there and back', async () => {
    const config = {
      tools: [{ functionDeclarations: [WEATHER] }],
      toolConfig: { functionCallingConfig: { mode: FunctionCallingConfigMode.AUTO } },
    };
    const asked = await client.models.generateContent({ model, contents: 'weather in Oslo', config });
    const [call] = asked.functionCalls ?? [];
    expect([call?.name, typeof call?.args?.['city']]).toEqual(['get_weather', 'string']);
    const answered = await client.models.generateContent({
      model,
      config,
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

  it('gets JSON by a schema, and shows a picture', async () => {
    const shaped = await client.models.generateContent({
      model,
      contents: 'triage',
      config: {
        responseMimeType: 'application/json',
        responseSchema: {
          type: Type.OBJECT,
          properties: { urgent: { type: Type.BOOLEAN } },
          required: ['urgent'],
        },
      },
    });
    expect(typeof JSON.parse(shaped.text ?? '').urgent).toBe('boolean');
    const pictured = await client.models.generateContent({
      model,
      contents: [
        {
          role: 'user',
          parts: [{ text: 'What is on it?' }, { inlineData: { mimeType: 'image/png', data: PIXEL } }],
        },
      ],
    });
    expect(pictured.text).toBeTruthy();
  });

  it('is told why it stopped, and what cannot be carried', async () => {
    const short = await client.models.generateContent({ model, contents: '[[sandbox:truncate]] go on' });
    expect(short.candidates?.[0]?.finishReason).toBe('MAX_TOKENS');
    const refused = await client.models.generateContent({ model, contents: '[[sandbox:refuse]] no' });
    expect(refused.candidates?.[0]?.finishReason).toBe('SAFETY');
    const unfit = await client.models
      .generateContent({ model, contents: 'x', config: { tools: [{ googleSearch: {} }] } })
      .catch((error: unknown) => error);
    expect(unfit).toMatchObject({ status: 400 });
    expect(String(unfit)).toContain('googleSearch');
    const limited = await client.models
      .generateContent({ model, contents: '[[sandbox:429 retry-after=30]]' })
      .catch((error: unknown) => error);
    expect(limited).toMatchObject({ status: 429 });
  });
});
