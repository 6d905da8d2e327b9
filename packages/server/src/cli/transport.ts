import { setTimeout as sleep } from 'node:timers/promises';
import type { Transport } from './api-client.ts';
import { type CliError, unreachableError } from './errors.ts';
import type { CliIo, LocalControl } from './ports.ts';

/** Where an admin API listens, and what lets us in. */
export interface Endpoint {
  url: string;
  token?: string;
}

const RETRY_MS = 150;
/** Code of an error after which the request has certainly not arrived. */
const NEVER_SENT = 'weir_not_listening';

/** A Weir that was named: one try, and what went wrong. */
export function namedTransport(io: CliIo, endpoint: Endpoint): Transport {
  const base = baseUrl(endpoint.url);
  return {
    where: base.origin,
    running: true,
    send: (path, init) => request(io, endpoint, path, init),
    close: async () => {},
  };
}

/**
 * The Weir on a data directory. Its control may be restarting: until `patienceMs` has passed, and as long as
 * `locate` names one, a connection that is refused is tried again, at the address that is then current.
 */
export function followingTransport(
  io: CliIo,
  where: string,
  locate: () => Promise<Endpoint | undefined>,
  patienceMs: number,
): Transport {
  async function send(path: string, init: RequestInit): Promise<Response> {
    const deadline = io.now() + patienceMs;
    for (;;) {
      const endpoint = await locate();
      const failure = endpoint === undefined ? noControl(where) : await attempt(io, endpoint, path, init);
      if (failure instanceof Response) return failure;
      if (!mayRepeat(init, failure) || io.now() >= deadline) throw failure;
      await sleep(RETRY_MS, undefined, { signal: io.signal });
    }
  }
  return { where, running: true, send, close: async () => {} };
}

export function localTransport(where: string, control: LocalControl): Transport {
  return {
    where,
    running: false,
    send: (path, init) =>
      control.fetch(new Request(`http://localhost${path}`, withToken(init, control.token))),
    close: () => control.close(),
  };
}

async function attempt(
  io: CliIo,
  endpoint: Endpoint,
  path: string,
  init: RequestInit,
): Promise<Response | CliError> {
  try {
    return await request(io, endpoint, path, init);
  } catch (error) {
    return error as CliError;
  }
}

/** A change is sent again only when nobody can have received it; a stream that was read once, never. */
function mayRepeat({ method = 'GET', body }: RequestInit, failure: CliError): boolean {
  if (body instanceof ReadableStream) return false;
  return method === 'GET' || failure.body.code === NEVER_SENT;
}

async function request(
  io: CliIo,
  { url, token }: Endpoint,
  path: string,
  init: RequestInit,
): Promise<Response> {
  const base = baseUrl(url);
  try {
    return await io.fetch(new URL(path, base), withToken(init, token));
  } catch (error) {
    throw cannotReach(base.origin, error);
  }
}

function withToken(init: RequestInit, token: string | undefined): RequestInit {
  const headers = new Headers(init.headers);
  if (token) headers.set('authorization', `Bearer ${token}`);
  return { ...init, headers };
}

function baseUrl(text: string): URL {
  const url = URL.canParse(text) ? new URL(text) : undefined;
  if (url?.protocol === 'http:' || url?.protocol === 'https:') return url;
  throw unreachableError(`"${text}" is not an http or https URL`, 'Write it like http://127.0.0.1:4010.');
}

function cannotReach(origin: string, cause: unknown): CliError {
  const inner = cause instanceof Error && cause.cause instanceof Error ? cause.cause : cause;
  const reason = inner instanceof Error ? inner.message || inner.name : String(inner);
  const refused = (inner as NodeJS.ErrnoException | undefined)?.code === 'ECONNREFUSED';
  return unreachableError(
    `No Weir answers at ${origin} (${reason})`,
    'Start it with `weir up`, or name the right address with --url (WEIR_ADMIN_URL).',
    cause,
    refused ? NEVER_SENT : undefined,
  );
}

function noControl(where: string): CliError {
  return unreachableError(
    `The Weir on ${where} is not answering; it may still be starting`,
    'Try again in a few seconds; `weir doctor` tells who holds the data directory.',
    undefined,
    NEVER_SENT,
  );
}
