import { type ImportEvent, importEvent } from '@weir/core/contract';
import type { Context } from './command.ts';
import { CliError, jsonOrUndefined } from './errors.ts';
import { EXIT, exitForCode } from './exit-codes.ts';
import { formatCount } from './output/figures.ts';
import { createProgress } from './output/progress.ts';
import { linesOf } from './pipe.ts';

export type ImportDone = Extract<ImportEvent, { type: 'done' }>;

/** Reads the server's events to the last, which must be `done`. */
export async function followImport(
  { io, out }: Context,
  response: Response,
  bytes: number | undefined,
): Promise<ImportDone> {
  const progress = createProgress(io, out, bytes);
  let done: ImportDone | undefined;
  for await (const lines of linesOf(response.body as unknown as AsyncIterable<Uint8Array>)) {
    for (const line of lines) {
      const event = importEvent.safeParse(jsonOrUndefined(line)).data;
      if (event?.type === 'progress') progress.update(event.bytes, `${formatCount(event.read)} read`);
      if (event?.type === 'done') done = event;
      if (event?.type === 'error') {
        progress.end();
        throw new CliError(exitForCode(event.code), { code: event.code, message: event.message });
      }
    }
  }
  progress.end();
  if (done !== undefined) return done;
  throw new CliError(EXIT.failed, {
    code: 'import_interrupted',
    message: 'The connection ended before the import did',
    remedy: 'Run the same command again: what has landed already is not imported twice.',
  });
}
