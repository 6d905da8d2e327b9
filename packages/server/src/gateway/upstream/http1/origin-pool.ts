import type { LookupFunction, Socket } from 'node:net';
import { Connection, type ConnectionOwner } from './connection.ts';
import { Connector } from './connector.ts';
import type { UpstreamHandler, UpstreamRequest } from './contract.ts';
import { ConnectionClosed } from './malformed.ts';

export interface PoolOptions {
  readonly connectMs: number;
  /** How long an idle connection is kept; a server that announces less is believed. */
  readonly keepAliveMs: number;
  readonly maxIdle: number;
  readonly monotonic: () => number;
  /** Certificate authorities trusted instead of the usual ones, PEM. */
  readonly ca?: string | undefined;
  /** Resolves names, and refuses addresses that may not be called. */
  readonly lookup?: LookupFunction | undefined;
}

interface Waiting {
  readonly request: UpstreamRequest;
  readonly handler: UpstreamHandler;
}

const SWEEP_MS = 1_000;
/** Given up so long before the server would, so that no request meets its hanging up half-way. */
const HEAD_START_MS = 1_000;

/**
 * Kept-alive connections to one origin. A request takes the connection used last (so that the others may go), else a new one; it
 * waits for whichever comes first, a connection set free or one newly made.
 */
export class OriginPool implements ConnectionOwner {
  private readonly idle: Connection[] = [];
  private readonly all = new Set<Connection>();
  private readonly waiting: Waiting[] = [];
  private readonly pending = new Set<() => void>();
  private sweeper: NodeJS.Timeout | undefined;
  private closed = false;
  private readonly connector: Connector;
  private readonly host: string;
  private readonly options: PoolOptions;

  constructor(origin: string, options: PoolOptions) {
    const url = new URL(origin);
    this.host = url.host;
    this.options = options;
    this.connector = new Connector({
      url,
      timeoutMs: options.connectMs,
      ca: options.ca,
      lookup: options.lookup,
    });
  }

  dispatch(request: UpstreamRequest, handler: UpstreamHandler): void {
    if (this.closed) {
      handler.onError(new ConnectionClosed('by the gateway'));
      return;
    }
    const connection = this.takeIdle();
    if (connection !== undefined) {
      connection.carry(request, handler);
      return;
    }
    this.waiting.push({ request, handler });
    if (this.pending.size < this.waiting.length) this.connect();
  }

  released(connection: Connection): void {
    const next = this.waiting.shift();
    if (next !== undefined) {
      connection.carry(next.request, next.handler);
      return;
    }
    const { keepAliveMs, maxIdle, monotonic } = this.options;
    const announced = connection.keepAliveSeconds;
    const ms =
      announced === undefined ? keepAliveMs : Math.min(keepAliveMs, announced * 1_000 - HEAD_START_MS);
    if (ms <= 0 || this.idle.length >= maxIdle || this.closed) {
      connection.destroy();
      return;
    }
    connection.idleUntil = monotonic() + ms;
    this.idle.push(connection);
    this.sweeper ??= setInterval(() => this.sweep(), SWEEP_MS).unref();
  }

  gone(connection: Connection): void {
    this.all.delete(connection);
    const at = this.idle.lastIndexOf(connection);
    if (at !== -1) this.idle.splice(at, 1);
  }

  /** Breaks everything off. */
  destroy(): void {
    this.closed = true;
    clearInterval(this.sweeper);
    for (const giveUp of this.pending) giveUp();
    this.pending.clear();
    for (const { handler } of this.waiting.splice(0)) handler.onError(new ConnectionClosed('by the gateway'));
    for (const connection of [...this.all]) connection.destroy();
  }

  private takeIdle(): Connection | undefined {
    for (;;) {
      const connection = this.idle.pop();
      if (connection === undefined) return undefined;
      if (connection.usable && connection.idleUntil > this.options.monotonic()) return connection;
      connection.destroy();
    }
  }

  private connect(): void {
    let connection: Connection | undefined;
    const giveUp = this.connector.open({
      connected: (socket) => {
        this.pending.delete(giveUp);
        connection = this.adopt(socket);
      },
      failed: (error) => {
        this.pending.delete(giveUp);
        // those who wait longer than there are connections being made have lost theirs
        if (this.waiting.length > this.pending.size) this.waiting.shift()?.handler.onError(error);
      },
      read: (bytes, length) => connection?.read(bytes, length) ?? true,
    });
    this.pending.add(giveUp);
  }

  private adopt(socket: Socket): Connection {
    const connection = new Connection(socket, this.host, this);
    this.all.add(connection);
    // not before whoever reads knows the connection
    queueMicrotask(() => this.released(connection));
    return connection;
  }

  private sweep(): void {
    const now = this.options.monotonic();
    for (const connection of [...this.idle]) if (connection.idleUntil <= now) connection.destroy();
    if (this.idle.length > 0) return;
    clearInterval(this.sweeper);
    this.sweeper = undefined;
  }
}
