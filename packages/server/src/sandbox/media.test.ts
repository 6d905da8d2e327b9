import OpenAI, { toFile } from 'openai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startSandbox } from './testing.ts';

let sandbox: Awaited<ReturnType<typeof startSandbox>>;
let client: OpenAI;
beforeAll(async () => {
  sandbox = await startSandbox();
  client = new OpenAI({ apiKey: 'k', baseURL: `${sandbox.url}/openai/v1`, maxRetries: 0 });
});
afterAll(() => sandbox.close());

const PNG_MAGIC = 'iVBORw0KGgo';

describe('images', () => {
  it('makes a picture and bills tokens by quality and size', async () => {
    const made = await client.images.generate({
      model: 'gpt-image-1',
      prompt: 'A weir in a river',
      quality: 'medium',
      size: '1024x1536',
      n: 2,
    });
    expect(made.data?.map((image) => image.b64_json?.slice(0, PNG_MAGIC.length))).toEqual([
      PNG_MAGIC,
      PNG_MAGIC,
    ]);
    expect(made.usage).toMatchObject({ output_tokens: 2 * 1_584, input_tokens_details: { image_tokens: 0 } });
  });

  it('edits from pictures, which are read', async () => {
    const image = await toFile(Buffer.from('png'), 'in.png', { type: 'image/png' });
    const made = await client.images.edit({
      model: 'gpt-image-1',
      prompt: 'brighter',
      image: [image, image],
    });
    expect(made.usage?.input_tokens_details.image_tokens).toBe(388);
  });

  it('has no usage for dall-e-3, and streams partial pictures', async () => {
    const old = await client.images.generate({ model: 'dall-e-3', prompt: 'x', response_format: 'b64_json' });
    expect(old.usage).toBeUndefined();
    const types = [];
    for await (const event of await client.images.generate({
      model: 'gpt-image-1',
      prompt: 'x',
      stream: true,
      partial_images: 2,
    })) {
      types.push(event.type);
    }
    expect(types).toEqual([
      'image_generation.partial_image',
      'image_generation.partial_image',
      'image_generation.completed',
    ]);
  });
});

describe('audio', () => {
  const speak = (format: 'wav' | 'mp3') =>
    client.audio.speech.create({
      model: 'tts-1',
      voice: 'alloy',
      input: 'The weir holds back the river.',
      response_format: format,
    });

  it('says a text, and hears as long as it was said', async () => {
    const wav = Buffer.from(await (await speak('wav')).arrayBuffer());
    expect(wav.toString('latin1', 0, 4)).toBe('RIFF');
    const mp3 = Buffer.from(await (await speak('mp3')).arrayBuffer());
    expect([mp3[0], mp3[1]]).toEqual([0xff, 0xfb]);
    const heard = await client.audio.transcriptions.create({
      model: 'whisper-1',
      file: await toFile(wav, 'said.wav'),
      response_format: 'verbose_json',
    });
    expect(heard.duration).toBeCloseTo(2, 1);
    expect(heard.usage).toEqual({ type: 'duration', seconds: 2 });
  });

  it('streams speech with usage', async () => {
    const answer = await client.audio.speech.create({
      model: 'gpt-4o-mini-tts',
      voice: 'alloy',
      input: 'Hello there, river.',
      stream_format: 'sse',
    });
    const events = (await answer.text())
      .trim()
      .split('\n\n')
      .map((frame) => JSON.parse(frame.slice(6)));
    expect(events[0].type).toBe('speech.audio.delta');
    expect(events.at(-1)).toMatchObject({ type: 'speech.audio.done', usage: { input_tokens: 5 } });
  });

  it('transcribes with usage in tokens, as text, as a stream, and translates', async () => {
    const file = await toFile(Buffer.alloc(48_000, 1), 'in.mp3');
    const model = 'gpt-4o-transcribe';
    const unary = await client.audio.transcriptions.create({ model, file });
    expect(unary.usage).toMatchObject({ type: 'tokens', input_token_details: { audio_tokens: 30 } });
    let streamed = '';
    let usage: unknown;
    for await (const event of await client.audio.transcriptions.create({ model, file, stream: true })) {
      if (event.type === 'transcript.text.delta') streamed += event.delta;
      if (event.type === 'transcript.text.done') usage = event.usage;
    }
    expect(streamed).toBe(unary.text);
    expect(usage).toEqual(unary.usage);
    const text = await client.audio.transcriptions.create({ model, file, response_format: 'text' });
    expect(String(text).trim()).toBe(unary.text);
    expect((await client.audio.translations.create({ model: 'whisper-1', file })).text).not.toBe('');
  });
});

describe('moderations and completions', () => {
  it('flags by words', async () => {
    const { results } = await client.moderations.create({ input: ['a calm river', 'I want to attack'] });
    expect(results.map(({ flagged }) => flagged)).toEqual([false, true]);
    expect(results[1]?.categories.violence).toBe(true);
  });

  it('completes, streamed or not, with log probabilities that can be low', async () => {
    const ask = { model: 'gpt-3.5-turbo-instruct', prompt: 'Once upon a time', max_tokens: 40 };
    const unary = await client.completions.create({ ...ask, logprobs: 2 });
    expect(unary.usage?.completion_tokens).toBeLessThanOrEqual(40);
    const low = await client.completions.create(
      { ...ask, logprobs: 2 },
      { headers: { 'x-sandbox-fault': 'low-confidence' } },
    );
    const first = (completion: OpenAI.Completion) =>
      completion.choices[0]?.logprobs?.token_logprobs?.[0] ?? 0;
    expect(first(low)).toBeLessThan(first(unary) - 1);
    let streamed = '';
    let usage: OpenAI.CompletionUsage | null | undefined;
    const stream = await client.completions.create({
      ...ask,
      stream: true,
      stream_options: { include_usage: true },
    });
    for await (const chunk of stream) {
      streamed += chunk.choices[0]?.text ?? '';
      usage = chunk.usage ?? usage;
    }
    expect(streamed.length).toBeGreaterThan(20);
    expect(usage?.total_tokens).toBeGreaterThan(10);
  });
});
