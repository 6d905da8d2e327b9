import { WeirError } from '@weir/core/errors';
import { Agent, request } from 'undici';
import type { Clock } from '../../platform/clock.ts';
import { guardedLookup, guardedUrl } from '../../providers/platforms/address-guard.ts';
import type { Secrets, SourceHttp } from './port.ts';
import type { PullSettings } from './pull-settings.ts';

const TRIES = 6;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 60_000;
/** What a provider asks to wait beyond this is left to the next run. */
const LONGEST_ASKED_MS = 600_000;
const LARGEST_BODY = 64 * 1024 * 1024;
const SHOWN = 200;
const MINUTE_MS = 60_000;

export interface SourceHttpDeps {
  settings: PullSettings;
  /** Must not show up in an error. */
  secrets: Secrets;
  clock: Clock;
  /** In [0, 1). */
  random(): number;
  sleep(ms: number, signal: AbortSignal): Promise<void>;
  signal: AbortSignal;
  /** Told before each wait that somebody may wonder about. */
  onWait?(ms: number): void;
}

export interface OpenSourceHttp extends SourceHttp {
  close(): Promise<void>;
}

/** A try that may be repeated. */
class Retryable extends Error {
  readonly error: WeirError;
  readonly afterMs: number | undefined;

  constructor(error: WeirError, afterMs?: number) {
    super(error.message);
    this.error = error;
    this.afterMs = afterMs;
  }
}

/**
 * Requests of a source: at most so many per minute, tried again with exponential waits and jitter on 408, 429, 5xx, cut or
 * unreachable, and when the provider says how long to wait, so long. Redirects are not followed, private addresses only
 * where the settings allow them: the check is made on the address that is connected to.
 */
export function createSourceHttp(deps: SourceHttpDeps): OpenSourceHttp {
  const { settings, clock, signal } = deps;
  const timeout = settings.timeout_seconds * 1_000;
  const agent = new Agent({
    connect: { lookup: guardedLookup(settings.allow_private_network), timeout: Math.min(timeout, 10_000) },
    headersTimeout: timeout,
    bodyTimeout: timeout,
    keepAliveTimeout: 5_000,
  });
  const mask = masking(Object.values(deps.secrets));
  const gap = MINUTE_MS / settings.requests_per_minute;
  /** A few may follow each other at once; on average the budget holds. */
  const burst = Math.min(5, settings.requests_per_minute) * gap;
  let paidUntil = Number.NEGATIVE_INFINITY;

  async function keepPace(): Promise<void> {
    const now = clock.monotonic();
    paidUntil = Math.max(paidUntil, now - burst) + gap;
    const wait = paidUntil - now;
    if (wait <= 0) return;
    if (wait > 2_000) deps.onWait?.(wait);
    await deps.sleep(wait, signal);
  }

  async function once(url: URL, headers: Readonly<Record<string, string>>): Promise<unknown> {
    const whose = 'The base_url of the source';
    guardedUrl(url.href, { allowPrivate: settings.allow_private_network, whose });
    const answer = await request(url, {
      dispatcher: agent,
      headers: { accept: 'application/json', 'user-agent': 'weir', ...headers },
      signal,
    }).catch((error: unknown) => {
      throw unreachable(url, error, signal);
    });
    const body = await readBody(answer.body).catch((error: unknown) => {
      throw unreachable(url, error, signal);
    });
    const { statusCode: status } = answer;
    if (status < 200 || status > 299) {
      throw refusal(url, status, mask(body), waitAsked(answer.headers, clock));
    }
    const told = Number(header(answer.headers, 'content-length'));
    const cut =
      told > 0 && header(answer.headers, 'content-encoding') === undefined && Buffer.byteLength(body) < told;
    const parsed = cut ? undefined : parse(body);
    if (parsed !== undefined) return parsed;
    throw new Retryable(
      new WeirError('upstream_malformed', `${url.host} answered with something that is no whole JSON`, {
        remedy: 'Look whether base_url is right; if it is, the next run tries again.',
      }),
    );
  }

  return {
    async json(url, headers) {
      for (let tried = 1; ; tried++) {
        signal.throwIfAborted();
        await keepPace();
        try {
          return await once(url, headers);
        } catch (error) {
          if (!(error instanceof Retryable)) throw error;
          const { error: fault, afterMs } = error;
          if (tried === TRIES || (afterMs ?? 0) > LONGEST_ASKED_MS) throw fault;
          const backoff = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** (tried - 1));
          const wait = Math.ceil(afterMs ?? backoff * (0.5 + deps.random() / 2));
          deps.onWait?.(wait);
          await deps.sleep(wait, signal);
        }
      }
    },
    close: () => agent.destroy(),
  };
}

