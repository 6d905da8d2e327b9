import { request } from 'undici';
import { percentDecoded } from '../../percent.ts';

/** `delivered`; else whether the same may be tried again, and when the collector wants to see it. */
export type Delivery =
  | { kind: 'delivered'; rejected: number; message?: string }
  | { kind: 'again'; afterMs: number | undefined; reason: string }
  | { kind: 'refused'; reason: string };

export type Send = (
  path: string,
  contentType: string,
  body: Uint8Array,
  timeoutMs: number,
) => Promise<Delivery>;

const RETRYABLE = new Set([429, 502, 503, 504]);
const LONGEST_ANSWER = 64 * 1024;

/** Posts to an OTLP/HTTP collector. Never rejects. `endpoint` is without `/v1/traces`. */
export function createSend(endpoint: string, headers: Readonly<Record<string, string>>): Send {
  const base = endpoint.replace(/\/+$/, '');
  return async (path, contentType, body, timeoutMs) => {
    try {
      const answer = await request(`${base}${path}`, {
        method: 'POST',
        headers: { ...headers, 'content-type': contentType },
        body,
        headersTimeout: timeoutMs,
        bodyTimeout: timeoutMs,
        signal: AbortSignal.timeout(timeoutMs),
      });
      const text = await textOf(answer.body);
      const { statusCode } = answer;
      if (statusCode < 300) return { kind: 'delivered', ...rejectedOf(contentType, text) };
      const reason = `${path} answered ${statusCode}`;
      return RETRYABLE.has(statusCode)
        ? { kind: 'again', afterMs: retryAfter(answer.headers['retry-after']), reason }
        : { kind: 'refused', reason };
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      return { kind: 'again', afterMs: undefined, reason: `${path}: ${code ?? message}` };
    }
  };
}

/** `name=value,name=value`, values percent-encoded, as OTEL_EXPORTER_OTLP_HEADERS has them. */
export function parseHeaders(text: string): Record<string, string> {
  const headers: Record<string, string> = {};
  for (const pair of text.split(',')) {
    const mark = pair.indexOf('=');
    if (mark > 0)
      headers[pair.slice(0, mark).trim().toLowerCase()] = percentDecoded(pair.slice(mark + 1).trim());
  }
  return headers;
}

async function textOf(body: AsyncIterable<Uint8Array>): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size <= LONGEST_ANSWER) chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A collector may take a request and refuse a part of it. Told in JSON; in protobuf it is not looked for. */
function rejectedOf(contentType: string, text: string): { rejected: number; message?: string } {
  if (contentType !== 'application/json' || text === '') return { rejected: 0 };
  try {
    const { partialSuccess } = JSON.parse(text) as {
      partialSuccess?: { rejectedSpans?: string | number; errorMessage?: string };
    };
    const rejected = Number(partialSuccess?.rejectedSpans ?? 0) || 0;
    const message = partialSuccess?.errorMessage;
    return message ? { rejected, message } : { rejected };
  } catch {
    return { rejected: 0 };
  }
}

/** Milliseconds; the header has seconds or a date. */
function retryAfter(header: string | string[] | undefined): number | undefined {
  const text = Array.isArray(header) ? header[0] : header;
  if (text === undefined) return undefined;
  if (/^\d+$/.test(text)) return Number(text) * 1_000;
  const at = Date.parse(text);
  return Number.isNaN(at) ? undefined : Math.max(0, at - Date.now());
}
