import type { IncomingHttpHeaders, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import type { TLSSocket } from 'node:tls';
import { networkList, plainAddress } from '../../platform/net/networks.ts';

/** Where a request came from, as far as it can be believed. */
export interface ClientOrigin {
  /** IP address. */
  readonly address: string;
  /** Subject of its verified certificate: common name, else the first alternative name. */
  readonly certificate: string | undefined;
}

/** More hops than any real chain has: a caller may write what it likes. */
const MOST_HOPS = 32;

/**
 * The client behind trusted proxies: from the right of `x-forwarded-for` (or `forwarded`, RFC 7239), the first address
 * that is no trusted proxy. What stands left of it anyone may have written. Without a trusted peer it is the peer.
 */
export function clientOriginOf(trustedProxies: readonly string[]): (req: IncomingMessage) => ClientOrigin {
  const trusted = networkList(trustedProxies);
  const behindProxies = trustedProxies.length > 0;
  const certificates = new WeakMap<Socket, string>();
  return ({ socket, headers }) => {
    const peer = plainAddress(socket.remoteAddress ?? '');
    return {
      address: behindProxies && trusted.has(peer) ? forwardedClient(peer, headers, trusted) : peer,
      certificate: certificateOf(socket, certificates),
    };
  };
}

function forwardedClient(
  peer: string,
  headers: IncomingHttpHeaders,
  trusted: { has(address: string): boolean },
): string {
  let client = peer;
  for (const hop of hopsOf(headers).slice(-MOST_HOPS).reverse()) {
    const address = addressOf(hop);
    if (address === undefined) break;
    client = address;
    if (!trusted.has(address)) break;
  }
  return client;
}

function hopsOf(headers: IncomingHttpHeaders): string[] {
  const plain = headers['x-forwarded-for'];
  if (plain !== undefined) return String(plain).split(',');
  const { forwarded } = headers;
  if (forwarded === undefined) return [];
  return forwarded.split(',').map((hop) => /(?:^|;)\s*for\s*=\s*("[^"]*"|[^;]*)/i.exec(hop)?.[1] ?? '');
}

const QUOTES = /^\s*"?|"?\s*$/g;
const BRACKETED = /^\[([^\]]+)\](?::\d+)?$/;
const WITH_PORT = /^(\d+\.\d+\.\d+\.\d+):\d+$/;
const ADDRESS = /^[0-9a-f.:]+$/i;

/** `192.0.2.1:80`, `"[2001:db8::1]:4711"`; undefined for names and `unknown`. */
function addressOf(hop: string): string | undefined {
  const bare = hop.replace(QUOTES, '');
  const address = BRACKETED.exec(bare)?.[1] ?? WITH_PORT.exec(bare)?.[1] ?? bare;
  return ADDRESS.test(address) ? plainAddress(address) : undefined;
}

function certificateOf(socket: Socket, known: WeakMap<Socket, string>): string | undefined {
  if ((socket as TLSSocket).encrypted !== true || !(socket as TLSSocket).authorized) return undefined;
  const before = known.get(socket);
  if (before !== undefined) return before;
  const { subject, subjectaltname } = (socket as TLSSocket).getPeerCertificate();
  const name = commonName(subject?.CN) ?? subjectaltname?.split(', ')[0] ?? 'unnamed';
  known.set(socket, name);
  return name;
}

function commonName(name: string | string[] | undefined): string | undefined {
  return Array.isArray(name) ? name[0] : name;
}
