import { WeirError } from '@weir/core/errors';
import { MalformedAnswer } from './http1/index.ts';

/** Waits that ran out; `client` is the bounded time to learn the usage after the client left. */
export type Expiry =
  | 'first_byte'
  | 'idle'
  | 'total'
  | 'client'
  | 'shutdown'
  | 'killed'
  | 'too_long'
  | 'superseded';

/** Tells an abort by the gateway itself from a failure of the connection. */
export class Cut extends Error {
  readonly expiry: Expiry;

  constructor(expiry: Expiry) {
    super(`cut by the gateway: ${expiry}`);
    this.expiry = expiry;
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ECONNREFUSED: 'the connection was refused',
  ECONNRESET: 'the connection was reset',
  EPIPE: 'the connection was reset',
  ENOTFOUND: 'the host name is unknown',
  EAI_AGAIN: 'the host name could not be looked up',
  EHOSTUNREACH: 'the host is unreachable',
  ENETUNREACH: 'the network is unreachable',
  ETIMEDOUT: 'connecting took too long',
  UPSTREAM_CLOSED: 'the connection closed',
};
const WAITS: Readonly<Record<Expiry, string>> = {
  first_byte: 'sent no answer in time (gateway.timeouts.first_byte_ms)',
  idle: 'stopped sending in the middle of its answer (gateway.timeouts.idle_ms)',
  total: 'took too long for the whole answer (gateway.timeouts.total_ms)',
  client: 'was still answering when the client left',
  shutdown: 'was still answering when this gateway had to stop',
  killed: 'was still answering when an operator stopped the call',
  too_long: 'sent a longer answer than can be translated or filtered',
  superseded: 'was still answering when another model was asked instead',
};

/** What went wrong between Weir and a provider, as a public sentence; the cause stays private. */
export function upstreamError(provider: string, cause: Error, answering: boolean): WeirError {
  if (cause instanceof WeirError) return cause;
  if (cause instanceof Cut) {
    return new WeirError('upstream_timeout', `The provider ${provider} ${WAITS[cause.expiry]}.`, {
      remedy: 'Try again; if it stays so, check the provider’s status page.',
      cause,
    });
  }
  const code = String((cause as NodeJS.ErrnoException).code ?? '');
  if (answering) {
    return new WeirError('upstream_cut', `The provider ${provider} broke off its answer.`, {
      remedy: 'Try again.',
      cause,
    });
  }
  if (cause instanceof MalformedAnswer) {
    return new WeirError('upstream_malformed', `The provider ${provider} did not answer in valid HTTP.`, {
      remedy: 'Check base_url of the provider.',
      cause,
    });
  }
  const timedOut = code === 'ETIMEDOUT';
  const reason = REASONS[code] ?? 'the connection failed';
  return new WeirError(
    timedOut ? 'upstream_timeout' : 'upstream_unreachable',
    `The provider ${provider} could not be reached: ${reason}.`,
    { remedy: 'Check base_url, network and the provider’s status page, then try again.', cause },
  );
}
