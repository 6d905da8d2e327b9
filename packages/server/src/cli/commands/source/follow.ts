import { type SourceRun, sourceRunEvent } from '@weir/core/contract';
import type { Context } from '../../command.ts';
import { CliError, jsonOrUndefined } from '../../errors.ts';
import { EXIT, exitForCode } from '../../exit-codes.ts';
import { formatCount } from '../../output/figures.ts';
import { linesOf } from '../../pipe.ts';

/** Reads a run's events to the last; on a terminal they are told on one line of stderr while it runs. */
export async function followRun({ io, out }: Context, response: Response): Promise<SourceRun> {
  const live = io.isTTY.stderr && !out.json;
  const tell = (text: string) => {
    if (live) io.stderr.write(`\r\u001b[2K${text}`);
  };
  let done: SourceRun | undefined;
  for await (const lines of linesOf(response.body as unknown as AsyncIterable<Uint8Array>)) {
    for (const line of lines) {
      const event = sourceRunEvent.safeParse(jsonOrUndefined(line)).data;
      if (event?.type === 'progress')
        tell(`${formatCount(event.read)} lines${event.place === undefined ? '' : `, ${event.place}`}`);
      if (event?.type === 'done') done = event.run;
      if (event?.type === 'error') {
        tell('');
        throw new CliError(exitForCode(event.code), { code: event.code, message: event.message });
      }
    }
  }
  tell('');
  if (done !== undefined) return done;
  throw new CliError(EXIT.failed, {
    code: 'run_interrupted',
    message: 'The connection ended before the run did',
    remedy: 'Run it again: what has landed already is not counted twice.',
  });
}
