import { ClientConnection } from './connection.ts';

/** An answer as it went out at once. */
export interface WholeAnswer {
  readonly status: number;
  readonly headers: readonly string[];
  readonly body: Buffer;
}

/** A connection that remembers the answer it gave, if it gave it whole. */
export class RecordedConnection extends ClientConnection {
  answer: WholeAnswer | undefined;

  override send(status: number, headers: string[], body: Buffer | string): void {
    // before it is known whether the client is still there: one that has left is the one that asks again
    this.answer = { status, headers: [...headers], body: Buffer.from(body) };
    super.send(status, headers, body);
  }
}
