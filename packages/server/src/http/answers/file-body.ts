import type { Context } from 'hono';
import type { Logger } from '../../platform/log.ts';
import type { AppEnv } from '../env.ts';

/**
 * A file as the answer, piece by piece as the client takes them. Should making it fail half-way the connection breaks off: a
 * file that ends as if it were whole would pass for one. A client that goes stops the work.
 */
export function fileBody(
  c: Context<AppEnv>,
  pieces: AsyncIterable<Uint8Array>,
  log: Pick<Logger, 'error'>,
): Response {
  const reading = pieces[Symbol.asyncIterator]();
  let gone = false;
  const body = new ReadableStream<Uint8Array>({
    async pull(controller) {
      try {
        const next = await reading.next();
        if (next.done === true) controller.close();
        else controller.enqueue(next.value);
      } catch (error) {
        if (!gone) log.error({ err: error, requestId: c.get('requestId') }, 'a file broke off');
        controller.error(error);
      }
    },
    async cancel() {
      gone = true;
      await reading.return?.();
    },
  });
  return c.body(body);
}
