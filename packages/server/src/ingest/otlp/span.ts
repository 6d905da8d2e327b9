/** Value of an attribute; bytes come as base64 text, 64-bit integers as numbers where these are exact, else as text. */
export type AttributeValue =
  | string
  | number
  | boolean
  | null
  | readonly AttributeValue[]
  | { readonly [name: string]: AttributeValue };

export type Attributes = ReadonlyMap<string, AttributeValue>;

/** A span as it came, in either encoding; nothing of it is checked yet. */
export interface RawSpan {
  /** Hex, lower case. */
  traceId: string;
  spanId: string;
  /** '' for the root of a trace. */
  parentSpanId: string;
  name: string;
  startNano: bigint;
  endNano: bigint;
  /** 2: error. */
  statusCode: number;
  statusMessage: string;
  attributes: Attributes;
}

export interface Span extends RawSpan {
  resource: Attributes;
  /** Name of the instrumentation: `ai`, `opentelemetry.instrumentation.openai` ... */
  scope: string;
}

const ERROR = 2;

export function hasFailed(span: Pick<Span, 'statusCode'>): boolean {
  return span.statusCode === ERROR;
}

/** Why a span cannot be taken, or undefined. */
export function faultOf(span: Span, latestMs: number): string | undefined {
  if (!/^(?!0{32})[0-9a-f]{32}$/.test(span.traceId)) return 'traceId is not 16 bytes other than zero';
  if (!/^(?!0{16})[0-9a-f]{16}$/.test(span.spanId)) return 'spanId is not 8 bytes other than zero';
  if (span.startNano <= 0n) return 'startTimeUnixNano is missing';
  if (span.endNano < span.startNano) return 'the span ends before it begins';
  if (span.startNano > BigInt(Math.trunc(latestMs)) * 1_000_000n) return 'the span begins in the future';
  return undefined;
}

/** RFC 3339 with microseconds. */
export function instantOf(nano: bigint): string {
  const micros = nano / 1_000n;
  const fraction = (micros % 1_000_000n).toString().padStart(6, '0');
  return `${new Date(Number(micros / 1_000n)).toISOString().slice(0, 19)}.${fraction}Z`;
}

/** The first of these attributes that is a text, or a list that begins with one. */
export function firstText(attributes: Attributes, names: readonly string[]): string | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    const text = Array.isArray(value) ? value[0] : value;
    if (typeof text === 'string' && text.trim() !== '') return text.trim();
  }
  return undefined;
}
