import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { Server as NetServer, type Socket } from 'node:net';
import { Server as TlsServer } from 'node:tls';

/** Connections beyond the limit that still get an answer; yet further ones are closed without a word. */
const ANSWERED_BEYOND = 256;
const SWEEP_MS = 100;

interface Visitor {
  /** The newest answer on this connection. */
  latest: ServerResponse | undefined;
  /** Sweeps since it was last seen busy. */
  idleSweeps: number;
  /** It came when there were too many. */
  readonly surplus: boolean;
}

/**
 * The client connections of a server: at most so many, and a way to leave that breaks no call. A request on a connection
 * that the server closes at that very moment is lost, so a leaving server closes only what it has announced to close
 * (`connection: close`) or what has been idle for a while.
 */
export class Connections {
  private readonly visitors = new Map<Socket, Visitor>();
  private readonly server: Server;
  private readonly most: number;
  private surplus = 0;
  private leaving = false;

  constructor(server: Server, most: number) {
    this.server = server;
    this.most = most;
    server.maxConnections = most + ANSWERED_BEYOND;
    server.on(server instanceof TlsServer ? 'secureConnection' : 'connection', (socket: Socket) =>
      this.add(socket),
    );
  }

  get open(): number {
    return this.visitors.size;
  }

  /** Notes the request. True when it came on a connection too many: then it is to be turned away. */
  isSurplus(req: IncomingMessage, res: ServerResponse): boolean {
    const visitor = this.visitors.get(req.socket);
    if (visitor === undefined) return false;
    visitor.latest = res;
    visitor.idleSweeps = 0;
    if (this.leaving) res.shouldKeepAlive = false;
    return visitor.surplus && this.surplus > 0;
  }

  /** The newest answer on a connection. */
  latest(socket: Socket): ServerResponse | undefined {
    return this.visitors.get(socket)?.latest;
  }

  /** From now on this connection speaks another protocol, and whoever took it ends it. */
  handOver(socket: Socket): void {
    const visitor = this.visitors.get(socket);
    this.visitors.delete(socket);
    if (visitor?.surplus === true) this.surplus -= 1;
  }

  /**
   * Takes no more connections, lets every request end, and closes connections as said above. Resolves when none is left,
   * or after `patienceMs`. Requests that still come meanwhile are to be answered.
   */
  leave(graceMs: number, patienceMs: number): Promise<void> {
    this.leaving = true;
    // that of http.Server would close idle connections at once
    NetServer.prototype.close.call(this.server);
    for (const { latest } of this.visitors.values()) {
      if (latest !== undefined && !latest.headersSent) latest.shouldKeepAlive = false;
    }
    return new Promise((resolve) => {
      let waited = 0;
      const sweep = () => {
        waited += SWEEP_MS;
        this.closeIdle(graceMs);
        if (this.visitors.size > 0 && waited < patienceMs) return;
        clearInterval(timer);
        resolve();
      };
      const timer = setInterval(sweep, SWEEP_MS);
      if (this.visitors.size === 0) sweep();
    });
  }

  private closeIdle(graceMs: number): void {
    for (const [socket, visitor] of this.visitors) {
      const busy =
        visitor.latest !== undefined && !visitor.latest.writableFinished && !visitor.latest.destroyed;
      visitor.idleSweeps = busy ? 0 : visitor.idleSweeps + 1;
      if (visitor.idleSweeps * SWEEP_MS > graceMs) socket.end();
    }
  }

  private add(socket: Socket): void {
    const surplus = this.visitors.size >= this.most;
    if (surplus) this.surplus += 1;
    const visitor: Visitor = { latest: undefined, idleSweeps: 0, surplus };
    this.visitors.set(socket, visitor);
    socket.once('close', () => {
      // it may have been handed over meanwhile, and have come back
      if (this.visitors.get(socket) === visitor) this.handOver(socket);
    });
  }
}
