import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Duplex } from 'node:stream';
import { WeirError } from '@weir/core/errors';
import { WebSocket, WebSocketServer } from 'ws';
import { adapterOf } from '../../providers/index.ts';
import { guardedLookup } from '../../providers/platforms/index.ts';
import { Call } from '../call.ts';
import type { PipelineDeps } from '../call-deps.ts';
import { Nobody } from '../client/answer-client.ts';
import { KillSwitches } from '../kills.ts';
import { stateOf } from '../pipeline.ts';
import { type Known, refuse } from '../refuse.ts';
import { type RequestHead, readHead } from '../request/head.ts';
import { assertUninspected, NO_MODEL } from '../resources/context.ts';
import { resourceOperation } from '../resources/routes.ts';
import type { Roster } from '../roster.ts';
import type { CallRoute } from '../routes.ts';
import { tryOf } from '../routing/plan.ts';
import { admit } from '../steps/admit.ts';
import { attribute } from '../steps/attribute.ts';
import { sizeOf } from '../steps/reserve.ts';
import { upstreamError } from '../upstream/failure.ts';
import { Account } from './account.ts';
import { RealtimeSession } from './session.ts';

const PATH = /^(?:\/openai)?\/v1\/realtime$/;
const LARGEST_MESSAGE = 16 * 1024 * 1024;
const LARGEST_ANSWER = 64 * 1024 * 1024;
/** Browsers cannot set headers: their key comes as one more protocol. */
const KEY_PROTOCOL = 'openai-insecure-api-key.';
const AGREED = 'realtime';
/** About the handshake of this hop. */
const HANDSHAKE = /^(sec-websocket-|accept-encoding$|content-type$|origin$|upgrade$)/i;

const server = new WebSocketServer({
  noServer: true,
  maxPayload: LARGEST_MESSAGE,
  perMessageDeflate: false,
  clientTracking: false,
  handleProtocols: (protocols) => (protocols.has(AGREED) ? AGREED : false),
});

export interface UpgradeDeps {
  readonly deps: PipelineDeps;
  readonly sessions: Roster<RealtimeSession>;
  /** A session, or an attempt at one, has ended. */
  readonly ended: () => void;
}

/**
 * Takes a request to become a WebSocket. Everything that can be refused is refused before the client's connection changes its
 * protocol, the provider's own refusal included. Never rejects.
 */
export async function upgrade(
  req: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { deps, sessions, ended }: UpgradeDeps,
): Promise<void> {
  const known: Known = {
    principal: undefined,
    facts: undefined,
    attribution: undefined,
    target: undefined,
    state: undefined,
    requestBytes: 0,
    currency: 'USD',
    finds: undefined,
  };
  const url = new URL(req.url ?? '/', 'http://weir');
  const call = callOf(req, socket, url, deps);
  socket.on('error', () => socket.destroy());
  let begun: Account | undefined;
  try {
    if (!PATH.test(url.pathname)) throw notHere(url.pathname);
    const state = stateOf(deps);
    known.state = state;
    known.currency = state.organization.currency;
    const principal = deps.authenticator.authenticate(call.head.secret, state, call.startedAt);
    known.principal = principal;
    deps.crowd.admit();
    const facts = { ...NO_MODEL, stream: true, model: modelOf(url) };
    known.facts = facts;
    const attribution = attribute(principal, call.head, facts, call.route.operation.name);
    known.attribution = attribution;
    admit(principal, attribution, state, call.startedAt);
    assertUninspected(principal, 'realtime sessions');
    const size = sizeOf(Buffer.alloc(0), facts);
    const ask = { principal, route: call.route, facts, size, state, now: call.startedAt };
    const plan = KillSwitches.of(state).spare(deps.planner.plan(ask));
    const { place } = plan.legs[0];
    known.target = place;
    // a budget that is spent is told now, and not at the first answer
    const subject = { key: principal.key.id, tags: attribution.tags };
    const probe = deps.options.limits.budgets.hold(subject, [tryOf(plan.legs[0])]);
    (probe instanceof Promise ? await probe : probe).release();
    const account = new Account(
      { call, principal, attribution, place, currency: known.currency, requestedModel: facts.model },
      deps,
    );
    await account.begin();
    begun = account;
    const provider = await connect(call, url, account, deps);
    begun = undefined;
    if (socket.destroyed) {
      provider.terminate();
      await account.end('client_aborted', 499, undefined);
      ended();
      return;
    }
    let taken = false;
    server.handleUpgrade(req, socket, head, (client) => {
      taken = true;
      const session: RealtimeSession = new RealtimeSession(client, provider, account, deps, () => {
        sessions.remove(session);
        ended();
      });
      sessions.add(session);
      provider.resume();
    });
    if (taken) return;
    // not a handshake after all: `ws` has said so already
    provider.terminate();
    await account.end('ok', 400, 'body_invalid');
    ended();
  } catch (error) {
    if (begun !== undefined) {
      const failure = error instanceof WeirError ? error : undefined;
      await begun
        .end('upstream_error', failure?.status ?? 502, failure?.code ?? 'upstream_error')
        .catch(() => {});
      known.principal = undefined;
    }
    if (error instanceof ProviderRefusal) error.passOn(socket, call.id);
    else refuse(call, req, known, error, deps);
    ended();
  }
}

