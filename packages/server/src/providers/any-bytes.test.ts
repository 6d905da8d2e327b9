import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ADAPTERS, type Operation } from './index.ts';
import { finish } from './json/scan-object.ts';

const EVERY = ADAPTERS.flatMap((adapter) =>
  adapter.operations.map((operation) => ({ dialect: adapter.dialect, operation })),
);
const STREAMING = EVERY.flatMap(({ dialect, operation }) =>
  operation.streamTypes.map((contentType) => ({ dialect, operation, contentType })),
);

function run(operation: Operation, contentType: string, parts: readonly Buffer[]) {
  const meter = operation.createStreamMeter({ hideUsage: true, contentType });
  const passed = parts.map((part) => meter.push(part) ?? Buffer.alloc(0));
  return { meter, passed, all: Buffer.concat([...passed, meter.held() ?? Buffer.alloc(0)]) };
}

/** Bytes that mean something to a reader of streams, among any others. */
const piece = fc.oneof(
  fc.uint8Array({ maxLength: 40 }).map((bytes) => Buffer.from(bytes)),
  fc
    .constantFrom(
      '{"a":',
      '[',
      ']',
      '}',
      ',',
      '"',
      '\\\\',
      '\\',
      'data: ',
      'event: error\n',
      '\n\n',
      '\r\n',
      'data: [DONE]\n\n',
      'event: response.completed\ndata: {"response":{"usage":',
    )
    .map((text) => Buffer.from(text)),
);

describe.each(STREAMING)('$dialect $operation.name as $contentType', ({ operation, contentType }) => {
  it('passes any bytes at all unchanged', () => {
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 30 }), (parts) => {
        const { meter, all } = run(operation, contentType, parts);
        expect(all.equals(Buffer.concat(parts))).toBe(true);
        meter.facts();
        meter.complete();
      }),
      { numRuns: 200 },
    );
  });

  it.each(contentType === 'text/event-stream' ? ['data: ', '\n\n'] : [])(
    'lets a frame of any size pass (%j)',
    (begin) => {
      const pieces = [Buffer.from(begin), ...Array<Buffer>(100).fill(Buffer.alloc(10_000, 'x'))];
      const { meter, passed } = run(operation, contentType, pieces);
      expect(Buffer.concat(passed).length).toBeGreaterThan(960_000);
      expect(meter.torn).toBe(true);
      meter.push(Buffer.from('\n\n'));
      expect(meter.torn).toBe(false);
    },
  );
});

describe.each(EVERY)('$dialect $operation.name', ({ operation }) => {
  const line = { model: 'm', query: '', contentType: 'application/json' };

  it('reads any JSON object, or says what is wrong with it', () => {
    fc.assert(
      fc.property(
        fc.dictionary(
          fc.constantFrom('model', 'input', 'stream', 'n', 'tools', 'contents', 'messages'),
          fc.jsonValue(),
        ),
        (body) => {
          let facts: unknown;
          try {
            facts = finish(operation.readRequest(Buffer.from(JSON.stringify(body)), line));
          } catch (error) {
            expect(error).toMatchObject({ code: 'body_invalid', field: expect.any(String) });
            return;
          }
          expect(facts).toMatchObject({ model: expect.any(String), stream: expect.any(Boolean) });
        },
      ),
      { numRuns: 100 },
    );
  });

  it('reads any answer', () => {
    const request = {
      model: 'm',
      stream: false,
      maxOutputTokens: undefined,
      choices: 1,
      user: undefined,
      metadata: undefined,
      mustAskForUsage: false,
    };
    fc.assert(
      fc.property(fc.jsonValue(), fc.boolean(), (answer, partial) => {
        const facts = operation.readAnswer(Buffer.from(JSON.stringify(answer)), partial, request);
        expect(facts.usage).toBeUndefined();
      }),
      { numRuns: 50 },
    );
  });

  it('changes nothing it is not asked to', () => {
    const body = Buffer.from('{"model":"m","messages":[]}');
    expect(operation.rewriteRequest(body, {}, line)).toBe(body);
  });
});

/** Sound cannot say that it failed. */
function hasWords(contentType: string): boolean {
  return !contentType.startsWith('audio/') && contentType !== 'application/octet-stream';
}

describe.each(ADAPTERS)('errors in $dialect', (adapter) => {
  const error = { status: 402, code: 'budget_exhausted', message: 'Spent.', field: 'model', callId: 'c1' };
  const streaming = adapter.operations.filter(({ streamTypes }) => streamTypes.length > 0);

  it('have a message, a stable code and the field', () => {
    const body = adapter.errorBody(error);
    expect(JSON.parse(body)).toMatchObject({ error: { message: 'Spent.' } });
    for (const part of ['budget_exhausted', '"model"']) expect(body).toContain(part);
    expect(adapter.readErrorCode(Buffer.from(body))).toBeDefined();
  });

  it.each(
    streaming.flatMap(({ streamTypes, name }) =>
      streamTypes.filter(hasWords).map((type) => [name, type] as const),
    ),
  )('are seen as such in a stream: %s, %s', (name, contentType) => {
    for (const begun of [true, false]) {
      const operation = adapter.operations.find((candidate) => candidate.name === name);
      const meter = operation?.createStreamMeter({ hideUsage: false, contentType });
      if (begun && contentType === 'application/json') meter?.push(Buffer.from('[{"candidates":[]}'));
      meter?.push(Buffer.from(adapter.streamError(error, contentType, begun)));
      expect(meter?.failed).toBe(true);
      expect(meter?.complete()).toBe(false);
    }
  });
});

it('meters sound by what was to be spoken, and breaks it off without words', () => {
  const [openai] = ADAPTERS;
  const speech = openai?.operations.find(({ name }) => name === 'audio.speech');
  const body = Buffer.from(JSON.stringify({ model: 'tts-1', input: 'x'.repeat(100), voice: 'alloy' }));
  const line = { model: undefined, query: '', contentType: 'application/json' };
  const request = speech && finish(speech.readRequest(body, line));
  const meter = speech?.createStreamMeter({ hideUsage: false, contentType: 'audio/mpeg', request });
  expect(meter?.push(Buffer.from('ID3'))?.toString()).toBe('ID3');
  expect(meter?.complete()).toBe(true);
  expect(meter?.facts()).toMatchObject({
    inputUsage: { input_characters: 100, input_tokens: 25 },
    outputEstimate: 140,
  });
  const error = { status: 502, code: 'upstream_cut', message: 'Cut.', callId: 'c1' };
  expect(openai?.streamError(error, 'audio/mpeg')).toBe('');
});