function refusal(url: URL, status: number, said: string, afterMs: number | undefined): Error {
  const text = said.replaceAll(/\s+/g, ' ').trim().slice(0, SHOWN);
  const message = `${url.host}${url.pathname} answered ${status}${text === '' ? '' : `: ${text}`}`;
  if (status === 401 || status === 403) {
    const remedy = 'Give a key that may read usage and costs: weir source change <id> --secret name=value.';
    return new WeirError('provider_unconfigured', message, { remedy });
  }
  if (status === 408 || status === 425 || status === 429 || status >= 500) {
    const remedy = 'The next run tries again and goes on where this one stopped.';
    return new Retryable(new WeirError('provider_unavailable', message, { remedy }), afterMs);
  }
  const remedy = 'Look at the settings of the source: base_url and what they name at the provider.';
  return new WeirError('invalid_argument', message, { field: 'settings', remedy });
}

function unreachable(url: URL, error: unknown, signal: AbortSignal): unknown {
  if (signal.aborted) return signal.reason;
  if (error instanceof WeirError) return error;
  const { code, name } = error as { code?: string; name?: string };
  const why =
    name === 'HeadersTimeoutError' || name === 'BodyTimeoutError'
      ? 'did not answer in time'
      : 'cannot be reached';
  const remedy = 'Look at base_url and at the network; the next run tries again.';
  const message = `${url.host} ${why}${typeof code === 'string' ? ` (${code})` : ''}`;
  return new Retryable(new WeirError('provider_unavailable', message, { remedy }));
}

async function readBody(body: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > LARGEST_BODY) throw new WeirError('upstream_malformed', 'The answer is larger than 64 MB');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/**
 * Numbers keep their digits: an amount that a provider writes as 0.12345678901234567 must not pass through a double, so
 * numbers that a double would change become text.
 */
function parse(body: string): unknown {
  try {
    return JSON.parse(exactNumbers(body));
  } catch {
    return undefined;
  }
}

const STRING_OR_NUMBER = /"(?:[^"\\]|\\.)*"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/g;

function exactNumbers(body: string): string {
  return body.replaceAll(STRING_OR_NUMBER, (token) =>
    token.startsWith('"') || token.replaceAll(/[^\d]/g, '').length < 16 ? token : `"${token}"`,
  );
}

function header(headers: Record<string, string | string[] | undefined>, name: string): string | undefined {
  const value = headers[name];
  return Array.isArray(value) ? value[0] : value;
}

/** Seconds or a date in `retry-after`, or the second a limit is reset at, as GitHub tells it. */
function waitAsked(headers: Record<string, string | string[] | undefined>, clock: Clock): number | undefined {
  const after = header(headers, 'retry-after');
  if (after !== undefined) {
    const ms = /^\d+(\.\d+)?$/.test(after) ? Number(after) * 1_000 : Date.parse(after) - clock.now();
    if (Number.isFinite(ms)) return Math.max(0, ms);
  }
  const reset = header(headers, 'x-ratelimit-reset');
  if (header(headers, 'x-ratelimit-remaining') !== '0' || reset === undefined || !/^\d{10}$/.test(reset))
    return undefined;
  return Math.max(0, Number(reset) * 1_000 - clock.now());
}

function masking(secrets: readonly string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret.length > 3);
  return (text) => known.reduce((masked, secret) => masked.replaceAll(secret, '***'), text);
}
