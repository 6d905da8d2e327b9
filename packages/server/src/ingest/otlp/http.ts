import { createGunzip } from 'node:zlib';
import { WeirError } from '@weir/core/errors';
import { spansOfJson } from './json.ts';
import { protobufAnswer, protobufStatus, spansOfProtobuf } from './protobuf.ts';
import type { Received } from './receiver.ts';
import type { Span } from './span.ts';

export type OtlpEncoding = 'protobuf' | 'json';

const MOST_BYTES = 16 * 1024 * 1024;
/** Unpacked: a small gzip can be a very large body. */
const MOST_UNPACKED_BYTES = 64 * 1024 * 1024;
const MOST_SPANS = 20_000;

/** Throws `invalid_argument` for a content type that OTLP/HTTP does not know. */
export function encodingOf(contentType: string | undefined): OtlpEncoding {
  const type = contentType?.split(';')[0]?.trim().toLowerCase();
  if (type === 'application/x-protobuf') return 'protobuf';
  if (type === 'application/json') return 'json';
  throw new WeirError('invalid_argument', 'OTLP comes as application/x-protobuf or application/json', {
    field: 'Content-Type',
    remedy: 'Set the exporter to the protocol http/protobuf or http/json.',
  });
}

/** The spans of a request. Throws `body_too_large`, `body_invalid`, `invalid_argument`. */
export async function readSpans(
  body: AsyncIterable<Uint8Array>,
  encoding: OtlpEncoding,
  contentEncoding: string | undefined,
): Promise<Span[]> {
  const packed = await collect(body, MOST_BYTES);
  const bytes = await unpack(packed, contentEncoding);
  const spans = parse(bytes, encoding);
  if (spans.length > MOST_SPANS) throw tooLarge(`${spans.length} spans at once are more than ${MOST_SPANS}`);
  return spans;
}

function parse(bytes: Uint8Array, encoding: OtlpEncoding): Span[] {
  try {
    return encoding === 'protobuf'
      ? spansOfProtobuf(bytes)
      : spansOfJson(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    const why = cause instanceof Error ? cause.message : String(cause);
    throw new WeirError('body_invalid', `The body is no ExportTraceServiceRequest: ${why.slice(0, 200)}`, {
      remedy: 'Send what an OTLP exporter for traces sends, in the encoding that Content-Type names.',
      cause,
    });
  }
}

async function unpack(bytes: Buffer, contentEncoding: string | undefined): Promise<Uint8Array> {
  const encoding = contentEncoding?.trim().toLowerCase() ?? '';
  if (encoding === '' || encoding === 'identity') return bytes;
  if (encoding !== 'gzip') {
    throw new WeirError(
      'invalid_argument',
      `The body is packed as ${encoding.slice(0, 40)}, which is not known`,
      {
        field: 'Content-Encoding',
        remedy: 'Send it as gzip, or as it is.',
      },
    );
  }
  const gunzip = createGunzip();
  gunzip.end(bytes);
  try {
    return await collect(gunzip, MOST_UNPACKED_BYTES);
  } catch (cause) {
    if (cause instanceof WeirError) throw cause;
    throw new WeirError('body_invalid', 'The body is declared as gzip and is none, or was cut short', {
      field: 'Content-Encoding',
      remedy: 'Send it whole, or leave Content-Encoding out.',
      cause,
    });
  }
}

async function collect(body: AsyncIterable<Uint8Array>, most: number): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > most) throw tooLarge(`The body is larger than ${most / 1024 / 1024} MB`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function tooLarge(text: string): WeirError {
  return new WeirError('body_too_large', text, {
    remedy: 'Send smaller batches: OTEL_BSP_MAX_EXPORT_BATCH_SIZE sets how many spans go at once.',
  });
}

export interface OtlpAnswer {
  contentType: string;
  body: Uint8Array;
}

const CONTENT_TYPES = { protobuf: 'application/x-protobuf', json: 'application/json' } as const;

/** 200: what was rejected is told, and must not be sent again. */
export function answerOf(
  encoding: OtlpEncoding,
  { rejected, message }: Pick<Received, 'rejected' | 'message'>,
): OtlpAnswer {
  const partial =
    rejected === 0 ? {} : { partialSuccess: { rejectedSpans: String(rejected), errorMessage: message } };
  return {
    contentType: CONTENT_TYPES[encoding],
    body: encoding === 'protobuf' ? protobufAnswer(rejected, message) : Buffer.from(JSON.stringify(partial)),
  };
}

/** gRPC codes, which a Status carries. */
const STATUS_CODES: Readonly<Record<number, number>> = {
  400: 3,
  401: 16,
  403: 7,
  404: 5,
  413: 8,
  429: 8,
  503: 14,
};

/** Every other answer is a google.rpc.Status in the encoding of the request. */
export function faultAnswer(encoding: OtlpEncoding, error: WeirError): OtlpAnswer {
  const code = STATUS_CODES[error.status] ?? 13;
  const message = [error.message, error.remedy].filter((text) => text !== undefined).join('. ');
  return {
    contentType: CONTENT_TYPES[encoding],
    body:
      encoding === 'protobuf'
        ? protobufStatus(code, message)
        : Buffer.from(JSON.stringify({ code, message })),
  };
}
