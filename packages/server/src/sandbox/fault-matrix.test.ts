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

const messages = [{ role: 'user', content: 'hello' }];
const contents = [{ role: 'user', parts: [{ text: 'hello' }] }];
const CLAUDE = 'model/anthropic.claude-haiku-4-5-20251001-v1%3A0';
const invocation = { anthropic_version: 'bedrock-2023-05-31', max_tokens: 60, messages };

/** Every kind of route, with what it is asked; those that stream are asked for a stream. */
const ROUTES: readonly (readonly [path: string, body: object, streams: boolean])[] = [
  ['/v1/chat/completions', { model: 'gpt-4o', messages, stream: true }, true],
  ['/v1/responses', { model: 'gpt-4o', input: 'hello', stream: true }, true],
  [
    '/v1/completions',
    { model: 'gpt-3.5-turbo-instruct', prompt: 'hello', max_tokens: 60, stream: true },
    true,
  ],
  ['/v1/embeddings', { model: 'text-embedding-3-small', input: 'hello' }, false],
  ['/v1/moderations', { input: 'hello' }, false],
  ['/v1/images/generations', { model: 'gpt-image-1', prompt: 'hello' }, false],
  ['/v1/audio/speech', { model: 'tts-1', voice: 'alloy', input: 'hello' }, false],
  ['/v1/messages', { model: 'claude-haiku-4-5', max_tokens: 60, messages, stream: true }, true],
  ['/v1/messages/count_tokens', { model: 'claude-haiku-4-5', messages }, false],
  [
    '/v1/messages/batches',
    { requests: [{ custom_id: 'a', params: { model: 'claude-haiku-4-5', max_tokens: 9, messages } }] },
    false,
  ],
  ['/v1beta/models/gemini-2.0-flash:streamGenerateContent?alt=sse', { contents }, true],
  ['/v1beta/models/gemini-2.0-flash:streamGenerateContent', { contents }, true],
  ['/v1beta/models/gemini-2.0-flash:countTokens', { contents }, false],
  ['/v1beta/models/gemini-embedding-001:embedContent', { content: contents[0] }, false],
  ['/openai/deployments/gpt-4o/chat/completions?api-version=1', { messages, stream: true }, true],
  [`/${CLAUDE}/invoke-with-response-stream`, invocation, true],
  [`/${CLAUDE}/converse-stream`, { messages: [{ role: 'user', content: [{ text: 'hello' }] }] }, true],
];

function ask(path: string, body: object, fault: string): Promise<Response> {
  return fetch(`${sandbox.url}${path}`, {
    method: 'POST',
    headers: { authorization: 'Bearer k', 'x-sandbox-fault': fault },
    body: JSON.stringify(body),
  });
}

describe.each(ROUTES)('%s', (path, body) => {
  it('fails, drops and cuts on demand', async () => {
    expect((await ask(path, body, '500')).status).toBe(500);
    const limited = await ask(path, body, '429 retry-after=2');
    expect([limited.status, limited.headers.get('retry-after')]).toEqual([429, '2']);
    await expect(ask(path, body, 'drop')).rejects.toThrow();
    const cut = await ask(path, body, 'cut after=2');
    expect(cut.status).toBe(200);
    await expect(cut.arrayBuffer()).rejects.toThrow();
    expect((await ask(path, body, 'nonsense')).status).toBe(400);
  });
});

describe.each(ROUTES.filter(([, , streams]) => streams))('stream of %s', (path, body) => {
  it('reports an error in mid-stream and ends', async () => {
    const text = await (await ask(path, body, 'error-event after=2')).text();
    expect(text).toMatch(/error|UNAVAILABLE|Exception/);
    expect(text).not.toMatch(/\[DONE\]|message_stop|response\.completed|messageStop|"finishReason"/);
  });
});

it('plays faults on routes without a body', async () => {
  for (const path of ['/v1/models', '/v1/files', '/v1/batches', '/v1beta/models', '/v1/responses/resp_x']) {
    const answer = await fetch(`${sandbox.url}${path}`, { headers: { 'x-sandbox-fault': '503' } });
    expect([path, answer.status]).toEqual([path, 503]);
  }
});

describe('answers that differ on demand', () => {
  type Ask = Partial<OpenAI.ChatCompletionCreateParamsNonStreaming>;
  const chat = async (fault: string, more: Ask = {}) => {
    const { choices } = await client.chat.completions.create(
      { model: 'gpt-4o', messages: [{ role: 'user', content: 'Mail a.b@example.com, please.' }], ...more },
      { headers: { 'x-sandbox-fault': fault } },
    );
    return choices[0];
  };
  const format = {
    type: 'json_schema' as const,
    json_schema: { name: 'x', schema: { type: 'object', properties: { urgent: { type: 'boolean' } } } },
  };

  it('declines, is filtered, stops half-way', async () => {
    const refused = await chat('refuse');
    expect([refused?.message.content, refused?.finish_reason]).toEqual([null, 'stop']);
    expect(refused?.message.refusal).toContain('cannot help');
    expect((await chat('content-filter'))?.finish_reason).toBe('content_filter');
    expect((await chat('truncate'))?.finish_reason).toBe('length');
  });

  it('breaks structured output in two ways', async () => {
    const text = (await chat('invalid-json', { response_format: format }))?.message.content ?? '';
    expect(() => JSON.parse(text)).toThrow();
    const shape = (await chat('wrong-shape', { response_format: format }))?.message.content ?? '';
    expect(JSON.parse(shape)).not.toHaveProperty('urgent');
  });

  it('is unsure only when told so, and tells only when asked', async () => {
    const average = (choice: Awaited<ReturnType<typeof chat>>) => {
      const list = choice?.logprobs?.content ?? [];
      return list.reduce((sum, { logprob }) => sum + logprob, 0) / list.length;
    };
    expect(average(await chat('tokens=20', { logprobs: true }))).toBeGreaterThan(-0.2);
    expect(average(await chat('low-confidence', { logprobs: true }))).toBeLessThan(-1);
    expect((await chat('low-confidence'))?.logprobs).toBeNull();
  });

  it('repeats the question in small pieces', async () => {
    const pieces: string[] = [];
    const stream = await client.chat.completions.create(
      { model: 'gpt-4o', messages: [{ role: 'user', content: 'Mail a.b@example.com.' }], stream: true },
      { headers: { 'x-sandbox-fault': 'echo size=4' } },
    );
    for await (const chunk of stream) pieces.push(chunk.choices[0]?.delta.content ?? '');
    expect(pieces.join('')).toBe('Mail a.b@example.com.');
    expect(Math.max(...pieces.map((piece) => piece.length))).toBe(4);
  });
});
