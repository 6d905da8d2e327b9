import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { type AnswerSink, CapturedAnswer, type RequestSource } from './answer-sink.ts';
import { ApiError, reasonOfStatus } from './api-error.ts';
import { sendJson } from './http.ts';
import { connectRealtime } from './openai/realtime/connect.ts';
import { authenticate, keyOf } from './policing.ts';
import { hash32 } from './random.ts';
import { dispatch } from './routes.ts';
import { speakError } from './speech.ts';
import { targetOf } from './target.ts';
import { createWorld, type Exchange, type SandboxOptions, type World } from './world.ts';

/** Answers requests, and takes over connections that want to become WebSockets. */
export interface Sandbox {
  (req: IncomingMessage, res: ServerResponse): void;
  /** For the `upgrade` event of the same server: the Realtime API. */
  upgrade(req: IncomingMessage, socket: Duplex, head: Buffer): void;
}

/**
 * A request handler for node:http that answers as OpenAI, Anthropic and Gemini, and as the clouds that offer them; see
 * README.md for the paths. It calls nobody, keeps everything in memory, and labels each answer `x-weir-sandbox: true`.
 */
export function createSandbox(options: SandboxOptions = {}): Sandbox {
  const world = createWorld(options, (exchange) =>
    dispatch(exchange).catch((error: unknown) => fail(exchange, error)),
  );
  const answer = (req: IncomingMessage, res: ServerResponse) => void world.handle(open(world, req, res));
  const upgrade = (req: IncomingMessage, socket: Duplex, head: Buffer) => {
    const refusal = new CapturedAnswer();
    const exchange = open(world, withKeyOfProtocol(req), refusal);
    // From here on ws owns the socket; until then a client that leaves must not end the process.
    socket.on('error', () => socket.destroy());
    try {
      upgradeRealtime(exchange, req, socket, head);
    } catch (error) {
      fail(exchange, error);
      socket.end(refusal.asText());
    }
  };
  return Object.assign(answer, { upgrade });
}

function upgradeRealtime(exchange: Exchange, req: IncomingMessage, socket: Duplex, head: Buffer): void {
  const { dialect, route = '' } = exchange.target;
  if (dialect !== 'openai' || !/^(\/v1)?\/realtime$/.test(route)) {
    throw new ApiError(404, 'not_found', `Unknown WebSocket path ${req.url}.`);
  }
  authenticate(exchange);
  connectRealtime(exchange, req, socket, head);
}

/** Browsers cannot set headers on a WebSocket: their key comes as a protocol. */
function withKeyOfProtocol(req: IncomingMessage): RequestSource {
  const protocols = req.headers['sec-websocket-protocol'] ?? '';
  const key = /openai-insecure-api-key\.([^\s,]+)/.exec(protocols)?.[1];
  if (key === undefined || req.headers.authorization !== undefined) return req;
  req.headers.authorization = `Bearer ${key}`;
  return req;
}

function open(world: World, req: RequestSource, res: AnswerSink): Exchange {
  const gone = new AbortController();
  res.on('close', () => gone.abort());
  const target = targetOf(req);
  return {
    world,
    req,
    res,
    target,
    requestId: `req_sandbox_${world.nextId(24)}`,
    account: hash32(keyOf({ target, req }) ?? '').toString(36),
    gone: gone.signal,
  };
}

function fail(exchange: Exchange, error: unknown): void {
  const { res } = exchange;
  if (res.headersSent) {
    res.destroy();
    return;
  }
  const known =
    error instanceof ApiError
      ? error
      : new ApiError(
          500,
          reasonOfStatus(500),
          'The sandbox failed; this is a defect of Weir, not of your request.',
        );
  const { status, headers, body } = speakError(exchange, known);
  sendJson(res, status, headers, body);
}
