import { afterAll, beforeAll, expect, it } from 'vitest';
import { startSandbox } from './testing.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
beforeAll(async () => {
  sandbox = await startSandbox();
});
afterAll(() => sandbox.close());

it('answers the gateway, which sends no key and no dialect in the path', async () => {
  const post = (path: string, body: object) =>
    fetch(`${sandbox.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  const messages = [{ role: 'user', content: 'hello' }];
  const chat = await post('/v1/chat/completions', { model: 'gpt-4o', messages });
  expect(await chat.json()).toMatchObject({ object: 'chat.completion' });
  const message = await post('/v1/messages', { model: 'claude-haiku-4-5', max_tokens: 9, messages });
  expect(await message.json()).toMatchObject({ type: 'message' });
  const broken = await post('/v1/messages', {});
  expect(await broken.json()).toMatchObject({ type: 'error' });
  const anthropic = await fetch(`${sandbox.url}/v1/models`, {
    headers: { 'anthropic-version': '2023-06-01' },
  });
  expect(await anthropic.json()).toHaveProperty('has_more');
  expect(await (await fetch(`${sandbox.url}/v1/models`)).json()).toMatchObject({ object: 'list' });
});

it('does not mind headers left over from another dialect', async () => {
  const answer = await fetch(`${sandbox.url}/v1/chat/completions`, {
    method: 'POST',
    headers: { 'anthropic-version': '2023-06-01', 'x-goog-api-key': 'k' },
    body: JSON.stringify({ model: 'gpt-4o', messages: [{ role: 'user', content: 'hello' }] }),
  });
  expect(await answer.json()).toMatchObject({ object: 'chat.completion' });
  const models = await fetch(`${sandbox.url}/v1/models`, { headers: { 'x-goog-api-key': 'k' } });
  expect(await models.json()).toHaveProperty('models');
});

it('says which paths it knows', async () => {
  const answer = await fetch(`${sandbox.url}/v2/anything`);
  expect(answer.status).toBe(404);
  expect(await answer.text()).toContain('/openai/v1');
});

it('answers to further names it is told, guessing what they are', async () => {
  const told = await startSandbox({
    knownModels: {
      openai: ['gpt-7-mini', 'gpt-7-audio'],
      anthropic: ['claude-next-9'],
      gemini: ['gemini-9-flash'],
    },
  });
  const post = (path: string, body: object) =>
    fetch(`${told.url}${path}`, { method: 'POST', body: JSON.stringify(body) });
  const messages = [{ role: 'user', content: 'hello' }];
  const chat = await post('/v1/chat/completions', { model: 'gpt-7-mini', messages });
  const { usage } = (await chat.json()) as {
    usage: { completion_tokens_details: { reasoning_tokens: number } };
  };
  expect(usage.completion_tokens_details.reasoning_tokens).toBeGreaterThan(0);
  expect((await post('/v1/chat/completions', { model: 'gpt-7-audio', messages })).status).toBe(404);
  expect((await post('/v1/messages', { model: 'claude-next-9', max_tokens: 5, messages })).status).toBe(200);
  const gemini = await post('/v1beta/models/gemini-9-flash:generateContent', {
    contents: [{ parts: [{ text: 'hello' }] }],
  });
  expect(await gemini.json()).toMatchObject({ usageMetadata: { thoughtsTokenCount: expect.any(Number) } });
  await told.close();
});
