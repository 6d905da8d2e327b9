import { extractUsage, type Usage } from '@weir/core/usage';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { loadCatalog } from '../platform/catalog.ts';
import { type AdapterCase, fixture, operationOf, STREAMS, UNARY } from './conformance.cases.ts';
import type { RequestFacts } from './index.ts';

const catalog = loadCatalog();

/** Cuts bytes at random places, between the bytes of characters and line ends, too. */
function chunked(bytes: Buffer, cuts: readonly number[]): Buffer[] {
  const at = [...new Set(cuts.map((cut) => cut % bytes.length))].sort((a, b) => a - b);
  return [0, ...at].map((from, i) => bytes.subarray(from, at[i])).filter((chunk) => chunk.length > 0);
}

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

  it('is metered the same however it is cut, and passes byte for byte [3]', () => {
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
    const last = tap(answer, [bytes], false).meter.facts().usage;
    fc.assert(
      fc.property(fc.nat(bytes.length), (end) => {
        const { usage } = tap(answer, [bytes.subarray(0, end)], false).meter.facts();
        if (usage !== undefined) expect(usage).toEqual(last);
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
