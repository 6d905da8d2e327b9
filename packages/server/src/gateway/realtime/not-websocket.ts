import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { Server as TlsServer } from 'node:tls';

/** About the protocol that is not changed to. */
const DROPPED = new Set(['upgrade', 'connection', 'http2-settings']);

export function wantsWebSocket({ headers, method }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * A request that offers to speak something else, as clients of Java do with `Upgrade: h2c`, is an ordinary request to a
 * server that does not (RFC 9110 7.8). Node has taken it off its parser by now, so it is given back without the offer.
 */
export function takeAsOrdinary(server: Server, req: IncomingMessage, socket: Duplex, rest: Buffer): void {
  let head = `${req.method} ${req.url} HTTP/1.1\r\n`;
  for (let i = 0; i + 1 < req.rawHeaders.length; i += 2) {
    const name = req.rawHeaders[i] as string;
    if (!DROPPED.has(name.toLowerCase())) head += `${name}: ${req.rawHeaders[i + 1]}\r\n`;
  }
  socket.unshift(Buffer.concat([Buffer.from(`${head}\r\n`, 'latin1'), rest]));
  server.emit(server instanceof TlsServer ? 'secureConnection' : 'connection', socket);
}
