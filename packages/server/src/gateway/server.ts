import { createServer, type Server, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Socket } from 'node:net';
import type { TlsOptions } from 'node:tls';
import type { Config } from '../platform/config/schema.ts';
import { Connections } from './edge/connections.ts';
import { createDoor, type Door, type DoorPolicy } from './edge/door.ts';
import type { Gateway } from './ports.ts';
import { takeAsOrdinary, wantsWebSocket } from './realtime/not-websocket.ts';

/** Longer than the idle timeout of common load balancers, so that they and not we close idle connections. */
const KEEP_ALIVE_MS = 75_000;
/** Room for long baggage and tokens. */
const MAX_HEADER_BYTES = 32 * 1024;
/** How often slow heads are looked for, at most. */
const LONGEST_CHECK_MS = 10_000;

export interface ServerOptions {
  /** Serve https with these; http when absent. */
  tls?: TlsOptions;
  /** `gateway` of the configuration. */
  config: DoorPolicy & Pick<Config['gateway'], 'timeouts'>;
}

/** An HTTP server set up for the gateway: small packets leave at once, slow heads and broken requests are answered. */
export function createGatewayServer(gateway: Gateway, { tls, config }: ServerOptions): GatewayServer {
  const { headers_ms } = config.timeouts;
  const options = {
    noDelay: true,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: headers_ms,
    connectionsCheckingInterval: Math.min(LONGEST_CHECK_MS, Math.ceil(headers_ms / 4)),
    // the gateway watches bodies itself: a long upload is fine while it moves
    requestTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
  };
  const server: Server =
    tls === undefined
      ? createServer(options)
      : createTlsServer({ ...options, ...tls, handshakeTimeout: headers_ms });
  const connections = new Connections(server, config.overload.max_connections);
  const door = createDoor(gateway, connections, config);
  server.on('request', (req, res) => door.enter(req, res));
  server.on('upgrade', (req, socket, head) => {
    connections.handOver(req.socket);
    if (!wantsWebSocket(req)) takeAsOrdinary(server, req, socket, head);
    else if (door.refusalOf(req) === undefined) gateway.upgrade(req, socket, head);
    else socket.end('HTTP/1.1 403 Forbidden\r\nconnection: close\r\ncontent-length: 0\r\n\r\n');
  });
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket;
    if (error.code !== 'ECONNRESET' && socket.writable && mayAnswer(socket, connections.latest(socket))) {
      answerBroken(error, socket);
    } else socket.destroy();
  });
  return Object.assign(server, { connections, door });
}

/** The server, and what stands in front of its gateway. */
export type GatewayServer = Server & { connections: Connections; door: Door };

/**
 * Bytes written now must not end up inside an answer, nor be taken for the answer to a request that came whole: either
 * all answers are out, or it is the body of the request whose turn it is that is broken.
 */
function mayAnswer(socket: Socket, latest: ServerResponse | undefined): boolean {
  if (latest === undefined || latest.writableFinished) return true;
  return latest.socket === socket && !latest.headersSent && !latest.req.complete;
}

function answerBroken(error: NodeJS.ErrnoException, socket: Socket): void {
  const tooLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const late = error.code === 'ERR_HTTP_REQUEST_TIMEOUT';
  const status = tooLarge
    ? '431 Request Header Fields Too Large'
    : late
      ? '408 Request Timeout'
      : '400 Bad Request';
  const message = tooLarge
    ? `The request headers are larger than ${MAX_HEADER_BYTES} bytes.`
    : late
      ? 'The request headers did not arrive in time.'
      : 'This is not a valid HTTP request.';
  const body = JSON.stringify({
    error: {
      message,
      type: 'invalid_request_error',
      code: late ? 'body_incomplete' : 'body_invalid',
      param: null,
    },
  });
  socket.end(
    `HTTP/1.1 ${status}\r\ncontent-type: application/json\r\ncontent-length: ${Buffer.byteLength(body)}\r\nconnection: close\r\n\r\n${body}`,
  );
}
