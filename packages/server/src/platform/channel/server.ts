import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { WeirError } from '@weir/core/errors';
import type { Logger } from '../log.ts';
import { createFrameReader, encodeFrame, type Frame, MAX_FRAME_BYTES, toFrameError } from './frames.ts';
import { Outbox } from './outbox.ts';
import type { ChannelServer, Peer, RemoteListener } from './port.ts';
import { RemoteGate, type RemoteVisit } from './remote-gate.ts';
import { ServerPeer } from './server-peer.ts';
import { socketPath } from './socket-path.ts';

type Handler = Parameters<ChannelServer['handle']>[1];
type Asked = Extract<Frame, { topic: string }>;

/**
 * Listens on a Unix socket readable by this user only and, with `remote`, for gateways of other hosts. The caller holds
 * the data directory's lock, so a socket file that is already there is a leftover and is replaced. Rejects when a
 * socket cannot be made. What `prepare` sets up is there before the first peer is.
 */
export async function createChannelServer(
  path: string,
  log: Logger,
  remote?: RemoteListener,
  prepare?: (server: Pick<ChannelServer, 'handle' | 'onPeer'>) => void,
): Promise<ChannelServer> {
  const hub = new Hub(log);
  prepare?.(hub);
  const address = socketPath(path);
  rmSync(address, { force: true });
  const servers = [createServer((socket) => hub.accept(socket))];
  await listen(servers[0] as Server, address);
  chmodSync(address, 0o600);
  if (remote !== undefined) {
    const gate = new RemoteGate(remote, log);
    const accept = (socket: Socket) => {
      socket.on('error', () => socket.destroy());
      const visit = gate.visit(socket);
      if (visit !== undefined) hub.accept(socket, visit);
    };
    const server = remote.createServer?.(accept) ?? createServer(accept);
    try {
      await listen(server, remote.port, remote.host);
    } catch (error) {
      servers[0]?.close();
      throw error;
    }
    servers.push(server);
  }
  return {
    handle: (topic, handler) => hub.handle(topic, handler),
    onPeer: (listener) => hub.onPeer(listener),
    broadcast: (topic, payload) => hub.broadcast(topic, payload),
    async close() {
      hub.closeAll();
      await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
    },
  };
}

/** Peers and what is done for them, however they are connected. */
class Hub {
  private readonly log: Logger;
  private readonly handlers = new Map<string, Handler>([['ping', () => null]]);
  private readonly peerListeners: ((peer: Peer) => void)[] = [];
  private readonly peers = new Set<ServerPeer>();
  private readonly sockets = new Set<Socket>();

  constructor(log: Logger) {
    this.log = log;
  }

  handle(topic: string, handler: Handler): void {
    this.handlers.set(topic, handler);
  }

  onPeer(listener: (peer: Peer) => void): void {
    this.peerListeners.push(listener);
  }

  broadcast(topic: string, payload: unknown): void {
    const line = encodeFrame({ topic, payload });
    for (const peer of this.peers) peer.outbox.push(topic, line);
  }

  closeAll(): void {
    for (const socket of this.sockets) socket.destroy();
  }

  /** `visit` decides over who comes from another host; who can open the Unix socket is let in. */
  accept(socket: Socket, visit?: RemoteVisit): void {
    const outbox = new Outbox(socket);
    let peer: ServerPeer | undefined;
    const onFrame = (frame: Frame): void => {
      if ('hello' in frame) {
        if (peer !== undefined) throw new Error('second hello');
        const who = visit === undefined ? { id: String(frame.hello), host: undefined } : visit.admit(frame);
        if (who !== undefined) peer = this.join(new ServerPeer(who.id, who.host, outbox));
      } else if (peer === undefined) throw new Error('a frame before hello');
      else if ('topic' in frame) void this.answer(frame, peer);
    };
    const read = createFrameReader(onFrame, () => visit?.bound() ?? MAX_FRAME_BYTES);
    this.sockets.add(socket);
    socket.on('data', (chunk) => {
      try {
        visit?.heard();
        read(chunk);
      } catch (error) {
        this.log.warn({ peer: peer?.id, reason: (error as Error).message }, 'channel peer cut off');
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.sockets.delete(socket);
      if (peer === undefined) return;
      this.peers.delete(peer);
      peer.close();
    });
  }

  private join(peer: ServerPeer): ServerPeer {
    this.peers.add(peer);
    for (const listener of this.peerListeners) listener(peer);
    return peer;
  }

  private async answer(frame: Asked, peer: ServerPeer): Promise<void> {
    const ask = 'ask' in frame ? frame.ask : undefined;
    try {
      const handler = this.handlers.get(frame.topic);
      if (handler === undefined) throw new WeirError('not_found', `No handler for topic ${frame.topic}`);
      const payload = await handler(frame.payload, peer);
      if (ask !== undefined) peer.outbox.write(encodeFrame({ answer: ask, payload }));
    } catch (error) {
      if (!(error instanceof WeirError))
        this.log.error({ err: error, topic: frame.topic }, 'channel handler failed');
      if (ask !== undefined) peer.outbox.write(encodeFrame({ answer: ask, error: toFrameError(error) }));
    }
  }
}

function listen(server: Server, ...where: [string] | [number, string]): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    const done = () => {
      server.off('error', reject);
      resolve();
    };
    if (where.length === 1) server.listen(where[0], done);
    else server.listen(where[0], where[1], done);
  });
}
