import { extractUsage, type Usage } from '@weir/core/usage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../platform/catalog.ts';
import { type AdapterCase, fixture, operationOf, STREAMS, UNARY } from './conformance.cases.ts';
import { ADAPTERS, type RequestFacts } from './index.ts';
import { finish } from './json/scan-object.ts';

const catalog = loadCatalog();

/** Cuts bytes at random places, between the bytes of characters and line ends, too. */
function chunked(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i])).filter((chunk) => chunk.length > 0);
}

const LINE = { model: 'm', query: '', contentType: 'application/json' };
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
/** Provider of the price data set that a dialect is of. */
const OWNERS: Readonly<Record<string, string>> = { gemini: 'google' };

const cuts = fc.array(fc.nat(100_000), { maxLength: 40 });

function typeOf(file: string): string {
  return file.endsWith('.json') ? 'application/json; charset=utf-8' : 'text/event-stream';
}

function meterOf(answer: AdapterCase, hideUsage = false) {
  return operationOf(answer).createStreamMeter({ hideUsage, contentType: typeOf(answer.file) });
}

function tap(answer: AdapterCase, chunks: readonly Buffer[], hideUsage: boolean) {
  const meter = meterOf(answer, hideUsage);
  const passed: Buffer[] = [];
  for (const chunk of chunks) {
    const now = meter.push(chunk);
    if (now !== undefined) passed.push(now);
  }
  return { meter, passed: Buffer.concat(passed).toString(), held: meter.held()?.toString() ?? '' };
}

/** What must be kept back of a stream: its last event, or what closes its array. */
function endOf({ ends = false, file }: AdapterCase, text: string): string {
  if (file.endsWith('.json')) return /\n?\]\s*$/.exec(text)?.[0] ?? '';
  return ends ? (text.split(/(?<=\n\n)/).at(-1) ?? '') : '';
}

describe.each(UNARY)('$adapter.dialect $operation $file', (answer) => {
  const { adapter, file, facts, flavor, counted = [] } = answer;
  const operation = operationOf(answer);
  const bytes = fixture(adapter, file);
  const request = { ...REQUEST, ...answer.request };
  const without = (usage: Usage | undefined) =>
    usage && Object.fromEntries(Object.entries(usage).filter(([unit]) => !counted.includes(unit)));

  it('is read as it says', () => {
    expect(operation.readAnswer(bytes, false, request)).toMatchObject(facts);
  });

  if (flavor !== undefined)
    it('gives the same usage as the price data set’s own mapping', () => {
      const id = OWNERS[adapter.dialect] ?? adapter.dialect;
      const owner = catalog.list.providers.find((provider) => provider.id === id);
      const body: unknown = JSON.parse(bytes.toString());
      const expected = owner && extractUsage(owner, flavor, body).usage;
      expect(without(operation.readAnswer(bytes, false, request).usage)).toEqual(expected);
    });

  it('keeps the provider’s own usage object', () => {
    const { rawUsage } = operation.readAnswer(bytes, false, request);
    const body = file.endsWith('.json') ? (JSON.parse(bytes.toString()) as Record<string, unknown>) : {};
    expect(rawUsage && JSON.parse(rawUsage)).toEqual(body['usage'] ?? body['usageMetadata']);
  });

  it('yields its usage from its last bytes alone', () => {
    const { usage } = operation.readAnswer(bytes, false, request);
    const ofTail = operation.readAnswer(bytes.subarray(-Math.min(bytes.length, 900)), true, request).usage;
    expect(without(ofTail) ?? {}).toEqual(without(usage) ?? {});
  });

  it('never throws on a cut-off answer', () => {
    for (let end = 0; end < bytes.length; end += 7)
      operation.readAnswer(bytes.subarray(0, end), false, request);
  });
});

