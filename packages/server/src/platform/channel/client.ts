import type { Socket } from 'node:net';
import { WeirError } from '@weir/core/errors';
import { createFrameReader, encodeFrame, type Frame, fromFrameError } from './frames.ts';
import { Outbox } from './outbox.ts';
import type { ChannelClient, RemoteTarget } from './port.ts';
import { localRoute, type Route, remoteRoute } from './route.ts';

const FIRST_RETRY_MS = 25;
const LONGEST_RETRY_MS = 500;
const PINGS_BEFORE_LOSS = 3;

interface Asked {
  resolve(payload: unknown): void;
  reject(error: unknown): void;
  timer: NodeJS.Timeout;
}

/**
 * Connects to control and stays at it: reconnects for ever with back-off, says who it is each time. `where` is the path of
 * the Unix socket of a control on this machine, or the controls on other hosts.
 */
export function connectChannel(where: string | RemoteTarget, { id }: { id: string }): ChannelClient {
  return new Client(typeof where === 'string' ? localRoute(where, id) : remoteRoute(where, id));
}

class Client implements ChannelClient {
  private readonly route: Route;
  private readonly listeners = new Map<string, ((payload: unknown) => void)[]>();
  private readonly connectListeners: (() => void)[] = [];
  private readonly asked = new Map<number, Asked>();
  private socket: Socket | undefined;
  private outbox: Outbox | undefined;
  private retry: NodeJS.Timeout | undefined;
  private pinging: NodeJS.Timeout | undefined;
  private retryMs = FIRST_RETRY_MS;
  private heardAt = 0;
  private nextAsk = 1;
  private closed = false;

  constructor(route: Route) {
    this.route = route;
    this.open();
  }

  get connected(): boolean {
    return this.outbox !== undefined;
  }

  on(topic: string, listener: (payload: unknown) => void): void {
    const known = this.listeners.get(topic);
    if (known === undefined) this.listeners.set(topic, [listener]);
    else known.push(listener);
  }

  onConnect(listener: () => void): void {
    this.connectListeners.push(listener);
    if (this.connected) listener();
  }

  request(topic: string, payload: unknown, timeoutMs: number): Promise<unknown> {
    const outbox = this.outbox;
    if (outbox === undefined) return Promise.reject(unavailable('is not connected'));
    if (outbox.isSlow) return Promise.reject(unavailable('does not read'));
    const ask = this.nextAsk++;
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.asked.delete(ask);
        reject(unavailable(`did not answer ${topic} in ${timeoutMs} ms`));
      }, timeoutMs);
      this.asked.set(ask, { resolve, reject, timer });
      outbox.write(encodeFrame({ ask, topic, payload }));
    });
  }

  send(topic: string, payload: unknown): void {
    this.outbox?.send(topic, payload);
  }

  close(): void {
    this.closed = true;
    clearTimeout(this.retry);
    clearInterval(this.pinging);
    this.socket?.destroy();
    this.rejectAsked();
  }

  private open(): void {
    if (this.closed) return;
    const attempt = this.route.open(() => this.reached(attempt.socket));
    const { socket } = attempt;
    this.socket = socket;
    const read = createFrameReader((frame) => {
      if (!attempt.take(frame)) this.receive(frame);
    });
    socket.on('data', (chunk) => {
      this.heardAt = performance.now();
      try {
        read(chunk);
      } catch {
        socket.destroy();
      }
    });
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.outbox = undefined;
      clearInterval(this.pinging);
      this.rejectAsked();
      this.openLater();
    });
  }

  private reached(socket: Socket): void {
    this.retryMs = FIRST_RETRY_MS;
    this.outbox = new Outbox(socket);
    this.heardAt = performance.now();
    const { patienceMs } = this.route;
    if (patienceMs !== undefined) {
      this.pinging = setInterval(() => this.ping(socket, patienceMs), patienceMs / PINGS_BEFORE_LOSS);
    }
    for (const listener of this.connectListeners) listener();
  }

  private ping(socket: Socket, patienceMs: number): void {
    if (performance.now() - this.heardAt > patienceMs) socket.destroy();
    else this.request('ping', null, patienceMs).catch(() => {});
  }

  private openLater(): void {
    if (this.closed) return;
    const wait = this.retryMs * (0.75 + Math.random() / 2);
    this.retryMs = Math.min(this.retryMs * 2, LONGEST_RETRY_MS);
    this.retry = setTimeout(() => this.open(), wait);
  }

  private receive(frame: Frame): void {
    if ('answer' in frame) {
      const asked = this.asked.get(frame.answer);
      if (asked === undefined) return;
      this.asked.delete(frame.answer);
      clearTimeout(asked.timer);
      if (frame.error === undefined) asked.resolve(frame.payload);
      else asked.reject(fromFrameError(frame.error));
    } else if ('topic' in frame) {
      for (const listener of this.listeners.get(frame.topic) ?? []) listener(frame.payload);
    }
  }

  private rejectAsked(): void {
    for (const asked of this.asked.values()) {
      clearTimeout(asked.timer);
      asked.reject(unavailable('went away'));
    }
    this.asked.clear();
  }
}

function unavailable(what: string): WeirError {
  return new WeirError('limits_unavailable', `The control process of Weir ${what}.`, {
    remedy: 'Try again shortly.',
  });
}
