import type { IncomingMessage } from 'node:http';

/** Who gets an answer: a connection, a buffer that is judged first, or nobody. */
export interface AnswerClient {
  /** The client went away before it had its answer. */
  readonly gone: boolean;
  readonly headSent: boolean;
  whenGone(listener: () => void): void;
  /** Status and headers of an answer that comes in pieces. */
  start(status: number, headers: string[]): void;
  /** False when the client cannot keep up: then wait for `whenDrained`. */
  write(bytes: Buffer): boolean;
  whenDrained(listener: () => void): void;
  /** A whole answer at once. */
  send(status: number, headers: string[], body: Buffer | string): void;
  /** As `send`, although the request may still be coming in. */
  refuse(status: number, headers: string[], body: Buffer, req: IncomingMessage): void;
  end(last: Buffer | string | undefined): void;
  /** Breaks the connection: the only honest end of an answer whose rest is missing. */
  break(): void;
}

/** For calls whose answer nobody waits for. */
export class Nobody implements AnswerClient {
  readonly gone = false;
  readonly headSent = false;
  whenGone(): void {}
  start(): void {}
  write(): boolean {
    return true;
  }
  whenDrained(listener: () => void): void {
    listener();
  }
  send(): void {}
  refuse(): void {}
  end(): void {}
  break(): void {}
}
