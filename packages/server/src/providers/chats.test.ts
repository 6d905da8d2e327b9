import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { anthropic } from './anthropic/index.ts';
import type { RequestFacts } from './index.ts';
import { finish } from './json/scan-object.ts';
import { openai } from './openai/index.ts';

const LINE = { model: undefined, query: '', contentType: 'application/json' };
const HIDING = { hideUsage: true, contentType: 'text/event-stream' };
const REQUEST: RequestFacts = {
  model: 'm',
  stream: false,
  maxOutputTokens: undefined,
  choices: 1,
  user: undefined,
  metadata: undefined,
  mustAskForUsage: false,
};

const CHATS = [openai, anthropic].flatMap((adapter) =>
  adapter.operations
    .filter(({ name }) => name === 'chat.completions' || name === 'messages')
    .map((operation) => ({ adapter, operation })),
);

describe.each(CHATS)('$adapter.dialect $operation.name', ({ adapter, operation }) => {
  it('estimates the same output when an error ends the stream', () => {
    const content = (text: string) =>
      adapter.dialect === 'openai'
        ? `data: {"id":"chatcmpl-1","object":"chat.completion.chunk","created":1,"model":"gpt-4o-mini","choices":[{"index":0,"delta":{"content":"${text}"},"finish_reason":null}]}\n\n`
        : `event: content_block_delta\ndata: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"${text}"}}\n\n`;
    const error =
      adapter.dialect === 'openai'
        ? 'data: {"error":{"message":"x"}}\n\n'
        : 'event: error\ndata: {"type":"error","error":{"type":"x"}}\n\n';
    const meter = operation.createStreamMeter(HIDING);
    for (let i = 0; i < 200; i += 1) meter.push(Buffer.from(content('word')));
    const before = meter.facts().outputEstimate;
    meter.push(Buffer.from(error));
    expect(meter.failed).toBe(true);
    expect(meter.facts().outputEstimate).toBe(before);
    expect(before).toBe(200);
  });

  it('reads a large request as it reads a small one', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 40, unit: 'grapheme' }),
        fc.boolean(),
        fc.array(fc.tuple(fc.string({ unit: 'grapheme' }), fc.jsonValue()), { maxLength: 6 }),
        (model, stream, others) => {
          const messages = [{ role: 'user', content: 'é"\\ [] {} ' }];
          const request = { ...Object.fromEntries(others), model, stream, max_tokens: 7, messages };
          for (const own of ['metadata', 'stream_options', 'n', 'max_completion_tokens', 'user']) {
            Reflect.deleteProperty(request, own);
          }
          const small = finish(operation.readRequest(Buffer.from(JSON.stringify(request)), LINE));
          const padded = { ...request, padding: 'p"\\'.repeat(4000) };
          const large = finish(operation.readRequest(Buffer.from(JSON.stringify(padded, null, 1)), LINE));
          expect(large).toEqual(small);
          expect(small).toMatchObject({ model, stream, maxOutputTokens: 7 });
        },
      ),
    );
  });

  it('changes a request only where it must', () => {
    fc.assert(
      fc.property(fc.jsonValue(), fc.constantFrom(undefined, 0, 1, 2), (extra, spaces) => {
        const request = { first: extra, model: 'a/b', messages: [], z: 1 };
        const body = Buffer.from(JSON.stringify(request, null, spaces));
        expect(operation.rewriteRequest(body, {}, LINE)).toBe(body);
        const renamed = operation.rewriteRequest(body, { model: 'b' }, LINE);
        expect(renamed.toString()).toBe(body.toString().replace('"a/b"', '"b"'));
      }),
    );
  });

  it.each<[body: string, code: string, field?: string]>([
    ['', 'body_not_json'],
    ['{', 'body_not_json'],
    ['[]', 'body_not_json'],
    ['null', 'body_not_json'],
    ['{"model":1,"messages":[]}', 'body_invalid', 'model'],
    ['{"messages":[]}', 'body_invalid', 'model'],
    ['{"model":"m"}', 'body_invalid', 'messages'],
    ['{"model":"m","messages":{}}', 'body_invalid', 'messages'],
    ['{"model":"m","messages":[],"stream":"yes"}', 'body_invalid', 'stream'],
    ['{"model":"m","messages":[],"max_tokens":-1}', 'body_invalid', 'max_tokens'],
    ['{"model":"m","messages":[],"max_tokens":"9"}', 'body_invalid', 'max_tokens'],
  ])('refuses %s and names what is wrong', (body, code, field) => {
    const wide = body.replace(/}$/, `,"padding":"${'x'.repeat(9000)}"}`);
    for (const text of [body, ...(body.includes('model') ? [wide] : [])]) {
      expect(() => finish(operation.readRequest(Buffer.from(text), LINE))).toThrowError(
        expect.objectContaining({ code, ...(field === undefined ? {} : { field }) }),
      );
    }
  });

  it('answers errors in its dialect with a stable code', () => {
    const error = { status: 402, code: 'budget_exhausted', message: 'Spent.', field: 'model', callId: 'c1' };
    const body = JSON.parse(adapter.errorBody(error)) as { error: Record<string, unknown> };
    expect(body.error).toMatchObject({ message: 'Spent.', code: 'budget_exhausted', param: 'model' });
    expect(adapter.readErrorCode(Buffer.from(adapter.errorBody(error)))).toBeDefined();
    const meter = operation.createStreamMeter({ hideUsage: false, contentType: 'text/event-stream' });
    meter.push(Buffer.from(adapter.streamError(error)));
    expect(meter.failed).toBe(true);
    expect(meter.ended).toBe(false);
  });

  it.each([-1, 1.5, '12', 1e300])('does not believe %s tokens', (count) => {
    const usage = { prompt_tokens: count, completion_tokens: 1, input_tokens: count, output_tokens: 1 };
    const facts = operation.readAnswer(Buffer.from(JSON.stringify({ usage })), false, REQUEST);
    expect(facts).toMatchObject({ impossible: true, usage: undefined });
    expect(facts.rawUsage).toBe(JSON.stringify(usage));
  });
});

