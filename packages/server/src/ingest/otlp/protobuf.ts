import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import type { AttributeValue, RawSpan, Span } from './span.ts';

/**
 * The messages of OTLP traces (opentelemetry/proto/{collector/trace,trace,common,resource}/v1) as tables of the fields
 * that are read, by their numbers; all others are passed over.
 */
interface Field<T> {
  wire: WireType;
  read(into: T, reader: BinaryReader, depth: number): void;
}
type Fields<T> = Readonly<Record<number, Field<T>>>;

/** Deeper values are cut off: nobody reads them, and they could exhaust the stack. */
const DEEPEST = 20;

interface Holder {
  value: AttributeValue;
}
interface Pair extends Holder {
  key: string;
}
type Bag = Map<string, AttributeValue>;
interface ScopeSpans {
  scope: { name: string };
  spans: (Omit<RawSpan, 'attributes'> & { attributes: Bag })[];
}
interface ResourceSpans {
  resource: Bag;
  scopes: ScopeSpans[];
}

const text = <T>(set: (into: T, value: string) => void): Field<T> => ({
  wire: WireType.LengthDelimited,
  read: (into, reader) => set(into, reader.string()),
});
const hex = <T>(set: (into: T, value: string) => void): Field<T> => ({
  wire: WireType.LengthDelimited,
  read: (into, reader) => set(into, Buffer.from(reader.bytes()).toString('hex')),
});
const time = <T>(set: (into: T, value: bigint) => void): Field<T> => ({
  wire: WireType.Bit64,
  read: (into, reader) => set(into, BigInt(reader.fixed64())),
});
const nested = <T>(read: (into: T, reader: BinaryReader, depth: number) => void): Field<T> => ({
  wire: WireType.LengthDelimited,
  read: (into, reader, depth) => read(into, reader, depth + 1),
});

const ARRAY: Fields<AttributeValue[]> = {
  1: nested((into, reader, depth) => into.push(readValue(reader, depth))),
};
const ANY_VALUE: Fields<Holder> = {
  1: text((into, value) => {
    into.value = value;
  }),
  2: {
    wire: WireType.Varint,
    read: (into, reader) => {
      into.value = reader.bool();
    },
  },
  3: {
    wire: WireType.Varint,
    read: (into, reader) => {
      into.value = whole(BigInt(reader.int64()));
    },
  },
  4: {
    wire: WireType.Bit64,
    read: (into, reader) => {
      into.value = reader.double();
    },
  },
  5: nested((into, reader, depth) => {
    const values: AttributeValue[] = [];
    into.value = values;
    readMessage(reader, values, ARRAY, depth);
  }),
  6: nested((into, reader, depth) => {
    const bag: Bag = new Map();
    readMessage(reader, bag, KEY_VALUES, depth);
    into.value = Object.fromEntries(bag);
  }),
  7: {
    wire: WireType.LengthDelimited,
    read: (into, reader) => {
      into.value = Buffer.from(reader.bytes()).toString('base64');
    },
  },
};
const KEY_VALUE: Fields<Pair> = {
  1: text((into, value) => {
    into.key = value;
  }),
  2: nested((into, reader, depth) => {
    into.value = readValue(reader, depth);
  }),
};
const intoBag: Field<Bag> = nested((into, reader, depth) => {
  const pair: Pair = { key: '', value: null };
  readMessage(reader, pair, KEY_VALUE, depth);
  into.set(pair.key, pair.value);
});
const KEY_VALUES: Fields<Bag> = { 1: intoBag };
const RESOURCE: Fields<Bag> = { 1: intoBag };
const SCOPE: Fields<{ name: string }> = {
  1: text((into, value) => {
    into.name = value;
  }),
};
const STATUS: Fields<RawSpan> = {
  2: text((into, value) => {
    into.statusMessage = value;
  }),
  3: {
    wire: WireType.Varint,
    read: (into, reader) => {
      into.statusCode = reader.int32();
    },
  },
};
const SPAN: Fields<ScopeSpans['spans'][number]> = {
  1: hex((into, value) => {
    into.traceId = value;
  }),
  2: hex((into, value) => {
    into.spanId = value;
  }),
  4: hex((into, value) => {
    into.parentSpanId = value;
  }),
  5: text((into, value) => {
    into.name = value;
  }),
  7: time((into, value) => {
    into.startNano = value;
  }),
  8: time((into, value) => {
    into.endNano = value;
  }),
  9: {
    wire: WireType.LengthDelimited,
    read: (into, reader, depth) => intoBag.read(into.attributes, reader, depth),
  },
  15: nested((into, reader, depth) => readMessage(reader, into, STATUS, depth)),
};
const SCOPE_SPANS: Fields<ScopeSpans> = {
  1: nested((into, reader, depth) => readMessage(reader, into.scope, SCOPE, depth)),
  2: nested((into, reader, depth) => {
    const span = {
      traceId: '',
      spanId: '',
      parentSpanId: '',
      name: '',
      startNano: 0n,
      endNano: 0n,
      statusCode: 0,
      statusMessage: '',
      attributes: new Map(),
    };
    readMessage(reader, span, SPAN, depth);
    into.spans.push(span);
  }),
};
const RESOURCE_SPANS: Fields<ResourceSpans> = {
  1: nested((into, reader, depth) => readMessage(reader, into.resource, RESOURCE, depth)),
  2: nested((into, reader, depth) => {
    const scope: ScopeSpans = { scope: { name: '' }, spans: [] };
    readMessage(reader, scope, SCOPE_SPANS, depth);
    into.scopes.push(scope);
  }),
};
const REQUEST: Fields<ResourceSpans[]> = {
  1: nested((into, reader, depth) => {
    const one: ResourceSpans = { resource: new Map(), scopes: [] };
    readMessage(reader, one, RESOURCE_SPANS, depth);
    into.push(one);
  }),
};

