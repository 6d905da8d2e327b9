import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { dollars, openaiCost } from '../support/prices.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { callId, recorded, remembering } from './ledger.ts';

let weir: RunningWeir;
let client: OpenAI;
const seen = remembering();
const openai = { provider: 'sandbox-openai', dialect: 'openai' } as const;

beforeAll(async () => {
  weir = await startWeir();
  const { secret } = await weir.admin.createWorkload('openai-media');
  client = new OpenAI({ apiKey: secret, baseURL: `${weir.gatewayUrl}/v1`, maxRetries: 0, fetch: seen.fetch });
});
afterAll(async () => {
  await weir?.stop();
});

it('embeds, as numbers and as base64 [19]', async () => {
  const input = ['a claim', 'a policy'];
  const { data, usage } = await client.embeddings.create({
    model: 'text-embedding-3-small',
    input,
    dimensions: 64,
  });
  expect(data.map(({ embedding }) => embedding.length)).toEqual([64, 64]);
  const cost = openaiCost('text-embedding-3-small', {
    prompt_tokens: usage.prompt_tokens,
    completion_tokens: 0,
  });
  await recorded(weir, seen.last(), { ...openai, operation: 'embeddings', input: usage.prompt_tokens, cost });
  const plain = await client.embeddings.create({
    model: 'text-embedding-3-small',
    input,
    dimensions: 64,
    encoding_format: 'float',
  });
  expect(plain.data[0]?.embedding[0]).toBeCloseTo(data[0]?.embedding[0] ?? 0, 5);
});

it('makes pictures, billed by their tokens [20]', async () => {
  const { data, usage } = await client.images.generate({
    model: 'gpt-image-1',
    prompt: 'a weir in the evening',
    n: 2,
    quality: 'low',
  });
  expect(data).toHaveLength(2);
  if (usage === undefined) throw new Error('no usage');
  // $5 in (text), $40 out per million
  const cost = dollars(BigInt(usage.input_tokens) * 5_000_000n + BigInt(usage.output_tokens) * 40_000_000n);
  await recorded(weir, seen.last(), {
    ...openai,
    operation: 'images.generations',
    output: usage.output_tokens,
    cost,
  });
});

it('edits a picture that is sent as a form [20]', async () => {
  const image = await toFile(Buffer.from('not really a picture'), 'a.png', { type: 'image/png' });
  const { data } = await client.images.edit({
    model: 'gpt-image-1',
    image,
    prompt: 'more water',
    quality: 'low',
  });
  expect(data).toHaveLength(1);
  await recorded(weir, seen.last(), { ...openai, operation: 'images.edits' });
});

it('speaks: sound passes as it comes, billed by characters [20]', async () => {
  const input = 'The weir holds the water.';
  const spoken = await client.audio.speech.create({ model: 'tts-1', voice: 'alloy', input });
  expect((await spoken.arrayBuffer()).byteLength).toBeGreaterThan(100);
  // $15 per million characters
  const cost = dollars(BigInt(input.length) * 15_000_000n);
  // sound says nothing of its usage: the characters asked for are what is charged, marked as an estimate
  const call = await recorded(weir, spoken.headers, { ...openai, operation: 'audio.speech' });
  expect(call.cost).toBe(cost);
  expect(call.usage['input_characters']).toBe(input.length);
});

it('listens: a file goes up as a form, billed by its minutes or tokens [20]', async () => {
  const file = await toFile(Buffer.alloc(200_000, 3), 'call.mp3', { type: 'audio/mpeg' });
  const text = await client.audio.transcriptions.create({ model: 'gpt-4o-mini-transcribe', file });
  expect(text.text).toBeTruthy();
  const call = await recorded(weir, seen.last(), { ...openai, operation: 'audio.transcriptions' });
  expect(Number(call.cost)).toBeGreaterThan(0);
  const whisper = await client.audio.transcriptions.create({
    model: 'whisper-1',
    file,
    response_format: 'verbose_json',
  });
  expect(whisper.duration).toBeGreaterThan(0);
  const timed = await recorded(weir, seen.last(), { ...openai, operation: 'audio.transcriptions' });
  expect(Number(timed.cost)).toBeGreaterThan(0);
  const stream = await client.audio.transcriptions.create({
    model: 'gpt-4o-mini-transcribe',
    file,
    stream: true,
  });
  let last = '';
  for await (const event of stream) last = event.type;
  expect(last).toBe('transcript.text.done');
});

it('moderates without a charge', async () => {
  const { results } = await client.moderations.create({
    model: 'omni-moderation-latest',
    input: 'I will kill you',
  });
  expect(results[0]?.flagged).toBe(true);
  expect(seen.last().headers.get('x-weir-cost-usd')).toBeNull();
});

it('completes as of old [3]', async () => {
  const { choices, usage } = await client.completions.create({
    model: 'gpt-3.5-turbo-instruct',
    prompt: 'Once upon a time',
    max_tokens: 20,
  });
  expect(choices[0]?.text).toBeTruthy();
  await recorded(weir, seen.last(), {
    ...openai,
    operation: 'completions',
    output: usage?.completion_tokens,
  });
  const stream = await client.completions.create({
    model: 'gpt-3.5-turbo-instruct',
    prompt: 'Once upon a time',
    max_tokens: 20,
    stream: true,
  });
  let text = '';
  for await (const chunk of stream) text += chunk.choices[0]?.text ?? '';
  expect(text).toBe(choices[0]?.text);
  const call = await weir.admin.call(callId(seen.last()));
  expect([call.stream, call.estimated]).toEqual([true, false]);
});

it('tells of models, one and all [17]', async () => {
  const { data } = await client.models.list();
  expect(data.map(({ id }) => id)).toContain('gpt-4o-mini');
  expect((await client.models.retrieve('gpt-4o-mini')).id).toBe('gpt-4o-mini');
});