it('drops a cache-write split that the final count contradicts', () => {
  const start = {
    input_tokens: 1,
    cache_creation_input_tokens: 9,
    cache_creation: { ephemeral_5m_input_tokens: 9 },
  };
  const frames = [
    `event: message_start\ndata: ${JSON.stringify({ message: { usage: start } })}\n\n`,
    'event: message_delta\ndata: {"usage":{"cache_creation_input_tokens":4,"output_tokens":2}}\n\n',
  ];
  const meter = CHATS[1]?.operation.createStreamMeter(HIDING);
  for (const frame of frames) meter?.push(Buffer.from(frame));
  expect(meter?.facts().usage).toEqual({ input_tokens: 5, output_tokens: 2, cache_write_tokens: 4 });
});

describe('a part larger than its whole', () => {
  it.each([
    ['openai', { prompt_tokens: 5, completion_tokens: 1, prompt_tokens_details: { cached_tokens: 6 } }],
    [
      'openai',
      { prompt_tokens: 5, completion_tokens: 1, completion_tokens_details: { reasoning_tokens: 2 } },
    ],
    [
      'anthropic',
      {
        input_tokens: 5,
        output_tokens: 1,
        cache_creation_input_tokens: 1,
        cache_creation: { ephemeral_5m_input_tokens: 1, ephemeral_1h_input_tokens: 1 },
      },
    ],
  ])('%s: is impossible, not clamped', (dialect, usage) => {
    const chat = CHATS.find(({ adapter }) => adapter.dialect === dialect);
    expect(chat?.operation.readAnswer(Buffer.from(JSON.stringify({ usage })), false, REQUEST)).toMatchObject({
      impossible: true,
      usage: undefined,
    });
  });
});

describe('an Anthropic message', () => {
  const start = {
    message: {
      model: 'claude-sonnet-4-5',
      container: { id: 'container_1' },
      usage: { input_tokens: 1, output_tokens: 1, service_tier: 'priority' },
    },
  };
  const said = { refused: true, serviceTier: 'priority', resourceId: 'container_1', finishReason: 'refusal' };
  const operation = anthropic.operations[0];

  it('says whether it was declined, the tier that served it, and its container', () => {
    const body = JSON.stringify({ ...start.message, stop_reason: 'refusal', content: [] });
    expect(operation?.readAnswer(Buffer.from(body), false, REQUEST)).toMatchObject(said);
  });

  it('says so in a stream, too', () => {
    const meter = operation?.createStreamMeter(HIDING);
    meter?.push(Buffer.from(`event: message_start\ndata: ${JSON.stringify(start)}\n\n`));
    expect(meter?.facts().refused).toBe(false);
    const delta = { delta: { stop_reason: 'refusal' }, usage: { output_tokens: 2 } };
    meter?.push(Buffer.from(`event: message_delta\ndata: ${JSON.stringify(delta)}\n\n`));
    expect(meter?.facts()).toMatchObject({ ...said, usage: { input_tokens: 1, output_tokens: 2 } });
  });
});

it('takes the tier that served, not the one that was asked for', () => {
  const chunk = (more: object) => ({ id: 'c', model: 'm', choices: [{ index: 0, delta: {}, ...more }] });
  const meter = openai.operations[0]?.createStreamMeter(HIDING);
  for (const event of [
    { ...chunk({}), service_tier: 'auto' },
    { ...chunk({ finish_reason: 'content_filter' }), service_tier: 'flex' },
  ]) {
    meter?.push(Buffer.from(`data: ${JSON.stringify(event)}\n\n`));
  }
  expect(meter?.facts()).toMatchObject({ serviceTier: 'flex', refused: true });
});

it.each([
  ['prompt_cache_hit_tokens', { prompt_cache_hit_tokens: 4, prompt_cache_miss_tokens: 6 }],
  ['cached_tokens', { cached_tokens: 4 }],
])('reads cached tokens from %s', (_name, more) => {
  const usage = { prompt_tokens: 10, completion_tokens: 2, ...more };
  const facts = openai.operations[0]?.readAnswer(Buffer.from(JSON.stringify({ usage })), false, REQUEST);
  expect(facts?.usage).toEqual({ input_tokens: 10, output_tokens: 2, cache_read_tokens: 4 });
});
