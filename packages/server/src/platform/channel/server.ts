import { chmodSync, rmSync } from 'node:fs';
import { createServer, type Socket } from 'node:net';
import { WeirError } from '@weir/core/errors';
import type { Logger } from '../log.ts';
import { createFrameReader, encodeFrame, type Frame, toFrameError } from './frames.ts';
import { Outbox } from './outbox.ts';
import type { ChannelServer, Peer } from './port.ts';
import { socketPath } from './socket-path.ts';

type Handler = Parameters<ChannelServer['handle']>[1];

class ServerPeer implements Peer {
  readonly id: string;
  readonly outbox: Outbox;
  private readonly closed: (() => void)[] = [];
  private gone = false;

  constructor(id: string, outbox: Outbox) {
    this.id = id;
    this.outbox = outbox;
  }

  send(topic: string, payload: unknown): void {
    this.outbox.send(topic, payload);
  }

  onClose(listener: () => void): void {
    if (this.gone) listener();
    else this.closed.push(listener);
  }

  close(): void {
    this.gone = true;
    for (const listener of this.closed.splice(0)) listener();
  }
}

/**
 * Listens on a Unix socket readable by this user only. The caller holds the data directory's lock, so a socket file
 * that is already there is a leftover and is replaced. Rejects when the socket cannot be made.
 */
export async function createChannelServer(path: string, log: Logger): Promise<ChannelServer> {
  const address = socketPath(path);
  const handlers = new Map<string, Handler>();
  const peerListeners: ((peer: Peer) => void)[] = [];
  const peers = new Set<ServerPeer>();
  const sockets = new Set<Socket>();

  const accept = (socket: Socket): void => {
    const outbox = new Outbox(socket);
    let peer: ServerPeer | undefined;
    const onFrame = (frame: Frame): void => {
      if ('hello' in frame) {
        if (peer !== undefined) throw new Error('second hello');
        peer = new ServerPeer(String(frame.hello), outbox);
        peers.add(peer);
        for (const listener of peerListeners) listener(peer);
      } else if (peer === undefined) throw new Error('a frame before hello');
      else if ('topic' in frame) void answer(frame, peer);
    };
    const read = createFrameReader(onFrame);
    sockets.add(socket);
    socket.on('data', (chunk) => {
      try {
        read(chunk);
      } catch (error) {
        log.warn({ peer: peer?.id, reason: (error as Error).message }, 'channel peer cut off');
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      sockets.delete(socket);
      if (peer === undefined) return;
      peers.delete(peer);
      peer.close();
    });
  };

  const answer = async (frame: Extract<Frame, { topic: string }>, peer: ServerPeer): Promise<void> => {
    const ask = 'ask' in frame ? frame.ask : undefined;
    try {
      const handler = handlers.get(frame.topic);
      if (handler === undefined) throw new WeirError('not_found', `No handler for topic ${frame.topic}`);
      const payload = await handler(frame.payload, peer);
      if (ask !== undefined) peer.outbox.write(encodeFrame({ answer: ask, payload }));
    } catch (error) {
      if (!(error instanceof WeirError))
        log.error({ err: error, topic: frame.topic }, 'channel handler failed');
      if (ask !== undefined) peer.outbox.write(encodeFrame({ answer: ask, error: toFrameError(error) }));
    }
  };

  rmSync(address, { force: true });
  const server = createServer(accept);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(address, resolve);
  });
  chmodSync(address, 0o600);

  return {
    handle: (topic, handler) => void handlers.set(topic, handler),
    onPeer: (listener) => void peerListeners.push(listener),
    broadcast(topic, payload) {
      const line = encodeFrame({ topic, payload });
      for (const peer of peers) peer.outbox.push(topic, line);
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of sockets) socket.destroy();
        server.close(() => resolve());
      }),
  };
}
