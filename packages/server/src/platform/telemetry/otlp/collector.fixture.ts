import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** What both encodings say of a span or data point, ids as hex. */
export interface SeenSpan {
  name: string;
  traceId: string;
  spanId: string;
  parentSpanId: string;
  kind: number;
  status: number;
  start: bigint;
  end: bigint;
  attributes: Record<string, unknown>;
}

export interface SeenMetric {
  name: string;
  unit: string;
  points: { attributes: Record<string, unknown>; count?: number; sum?: number }[];
}

/** An OTLP/HTTP collector double: reads JSON and protobuf, answers what the test wants. */
export class Collector {
  readonly spans: SeenSpan[] = [];
  readonly metrics: SeenMetric[] = [];
  readonly headers: Record<string, unknown>[] = [];
  requests = 0;
  answer: (res: ServerResponse, number: number) => boolean = () => true;
  private readonly server: Server;

  constructor() {
    this.server = createServer((req, res) => {
      const chunks: Buffer[] = [];
      req.on('data', (chunk: Buffer) => chunks.push(chunk));
      req.on('end', () => {
        this.requests += 1;
        this.headers.push(req.headers);
        if (!this.answer(res, this.requests)) return;
        const body = Buffer.concat(chunks);
        const json = req.headers['content-type'] === 'application/json';
        if (req.url === '/v1/traces') this.spans.push(...(json ? jsonSpans(body) : protoSpans(body)));
        else this.metrics.push(...(json ? jsonMetrics(body) : protoMetrics(body)));
        res.setHeader('content-type', String(req.headers['content-type']));
        res.end(json ? '{}' : '');
      });
    });
  }

  async start(): Promise<string> {
    await new Promise<void>((resolve) => this.server.listen(0, '127.0.0.1', resolve));
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}`;
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }
}

/** JSON as it came; what is read of it is asserted by the test. */
type Json = Record<string, unknown>;

function jsonSpans(body: Buffer): SeenSpan[] {
  const { resourceSpans } = JSON.parse(body.toString()) as { resourceSpans: Json[] };
  const spans = resourceSpans
    .flatMap(({ scopeSpans }: Json) => scopeSpans as Json[])
    .flatMap((scope) => scope['spans'] as Json[]);
  return spans.map((span) => ({
    name: span['name'] as string,
    traceId: span['traceId'] as string,
    spanId: span['spanId'] as string,
    parentSpanId: (span['parentSpanId'] as string | undefined) ?? '',
    kind: span['kind'] as number,
    status: (span['status'] as { code: number }).code,
    start: BigInt(span['startTimeUnixNano'] as string),
    end: BigInt(span['endTimeUnixNano'] as string),
    attributes: jsonAttributes(span['attributes'] as Json[]),
  }));
}

function jsonMetrics(body: Buffer): SeenMetric[] {
  const { resourceMetrics } = JSON.parse(body.toString()) as { resourceMetrics: Json[] };
  const metrics = resourceMetrics
    .flatMap(({ scopeMetrics }: Json) => scopeMetrics as Json[])
    .flatMap((scope) => scope['metrics'] as Json[]);
  return metrics.map((metric) => {
    const data = (metric['histogram'] ?? metric['sum']) as { dataPoints: Json[] };
    return {
      name: metric['name'] as string,
      unit: metric['unit'] as string,
      points: data.dataPoints.map((point) => ({
        attributes: jsonAttributes(point['attributes'] as Json[]),
        count: point['count'] as number,
        sum: (point['sum'] ?? point['asDouble']) as number,
      })),
    };
  });
}

function jsonAttributes(list: Json[]): Record<string, unknown> {
  return Object.fromEntries(
    list.map((pair) => {
      const value = pair['value'] as Record<string, unknown>;
      const [kind, content] = Object.entries(value)[0] ?? [];
      if (kind !== 'arrayValue') return [pair['key'], kind === 'intValue' ? Number(content) : content];
      return [
        pair['key'],
        (content as { values: Record<string, unknown>[] }).values.map((one) => Object.values(one)[0]),
      ];
    }),
  ) as Record<string, unknown>;
}

/** A protobuf message as its fields: number to values; integers as bigint, the rest as bytes. */
class Message {
  private readonly fields = new Map<number, (bigint | Buffer)[]>();

  constructor(bytes: Buffer) {
    let at = 0;
    const varint = () => {
      let value = 0n;
      for (let shift = 0n; ; shift += 7n) {
        const byte = bytes[at] ?? 0;
        at += 1;
        value |= BigInt(byte & 0x7f) << shift;
        if (byte < 0x80) return value;
      }
    };
    while (at < bytes.length) {
      const tag = Number(varint());
      const width = { 1: 8, 5: 4 }[tag & 7];
      let value: bigint | Buffer;
      if ((tag & 7) === 0) value = varint();
      else {
        const length = width ?? Number(varint());
        value = bytes.subarray(at, at + length);
        at += length;
      }
      this.fields.set(tag >> 3, [...(this.fields.get(tag >> 3) ?? []), value]);
    }
  }

  all(field: number): Message[] {
    return (this.fields.get(field) ?? []).map((value) => new Message(value as Buffer));
  }

  bytes(field: number): Buffer {
    return (this.fields.get(field)?.[0] as Buffer | undefined) ?? Buffer.alloc(0);
  }

  has(field: number): boolean {
    return this.fields.has(field);
  }

  text(field: number): string {
    return this.bytes(field).toString();
  }

  integer(field: number): number {
    return Number((this.fields.get(field)?.[0] as bigint | undefined) ?? 0n);
  }

  fixed(field: number): bigint {
    return this.bytes(field).readBigUInt64LE();
  }

  double(field: number): number {
    return this.bytes(field).readDoubleLE();
  }
}

function protoSpans(body: Buffer): SeenSpan[] {
  const spans = new Message(body)
    .all(1)
    .flatMap((resource) => resource.all(2))
    .flatMap((scope) => scope.all(2));
  return spans.map((span) => ({
    name: span.text(5),
    traceId: span.bytes(1).toString('hex'),
    spanId: span.bytes(2).toString('hex'),
    parentSpanId: span.bytes(4).toString('hex'),
    kind: span.integer(6),
    status: span.all(15)[0]?.integer(3) ?? 0,
    start: span.fixed(7),
    end: span.fixed(8),
    attributes: protoAttributes(span.all(9)),
  }));
}

function protoMetrics(body: Buffer): SeenMetric[] {
  const metrics = new Message(body)
    .all(1)
    .flatMap((resource) => resource.all(2))
    .flatMap((scope) => scope.all(2));
  return metrics.map((metric) => {
    const histogram = metric.all(9)[0];
    const points = (histogram ?? metric.all(7)[0])?.all(1) ?? [];
    return {
      name: metric.text(1),
      unit: metric.text(3),
      points: points.map((point) =>
        histogram === undefined
          ? { attributes: protoAttributes(point.all(7)), sum: point.double(4) }
          : {
              attributes: protoAttributes(point.all(9)),
              count: Number(point.fixed(4)),
              sum: point.double(5),
            },
      ),
    };
  });
}

function protoAttributes(list: Message[]): Record<string, unknown> {
  return Object.fromEntries(list.map((pair) => [pair.text(1), protoValue(pair.all(2)[0])]));
}

function protoValue(value: Message | undefined): unknown {
  if (value === undefined) return undefined;
  if (value.has(1)) return value.text(1);
  if (value.has(2)) return value.integer(2) === 1;
  if (value.has(3)) return value.integer(3);
  if (value.has(4)) return value.double(4);
  return value.all(5)[0]?.all(1).map(protoValue);
}
