import type { Socket } from 'node:net';
import type { ParsedHead } from './answer-head.ts';
import { type AnswerEvents, AnswerParser } from './answer-parser.ts';
import type { UpstreamHandler, UpstreamRequest } from './contract.ts';
import { ConnectionClosed } from './malformed.ts';
import { requestHead } from './request-head.ts';

/** Head and body up to this size leave as one write; copying more costs more than a second write. */
const WRITE_TOGETHER = 12 * 1024;

/** What a connection tells its pool. */
export interface ConnectionOwner {
  /** It can carry another request. */
  released(connection: Connection): void;
  /** It is of no more use. */
  gone(connection: Connection): void;
}

/** One kept-alive connection: carries one request at a time. */
export class Connection implements AnswerEvents {
  /** Monotonic ms until which it may be used again. */
  idleUntil = 0;
  private handler: UpstreamHandler | undefined;
  private written = false;
  private paused = false;
  private completed = false;
  private closed = false;
  private readonly parser = new AnswerParser(this);
  private readonly socket: Socket;
  private readonly host: string;
  private readonly owner: ConnectionOwner;

  constructor(socket: Socket, host: string, owner: ConnectionOwner) {
    this.socket = socket;
    this.host = host;
    this.owner = owner;
    socket.on('error', (error) => this.lost(error));
    socket.on('end', () => this.ended());
    socket.on('close', () => this.lost(new ConnectionClosed('before the answer was complete')));
  }

  get usable(): boolean {
    return !this.closed && this.handler === undefined;
  }

  get keepAliveSeconds(): number | undefined {
    return this.parser.keepAliveSeconds;
  }

  carry(request: UpstreamRequest, handler: UpstreamHandler): void {
    let head: string;
    try {
      head = requestHead(request, this.host);
    } catch (error) {
      this.owner.released(this);
      handler.onError(error as Error);
      return;
    }
    this.handler = handler;
    this.written = false;
    this.paused = false;
    this.completed = false;
    handler.onConnect((error) => this.abort(handler, error));
    // it may have been aborted just now
    if (this.handler !== handler) {
      if (!this.closed) this.owner.released(this);
      return;
    }
    this.written = true;
    this.parser.start(request.method === 'HEAD');
    this.write(head, request.body);
  }

  /** The first `length` bytes were read. False to read no more until resumed. */
  read(bytes: Buffer, length: number): boolean {
    if (this.handler === undefined) {
      // nobody asked
      this.destroy();
      return true;
    }
    try {
      this.parser.push(bytes, length);
    } catch (error) {
      if (this.handler === undefined) throw error;
      this.fail(error as Error);
    }
    return !this.paused;
  }

  destroy(): void {
    this.lost(new ConnectionClosed('by the gateway'));
  }

  head({ status, headers }: ParsedHead): void {
    const { handler } = this;
    handler?.onHeaders(status, headers, () => this.resume(handler));
  }

  data(bytes: Buffer): void {
    if (this.handler?.onData(bytes) === false) this.paused = true;
  }

  complete(): void {
    if (this.paused) this.completed = true;
    else this.finish();
  }

  private write(head: string, body: Buffer | undefined): void {
    const { socket } = this;
    if (body === undefined || body.length === 0) socket.write(head, 'latin1');
    else if (body.length <= WRITE_TOGETHER) socket.write(head + body.toString('latin1'), 'latin1');
    else {
      socket.cork();
      socket.write(head, 'latin1');
      socket.write(body);
      socket.uncork();
    }
  }

  private resume(handler: UpstreamHandler): void {
    if (this.handler !== handler || !this.paused) return;
    this.paused = false;
    if (this.completed) this.finish();
    else this.socket.resume();
  }

  private finish(): void {
    const { handler, socket } = this;
    this.handler = undefined;
    // an answer that came before the request was out leaves the rest of the request in the way
    if (this.parser.reusable && !this.closed && socket.writableLength === 0) {
      if (this.completed) socket.resume();
      this.owner.released(this);
    } else this.destroy();
    handler?.onComplete();
  }

  private abort(handler: UpstreamHandler, error: Error): void {
    if (this.handler !== handler) return;
    if (this.written) this.fail(error);
    else {
      this.handler = undefined;
      handler.onError(error);
    }
  }

  private ended(): void {
    if (this.handler === undefined) {
      this.destroy();
      return;
    }
    try {
      this.closing();
      this.parser.end();
    } catch (error) {
      this.fail(error as Error);
    }
  }

  private lost(error: Error): void {
    if (!this.closed) this.closing();
    this.socket.destroy();
    if (this.handler !== undefined && !this.completed) this.fail(error);
  }

  private fail(error: Error): void {
    const { handler } = this;
    this.handler = undefined;
    this.parser.stop();
    if (!this.closed) this.closing();
    this.socket.destroy();
    handler?.onError(error);
  }

  private closing(): void {
    if (this.closed) return;
    this.closed = true;
    this.owner.gone(this);
  }
}
