import { type ImportEvent, importEvent } from '@weir/core/contract';
import type { Context } from 'hono';
import { stream } from 'hono/streaming';
import type { z } from 'zod';
import type { Logger } from '../../platform/log.ts';
import type { AppEnv } from '../env.ts';
import { asWeirError } from './errors.ts';

/** Typed loosely: the framework takes "x-ndjson" for a kind of JSON it cannot stream. */
export const eventLines: Record<string, { schema: z.ZodType }> = {
  'application/x-ndjson': { schema: importEvent },
};

/** What ends an answer that has begun. */
type Failure = Extract<ImportEvent, { type: 'error' }>;

/** Answers with one JSON event a line as they come; stops the work when the client has gone. */
export function streamEvents<E extends { type: string }>(
  c: Context<AppEnv>,
  source: AsyncIterable<E>,
  log: Logger,
): Response {
  c.header('content-type', 'application/x-ndjson; charset=utf-8');
  return stream(c, async (out) => {
    const events = endingInError(source, log)[Symbol.asyncIterator]();
    let gone = false;
    out.onAbort(() => {
      gone = true;
    });
    try {
      for (let next = await events.next(); !next.done && !gone; next = await events.next()) {
        await out.writeln(JSON.stringify(next.value));
      }
    } finally {
      await events.return?.(undefined);
    }
  });
}

/** The answer has begun, so a failure is its last line. */
async function* endingInError<E>(source: AsyncIterable<E>, log: Logger): AsyncGenerator<E | Failure> {
  try {
    yield* source;
  } catch (error) {
    const { code, message, remedy } = asWeirError(error);
    if (code === 'internal') log.error({ err: error }, 'import failed');
    yield { type: 'error', code, message: remedy === undefined ? message : `${message}. ${remedy}` };
  }
}
