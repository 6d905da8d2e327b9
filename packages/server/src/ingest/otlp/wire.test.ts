import { JsonTraceSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import fc from 'fast-check';
import { expect, it } from 'vitest';
import { spansOfJson } from './json.ts';
import { spansOfProtobuf } from './protobuf.ts';

const hexOf = (bytes: number) =>
  fc.uint8Array({ minLength: bytes, maxLength: bytes }).map((b) => Buffer.from(b).toString('hex'));
const value = fc.oneof(
  fc.string(),
  fc.boolean(),
  fc.integer(),
  fc.double({ noNaN: true, noDefaultInfinity: true }).filter((n) => !Number.isInteger(n)),
  fc.array(fc.string(), { maxLength: 3 }),
);
const span = fc.record({
  traceId: hexOf(16),
  spanId: hexOf(8),
  parentSpanId: fc.option(hexOf(8), { nil: undefined }),
  name: fc.string(),
  seconds: fc.integer({ min: 1, max: 4_000_000_000 }),
  attributes: fc.dictionary(fc.string({ minLength: 1 }), value, { maxKeys: 5, noNullPrototype: true }),
  code: fc.constantFrom(0, 2),
});

interface Written {
  traceId: string;
  spanId: string;
  parentSpanId?: string | undefined;
  name: string;
  seconds: number;
  attributes: ReadableSpan['attributes'];
  code: number;
}

function readable(one: Written): ReadableSpan {
  const { traceId, spanId, parentSpanId, name, seconds, attributes, code } = one;
  return {
    name,
    kind: 2,
    spanContext: () => ({ traceId, spanId, traceFlags: 1 }),
    ...(parentSpanId === undefined
      ? {}
      : { parentSpanContext: { traceId, spanId: parentSpanId, traceFlags: 1 } }),
    startTime: [seconds, 5],
    endTime: [seconds, 9],
    duration: [0, 4],
    ended: true,
    status: { code },
    attributes,
    links: [],
    events: [],
    resource: resourceFromAttributes({ 'service.name': 'app' }),
    instrumentationScope: { name: 'scope' },
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}

it('reads the same from both encodings as was written', () => {
  fc.assert(
    fc.property(fc.array(span, { minLength: 1, maxLength: 4 }), (given) => {
      const spans = given.map((one) => readable(one));
      const proto = spansOfProtobuf(ProtobufTraceSerializer.serializeRequest(spans) ?? new Uint8Array());
      const json = spansOfJson(new TextDecoder().decode(JsonTraceSerializer.serializeRequest(spans)));
      expect(proto.map(sortable)).toEqual(json.map(sortable));
      for (const one of given) {
        const read = proto.find(
          ({ spanId, traceId, name }) =>
            spanId === one.spanId && traceId === one.traceId && name === one.name,
        );
        expect(read).toMatchObject({
          parentSpanId: one.parentSpanId ?? '',
          statusCode: one.code,
          scope: 'scope',
        });
        expect(read?.startNano).toBe(BigInt(one.seconds) * 1_000_000_000n + 5n);
        expect(read?.resource.get('service.name')).toBe('app');
      }
    }),
    { numRuns: 60 },
  );

  function sortable(one: ReturnType<typeof spansOfJson>[number]) {
    return { ...one, attributes: [...one.attributes], resource: [...one.resource] };
  }
});

it('never fails otherwise than by an error, whatever the bytes', () => {
  const whole =
    ProtobufTraceSerializer.serializeRequest([
      readable({
        traceId: 'a'.repeat(32),
        spanId: 'b'.repeat(16),
        name: 'chat',
        seconds: 9,
        attributes: { a: 1 },
        code: 0,
      }),
    ]) ?? new Uint8Array();
  for (let length = 0; length < whole.length; length += 1) attempt(whole.subarray(0, length));
  fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), attempt), { numRuns: 300 });

  function attempt(bytes: Uint8Array): void {
    try {
      spansOfProtobuf(bytes);
    } catch (error) {
      expect(error).toBeInstanceOf(Error);
      expect(error).not.toBeInstanceOf(TypeError);
    }
  }
});
