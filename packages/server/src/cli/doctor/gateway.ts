import type { Status } from '@weir/core/contract';
import { formatCount, formatMilliseconds } from '../output/figures.ts';
import type { CliIo } from '../ports.ts';
import { type Check, fail, ok, warn } from './check.ts';

const PROBE_MS = 3_000;
const LAG_WARN_MS = 250;
/** The port speaks TLS, but its certificate is for another name, or of an authority this machine does not know. */
const UNVERIFIED = /CERT|SSL|TLS|UNABLE_TO_VERIFY|SELF_SIGNED/;
const WORKERS = 'Look at the log of `weir up`; workers that die are restarted.';

/** Is the gateway there, and has it room? */
export async function checkGateway(io: CliIo, state: Status): Promise<Check[]> {
  const { gateway_url } = state;
  const draining = state.workers.filter((worker) => worker.state === 'draining').length;
  const ready = state.workers.filter((worker) => worker.state === 'ready').length;
  const serving = state.workers.length - draining;
  const workers = `${ready} of ${serving} workers ready${draining === 0 ? '' : `, ${draining} draining`}`;
  const { problem, unverified } = await probe(io, gateway_url);
  if (problem !== undefined)
    return [fail('gateway', `${gateway_url} is not ready (${problem}); ${workers}`, WORKERS)];
  if (state.workers.length === 0) {
    const cutOff = `${gateway_url} answers, but no worker is in touch with control: changes do not reach it`;
    return [fail('gateway', cutOff, 'Restart Weir; if it comes again, look at the log of `weir up`.')];
  }
  const detail = `${gateway_url}, ${workers}${unverified ? ' (TLS; its certificate is not for this address)' : ''}`;
  return [ready === serving ? ok('gateway', detail) : warn('gateway', detail, WORKERS), ...checkLoad(state)];
}

async function probe(io: CliIo, gatewayUrl: string): Promise<{ problem?: string; unverified?: boolean }> {
  try {
    const response = await io.fetch(new URL('/health/ready', gatewayUrl), {
      signal: AbortSignal.timeout(PROBE_MS),
    });
    return response.ok ? {} : { problem: `answers ${response.status}` };
  } catch (error) {
    const cause = (error as Error).cause;
    const inner = cause instanceof Error ? cause : (error as Error);
    const code = (inner as NodeJS.ErrnoException).code ?? '';
    if (gatewayUrl.startsWith('https:') && UNVERIFIED.test(code)) return { unverified: true };
    return { problem: inner.message };
  }
}

/** Calls turned away, and workers that cannot keep up. */
export function checkLoad({ workers }: Pick<Status, 'workers'>): Check[] {
  const shed = workers.reduce((sum, worker) => sum + (worker.shed ?? 0), 0);
  const lag = Math.max(0, ...workers.map((worker) => worker.event_loop_lag_ms ?? 0));
  const remedy = 'Add workers (gateway.workers) or hosts, or raise gateway.overload if there is room.';
  if (shed === 0 && lag < LAG_WARN_MS) return [ok('load', 'no call turned away')];
  return [
    warn(
      'load',
      `${formatCount(shed)} calls turned away as overloaded since the workers started, ${formatMilliseconds(lag)} behind at most`,
      remedy,
    ),
  ];
}

export function checkOvershoots({ overshoots = [] }: Pick<Status, 'overshoots'>): Check[] {
  if (overshoots.length === 0) return [];
  const named = overshoots.map(({ budget, overshoot, currency }) => `${budget} by ${overshoot} ${currency}`);
  return [
    warn(
      'budgets',
      `providers reported more than the worst case: over the limit are ${named.join(', ')}`,
      'Look at those calls (`weir call list`); a max_tokens the provider does not honour is the usual cause.',
    ),
  ];
}

export function checkOtlp({ otlp }: Pick<Status, 'otlp'>): Check[] {
  if (otlp === undefined) return [];
  const { endpoint, queued, sent, dropped, last_error } = otlp;
  const figures = `${endpoint}: ${formatCount(sent)} spans sent, ${formatCount(queued)} waiting, ${formatCount(dropped)} lost`;
  if (last_error === undefined && dropped === 0) return [ok('telemetry', figures)];
  const reason = last_error === undefined ? '' : ` (${last_error})`;
  return [
    warn('telemetry', figures + reason, 'Check the collector; telemetry.otlp in weir.yaml says where it is.'),
  ];
}
