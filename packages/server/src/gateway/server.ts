import { createServer, type Server, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Gateway } from './ports.ts';

/** Longer than the idle timeout of common load balancers, so that they and not we close idle connections. */
const KEEP_ALIVE_MS = 75_000;
/** Room for long baggage and tokens. */
const MAX_HEADER_BYTES = 32 * 1024;
const HEADERS_MS = 30_000;

/** An HTTP server set up for the gateway: small packets leave at once, slow heads and broken requests are answered. */
export function createGatewayServer(gateway: Gateway): Server {
  const server = createServer({
    noDelay: true,
    keepAliveTimeout: KEEP_ALIVE_MS,
    headersTimeout: HEADERS_MS,
    // the gateway watches bodies itself: a long upload is fine while it moves
    requestTimeout: 0,
    maxHeaderSize: MAX_HEADER_BYTES,
  });
  const latest = new WeakMap<Socket, ServerResponse>();
  server.on('request', (req, res) => {
    latest.set(req.socket, res);
    gateway.handle(req, res);
  });
  server.on('clientError', (error: NodeJS.ErrnoException, stream) => {
    const socket = stream as Socket;
    if (error.code !== 'ECONNRESET' && socket.writable && mayAnswer(socket, latest.get(socket))) {
      answerBroken(error, socket);
    } else socket.destroy();
  });
  return server;
}

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