describe.each(STREAMS)('$adapter.dialect $operation $file', (answer) => {
  const bytes = fixture(answer.adapter, answer.file);
  const { ends = false } = answer;
  const endMarker = endOf(answer, bytes.toString());

  it('is metered the same however it is cut, and passes byte for byte', () => {
    fc.assert(
      fc.property(cuts, (places) => {
        const { meter, passed, held } = tap(answer, chunked(bytes, places), false);
        expect(passed + held).toBe(bytes.toString());
        expect(meter.facts()).toMatchObject(answer.facts);
        expect(meter.ended).toBe(ends);
        expect(meter.failed).toBe(answer.facts.errorCode !== undefined);
        if (answer.complete !== undefined) expect(meter.complete()).toBe(answer.complete);
      }),
      { numRuns: 60 },
    );
  });

  it('keeps nothing back but its end', () => {
    fc.assert(
      fc.property(cuts, (places) => {
        expect(tap(answer, chunked(bytes, places), false).held).toBe(endMarker);
      }),
      { numRuns: 30 },
    );
  });

  it('tells no usage that is not the last word, wherever it breaks off', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length), (end) => {
        const { usage } = tap(answer, [bytes.subarray(0, end)], false).meter.facts();
        if (usage !== undefined) expect(usage).toEqual(answer.facts.usage);
      }),
      { numRuns: 60 },
    );
  });

  const { hiddenAs } = answer;
  if (hiddenAs !== undefined)
    it('hides what only Weir asked for', () => {
      const expected = fixture(answer.adapter, hiddenAs).toString();
      fc.assert(
        fc.property(cuts, (places) => {
          const { meter, passed, held } = tap(answer, chunked(bytes, places), true);
          expect(passed + held).toBe(expected);
          expect(meter.facts()).toMatchObject(answer.facts);
        }),
        { numRuns: 60 },
      );
    });

  if (typeOf(answer.file) === 'text/event-stream')
    it('passes each frame with the chunk that completes it', () => {
      const meter = meterOf(answer);
      for (const frame of bytes.toString().split(/(?<=\n\n)/)) {
        if (frame === endMarker) break;
        expect(meter.push(Buffer.from(frame))?.toString()).toBe(frame);
      }
    });

  it('passes line ends of either kind', () => {
    const crlf = Buffer.from(bytes.toString().replaceAll('\n', '\r\n'));
    fc.assert(
      fc.property(cuts, (places) => {
        const { meter, passed, held } = tap(answer, chunked(crlf, places), false);
        expect(passed + held).toBe(crlf.toString());
        expect(meter.facts()).toMatchObject(answer.facts);
      }),
      { numRuns: 20 },
    );
  });
});

const CHATS = ADAPTERS.flatMap((adapter) =>
  adapter.operations
    .filter(({ name }) => name === 'chat.completions' || name === 'messages')
    .map((operation) => ({ adapter, operation })),
);

describe.each(CHATS)('$adapter.dialect $operation.name', ({ adapter, operation }) => {
  it('passes any bytes at all unchanged', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array({ maxLength: 40 }), { maxLength: 20 }), (parts) => {
        const meter = operation.createStreamMeter(HIDING);
        const passed = parts.map((part) => meter.push(Buffer.from(part)) ?? Buffer.alloc(0));
        const all = Buffer.concat([...passed, meter.held() ?? Buffer.alloc(0)]);
        expect(all.equals(Buffer.concat(parts))).toBe(true);
        meter.facts();
      }),
    );
  });

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

  it('lets a frame of any size through without hoarding it', () => {
    const meter = operation.createStreamMeter(HIDING);
    const piece = Buffer.alloc(10_000, 'x');
    let passed = meter.push(Buffer.from('data: '))?.length ?? 0;
    for (let i = 0; i < 100; i += 1) passed += meter.push(piece)?.length ?? 0;
    expect(passed).toBeGreaterThan(990_000);
    expect(meter.torn).toBe(true);
    passed += meter.push(Buffer.from('\n\n'))?.length ?? 0;
    expect(passed).toBe(1_000_008);
    expect(meter.torn).toBe(false);
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
