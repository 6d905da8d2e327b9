import { callSummary, finding, page, type Status, status } from '@weir/core/contract';
import type { ApiClient } from '../api-client.ts';
import { formatBytes, formatCount, formatMilliseconds } from '../output/figures.ts';
import type { CliIo } from '../ports.ts';
import { type Check, fail, ok, warn } from './check.ts';
import { checkGateway, checkOtlp, checkOvershoots } from './gateway.ts';

const LAG_WARN_MS = 10_000;
const LAG_FAIL_MS = 120_000;
const SKEW_WARN_MS = 2_000;

/** What a Weir says of itself, running or opened for this. */
export async function checkService(
  io: CliIo,
  open: () => Promise<ApiClient>,
  running: boolean,
): Promise<Check[]> {
  const started = io.now();
  const client = await open();
  const response = await client.raw('/status');
  const took = io.now() - started;
  const skew = checkClock(io, response);
  const state = status.parse(await response.json());
  const how = running
    ? `answers at ${client.where}`
    : `stores open in ${formatMilliseconds(took)}; Weir is not running`;
  const counts = `${formatCount(state.ledger.calls)} calls, ${formatCount(state.ledger.charges)} charges`;
  return [
    ok('weir', `${state.version} ${how}`),
    ok('ledger', counts),
    ...checkSpool(state.ledger),
    ...(running ? await checkGateway(io, state) : []),
    ...checkOvershoots(state),
    ...checkOtlp(state),
    ...checkProviders(state.providers),
    ...skew,
    ...(await checkNewestCall(io, client)),
    ...(await checkFindings(client)),
  ];
}

export function checkSpool(ledger: Status['ledger']): Check[] {
  const share = ledger.spool_bytes / ledger.spool_limit_bytes;
  const detail = `${formatMilliseconds(ledger.lag_ms)} behind, ${formatBytes(ledger.spool_bytes)} of ${formatBytes(ledger.spool_limit_bytes)} waiting`;
  const reason = ledger.last_error === undefined ? '' : `: ${ledger.last_error}`;
  const remedy =
    'The ledger is not keeping up; look at the log of `weir up`. Calls are safe on disk meanwhile.';
  if (ledger.lag_ms > LAG_FAIL_MS || share > 0.9) return [fail('spool', detail + reason, remedy)];
  if (ledger.lag_ms > LAG_WARN_MS || share > 0.5 || reason !== '')
    return [warn('spool', detail + reason, remedy)];
  return [ok('spool', detail)];
}

/** Which providers have a key; the keys themselves are never read here. */
export function checkProviders(providers: Status['providers']): Check[] {
  const real = providers.filter((provider) => !provider.sandbox);
  const usable = real.filter((provider) => provider.has_key).map((provider) => provider.id);
  if (usable.length > 0) return [ok('providers', `with a key: ${usable.join(', ')}`)];
  const remedy =
    'Set OPENAI_API_KEY, ANTHROPIC_API_KEY or GEMINI_API_KEY where `weir up` runs, then restart it.';
  return [warn('providers', 'no real provider has a key: only the sandbox answers', remedy)];
}

/** The server's clock against ours; means something when it runs on another machine. */
function checkClock(io: CliIo, response: Response): Check[] {
  const date = response.headers.get('date');
  if (date === null) return [];
  // the Date header has whole seconds
  const skew = Math.max(0, Math.abs(Date.parse(date) - io.now()) - 1_000);
  return skew > SKEW_WARN_MS
    ? [warn('clock', `${formatMilliseconds(skew)} away from the server's`, 'Set both clocks by NTP.')]
    : [ok('clock', 'agrees with the server')];
}

/** A call that starts in the future means that this clock went back. */
async function checkNewestCall(io: CliIo, client: ApiClient): Promise<Check[]> {
  const { data } = await client.get('/calls', page(callSummary), {
    since: new Date(io.now() + SKEW_WARN_MS).toISOString(),
    until: new Date(io.now() + 365 * 86_400_000).toISOString(),
    limit: 1,
  });
  const call = data[0];
  if (call === undefined) return [];
  return [
    warn(
      'clock',
      `the ledger has a call of ${call.started_at}, which is still to come`,
      'Set the clock by NTP.',
    ),
  ];
}

async function checkFindings(client: ApiClient): Promise<Check[]> {
  const { data, next_cursor } = await client.get('/findings', page(finding), { state: 'open' });
  const unpriced = data.filter((one) => one.kind === 'price_unknown');
  const more = next_cursor === null ? '' : ' or more';
  const others = data.length - unpriced.length;
  return [
    unpriced.length === 0
      ? ok('prices', 'every model that was called has a known price')
      : warn(
          'prices',
          `no price known of ${unpriced.map((one) => one.subject).join(', ')}`,
          'Their calls are booked at a marked fallback. Add a price: weir price override create, then weir price rerate.',
        ),
    others === 0
      ? ok('findings', 'none else open')
      : warn('findings', `${others}${more} open`, 'See `weir finding list`.'),
  ];
}