function callOf(req: IncomingMessage, socket: Duplex, url: URL, deps: PipelineDeps): Call {
  const adapter = adapterOf('openai');
  if (adapter === undefined) throw new Error('the openai dialect is missing');
  const route: CallRoute = {
    adapter,
    operation: resourceOperation('realtime', '/realtime'),
    key: 'openai realtime',
  };
  const head = readHead(req.rawHeaders);
  head.secret ??= keyOfProtocols(req);
  const line = { model: undefined, query: url.search, contentType: '' };
  const { clock, options } = deps;
  return new Call(
    options.id(),
    route,
    head,
    line,
    clock.now(),
    clock.monotonic(),
    new SocketClient(socket),
    options.originOf?.(req),
  );
}

function protocolsOf(req: Pick<IncomingMessage, 'headers'>): string[] {
  return (req.headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((name) => name.trim())
    .filter((name) => name !== '');
}

function keyOfProtocols(req: IncomingMessage): string | undefined {
  const named = protocolsOf(req).find((name) => name.startsWith(KEY_PROTOCOL));
  return named?.slice(KEY_PROTOCOL.length);
}

function modelOf(url: URL): string {
  const model = url.searchParams.get('model') ?? url.searchParams.get('deployment') ?? '';
  if (model !== '' && model.length <= 256) return model;
  throw new WeirError('body_invalid', 'The session names no model.', {
    field: 'model',
    remedy: 'Connect to /v1/realtime?model=<model>.',
  });
}

/** Resolves when the provider has taken the session. Rejects with `ProviderRefusal` or WeirError. */
async function connect(call: Call, url: URL, account: Account, deps: PipelineDeps): Promise<WebSocket> {
  const { place } = account.facts;
  const { provider, platform, adapter } = place;
  const query = new URLSearchParams(url.searchParams);
  query.delete('deployment');
  query.set('model', place.model);
  for (const [name, value] of [...query]) if (value.startsWith('wk_')) query.delete(name);
  const prepared = await platform.prepare({
    provider,
    adapter,
    operation: call.route.operation,
    model: place.model,
    stream: true,
    query: `?${query}`,
    body: Buffer.alloc(0),
    headers: call.head.forward,
    now: deps.clock.now(),
    env: deps.env,
    baseUrl: provider.sandbox ? deps.sandboxBase(provider) : undefined,
  });
  const protocols = protocolsOf({ headers: headersOf(call.head) }).filter(
    (name) => !name.startsWith(KEY_PROTOCOL),
  );
  const ws = new WebSocket(`${prepared.origin.replace(/^http/, 'ws')}${prepared.path}`, protocols, {
    headers: recordOf(prepared.headers),
    perMessageDeflate: false,
    maxPayload: LARGEST_ANSWER,
    handshakeTimeout: deps.timeouts.firstByteMs,
    followRedirects: false,
    lookup: guardedLookup(prepared.allowPrivate === true) as LookupFunction,
  });
  return new Promise((resolve, reject) => {
    ws.once('open', () => {
      // nothing is read before there is somebody to read it
      ws.pause();
      resolve(ws);
    });
    ws.once('error', (cause) => reject(upstreamError(provider.id, cause, false)));
    ws.once('unexpected-response', (request, response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', (cause) => reject(upstreamError(provider.id, cause, false)));
      response.on('end', () => {
        reject(
          new ProviderRefusal(
            response.statusCode ?? 502,
            response.headers['content-type'] ?? 'application/json',
            Buffer.concat(chunks),
          ),
        );
        request.destroy();
      });
    });
  });
}

function headersOf({ raw }: RequestHead): Record<string, string> {
  const found: Record<string, string> = {};
  for (let i = 0; i + 1 < raw.length; i += 2) {
    found[(raw[i] as string).toLowerCase()] = raw[i + 1] as string;
  }
  return found;
}

function recordOf(flat: readonly string[]): Record<string, string> {
  const headers: Record<string, string> = {};
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const name = flat[i] as string;
    if (!HANDSHAKE.test(name)) headers[name] = flat[i + 1] as string;
  }
  return headers;
}

/** The provider does not want this session: its answer is the client's. */
class ProviderRefusal extends WeirError {
  private readonly answerStatus: number;
  private readonly contentType: string;
  private readonly body: Buffer;

  constructor(status: number, contentType: string, body: Buffer) {
    super('upstream_unreachable', `The provider refused the session with ${status}.`);
    this.answerStatus = status;
    this.contentType = contentType;
    this.body = body;
  }

  override get status(): number {
    return this.answerStatus;
  }

  passOn(socket: Duplex, callId: string): void {
    const headers = ['content-type', this.contentType, 'content-length', String(this.body.length)];
    answer(socket, this.answerStatus, [...headers, 'x-weir-call-id', callId], this.body);
  }
}

/** Says no over a connection that never became a WebSocket. */
class SocketClient extends Nobody {
  private readonly socket: Duplex;

  constructor(socket: Duplex) {
    super();
    this.socket = socket;
  }

  override refuse(status?: number, headers: string[] = [], body: Buffer = Buffer.alloc(0)): void {
    answer(this.socket, status ?? 500, headers, body);
  }
}

function answer(socket: Duplex, status: number, headers: readonly string[], body: Buffer): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  let text = `HTTP/1.1 ${status} ${STATUS_CODES[status] ?? 'Error'}\r\nconnection: close\r\n`;
  for (let i = 0; i + 1 < headers.length; i += 2) text += `${headers[i]}: ${headers[i + 1]}\r\n`;
  socket.end(Buffer.concat([Buffer.from(`${text}\r\n`, 'latin1'), body]));
}

function notHere(path: string): WeirError {
  return new WeirError('not_found', `This gateway has no WebSocket at ${path.slice(0, 200)}.`, {
    remedy: 'Connect to /v1/realtime?model=<model>.',
  });
}