/** Spans of an ExportTraceServiceRequest. Throws a plain Error when the bytes are none. */
export function spansOfProtobuf(bytes: Uint8Array): Span[] {
  const reader = new BinaryReader(bytes);
  const resources: ResourceSpans[] = [];
  readFields(reader, bytes.length, resources, REQUEST, 0);
  return resources.flatMap(({ resource, scopes }) =>
    scopes.flatMap(({ scope, spans }) => spans.map((span) => ({ ...span, resource, scope: scope.name }))),
  );
}

function readValue(reader: BinaryReader, depth: number): AttributeValue {
  const holder: Holder = { value: null };
  readMessage(reader, holder, ANY_VALUE, depth);
  return holder.value;
}

function readMessage<T>(reader: BinaryReader, into: T, fields: Fields<T>, depth: number): void {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new Error('a message is longer than what contains it');
  if (depth > DEEPEST) reader.pos = end;
  else readFields(reader, end, into, fields, depth);
}

function readFields<T>(reader: BinaryReader, end: number, into: T, fields: Fields<T>, depth: number): void {
  while (reader.pos < end) {
    const [number, wire] = reader.tag();
    const field = fields[number];
    if (field === undefined) reader.skip(wire, number);
    else if (field.wire !== wire)
      throw new Error(`field ${number} has the wire type ${wire}, not ${field.wire}`);
    else field.read(into, reader, depth);
  }
  if (reader.pos !== end) throw new Error('a field is longer than the message that contains it');
}

function whole(value: bigint): number | string {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

/** An ExportTraceServiceResponse; empty when everything was taken. */
export function protobufAnswer(rejected: number, message: string): Uint8Array {
  const answer = new BinaryWriter();
  if (rejected > 0 || message !== '') {
    answer.tag(1, WireType.LengthDelimited).fork();
    if (rejected > 0) answer.tag(1, WireType.Varint).int64(rejected);
    if (message !== '') answer.tag(2, WireType.LengthDelimited).string(message);
    answer.join();
  }
  return answer.finish();
}

/** A google.rpc.Status. */
export function protobufStatus(code: number, message: string): Uint8Array {
  return new BinaryWriter()
    .tag(1, WireType.Varint)
    .int32(code)
    .tag(2, WireType.LengthDelimited)
    .string(message)
    .finish();
}
