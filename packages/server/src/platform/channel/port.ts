import type { Server, Socket } from 'node:net';

/**
 * Line-delimited JSON between control and its gateways, over a Unix domain socket on one machine and over TCP between
 * hosts: state pushed down, leases asked for, health reported up. Either side may vanish; the client reconnects for
 * ever and callers see rejections, not hangs.
 */
export interface Peer {
  /** Gateway incarnation, as told in its hello. */
  readonly id: string;
  /** The host it runs on, as it names itself; undefined on control's own machine. */
  readonly host: string | undefined;
  send(topic: string, payload: unknown): void;
  onClose(listener: () => void): void;
}

export interface ChannelServer {
  /** Answers requests on a topic; a thrown WeirError travels back as its code and text. */
  handle(topic: string, handler: (payload: unknown, peer: Peer) => Promise<unknown> | unknown): void;
  onPeer(listener: (peer: Peer) => void): void;
  broadcast(topic: string, payload: unknown): void;
  close(): Promise<void>;
}

/** How control takes peers of other hosts. */
export interface RemoteListener {
  host: string;
  port: number;
  /** The secret both sides know. */
  token: string;
  /** Of Weir, for messages. */
  version: string;
  /** Of this leader. */
  epoch: number;
  /** Makes the server that takes connections: plain TCP when absent. */
  createServer?(accept: (socket: Socket) => void): Server;
}

/** The controls that a gateway host may talk to: one of them leads. */
export interface RemoteTarget {
  /** `host:port`, tried in turn. */
  addresses: readonly string[];
  token: string;
  /** This host's name for itself, the same for all its processes and for ever. */
  host: string;
  version: string;
  /** Control that says nothing for so long is taken to be gone. Default 6 s. */
  patienceMs?: number;
  /** Plain TCP when absent. */
  connect?(address: { host: string; port: number }): Socket;
  /** Control refused this gateway, or could not be believed. */
  onRefused?(address: string, error: Error): void;
}

export interface ChannelClient {
  readonly connected: boolean;
  on(topic: string, listener: (payload: unknown) => void): void;
  onConnect(listener: () => void): void;
  /** Rejects with WeirError `limits_unavailable` when not connected or no answer in time. */
  request(topic: string, payload: unknown, timeoutMs: number): Promise<unknown>;
  send(topic: string, payload: unknown): void;
  close(): void;
}
