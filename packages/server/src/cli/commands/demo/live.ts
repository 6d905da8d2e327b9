import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { status } from '@weir/core/contract';
import { type LiveTotals, runLiveTraffic } from '../../../sandbox/demo/index.ts';
import type { ApiClient } from '../../api-client.ts';
import type { Context } from '../../command.ts';
import { CliError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import { formatCount } from '../../output/figures.ts';
import { createDemoKeys } from './company.ts';

const KEY_LIFE_MS = 86_400_000;
/** Gateways learn of new keys within a second. */
const KEYS_SPREAD_MS = 1_500;

/** Sends the company's traffic through the gateway until Ctrl-C, or for `forMs`. */
export async function liveTraffic(
  context: Context,
  client: ApiClient,
  ratePerSecond: number,
  forMs: number | undefined,
): Promise<LiveTotals> {
  const { io, out } = context;
  if (!client.running) throw notRunning();
  const { gateway_url: gatewayUrl } = await client.get('/status', status);
  const keys = await createDemoKeys(client, new Date(io.now() + KEY_LIFE_MS).toISOString());
  // not AbortSignal.any with a timeout: Node 20 may collect the timer, and the traffic would never end
  const ending = new AbortController();
  const { signal } = ending;
  const end = () => ending.abort();
  const timer = forMs === undefined ? undefined : setTimeout(end, forMs);
  io.signal.addEventListener('abort', end, { once: true });
  // each call in flight listens for the end
  setMaxListeners(0, signal);
  try {
    await sleep(KEYS_SPREAD_MS, undefined, { signal }).catch(() => {});
    out.note(
      `Sending about ${ratePerSecond} calls a second through ${gatewayUrl}${forMs === undefined ? '; Ctrl-C ends it' : ''}.`,
    );
    return await runLiveTraffic({
      gatewayUrl,
      keys: keys.secrets,
      ratePerSecond,
      signal,
      fetch: io.fetch,
      onCall: counter(context),
    });
  } finally {
    clearTimeout(timer);
    io.signal.removeEventListener('abort', end);
    await keys.revoke();
  }
}

export function totalsText({ sent, ok, failed, aborted, unreachable }: LiveTotals): string {
  const parts = [`${formatCount(sent)} calls`, `${formatCount(ok)} ok`, `${formatCount(failed)} failed`];
  if (aborted > 0) parts.push(`${formatCount(aborted)} left early`);
  if (unreachable > 0) parts.push(`${formatCount(unreachable)} without an answer`);
  return parts.join(', ');
}

/** One line that keeps up, on a terminal only. */
function counter({ io, out }: Context): (totals: LiveTotals) => void {
  if (!io.isTTY.stderr || out.json) return () => {};
  return (totals) => void io.stderr.write(`\r\u001b[2K${totalsText(totals)}`);
}

function notRunning(): CliError {
  return new CliError(EXIT.unreachable, {
    code: 'weir_not_running',
    message: 'Live traffic needs a running Weir',
    remedy: 'Start it with `weir up` in another terminal, or leave it at the history with --no-live.',
  });
}
