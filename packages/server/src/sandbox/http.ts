import { gzipSync } from 'node:zlib';
import type { AnswerSink, RequestSource } from './answer-sink.ts';
import { ApiError, invalidRequest } from './api-error.ts';
import type { Turn } from './world.ts';

export async function readBody(req: RequestSource, maxBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes) throw new ApiError(413, 'too_large', `The request body exceeds ${maxBytes} bytes.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

export function parseObject(body: Buffer): Record<string, unknown> {
  let value: unknown;
  try {
    value = JSON.parse(body.toString('utf8'));
  } catch {
    throw invalidRequest(
      'We could not parse the JSON body of your request. (The body must be one JSON object; check for a missing quote or comma.)',
    );
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw invalidRequest('The JSON body of your request must be an object.');
  }
  return value as Record<string, unknown>;
}

export function sendJson(
  res: AnswerSink,
  status: number,
  headers: Record<string, string>,
  value: unknown,
): void {
  if (res.headersSent || res.destroyed) return;
  const body = JSON.stringify(value);
  res.writeHead(status, {
    ...headers,
    'content-type': 'application/json',
    'content-length': String(Buffer.byteLength(body)),
  });
  res.end(body);
}

/** The unary JSON answer, with the faults that concern its body. */
export function sendAnswer(turn: Turn, headers: Record<string, string>, value: unknown): Promise<void> {
  return sendBytes(
    turn,
    { ...headers, 'content-type': 'application/json' },
    Buffer.from(JSON.stringify(value)),
  );
}

/** A unary body of any type with the faults that concern it: slow, cut, malformed, gzip, hang. */
export async function sendBytes(turn: Turn, headers: Record<string, string>, body: Buffer): Promise<void> {
  const { res, directives, req } = turn;
  if (res.headersSent || res.destroyed) return;
  if (directives.malformed === true) {
    res.writeHead(200, headers);
    res.end(body.subarray(0, Math.max(1, body.length - 20)));
    return;
  }
  if (directives.gzip === true && /\bgzip\b/.test(String(req.headers['accept-encoding'] ?? ''))) {
    const packed = gzipSync(body);
    res.writeHead(200, { ...headers, 'content-encoding': 'gzip', 'content-length': String(packed.length) });
    res.end(packed);
    return;
  }
  res.writeHead(200, { ...headers, 'content-length': String(body.length) });
  const stopAt = directives.cutAfter ?? directives.hangAfter;
  if (stopAt === undefined) {
    res.end(body);
    return;
  }
  // At least one byte stays unsent, else nothing would be cut.
  const part = body.subarray(0, Math.min(stopAt, body.length - 1));
  if (directives.cutAfter === undefined) res.write(part);
  else res.write(part, () => res.destroy());
}

/** Waits as the model would; true when the client is still there. */
export async function pause(turn: Turn, ms: number): Promise<boolean> {
  if (ms > 0 && !turn.gone.aborted) await turn.world.sleep(ms, turn.gone);
  return !turn.gone.aborted;
}
