import type { AnswerClient } from './answer-client.ts';

/** A longer answer is not held back any more: it goes to the client unjudged. */
const LONGEST_HELD = 4 * 1024 * 1024;

/** Takes an answer in the client's place until it is known whether it is good enough. */
export class HeldAnswer implements AnswerClient {
  /** Too long to be judged: what came so far and all that follows goes to the client. */
  passing = false;
  private status = 0;
  private headers: string[] = [];
  private parts: Buffer[] = [];
  private size = 0;
  private broken = false;
  private whole = false;
  private readonly client: AnswerClient;

  constructor(client: AnswerClient) {
    this.client = client;
  }

  get gone(): boolean {
    return this.client.gone;
  }

  get headSent(): boolean {
    return this.passing;
  }

  get body(): Buffer {
    return Buffer.concat(this.parts, this.size);
  }

  whenGone(listener: () => void): void {
    this.client.whenGone(listener);
  }

  whenDrained(listener: () => void): void {
    if (this.passing) this.client.whenDrained(listener);
    else listener();
  }

  start(status: number, headers: string[]): void {
    this.status = status;
    this.headers = headers;
  }

  write(bytes: Buffer): boolean {
    if (this.passing) return this.client.write(bytes);
    this.parts.push(bytes);
    this.size += bytes.length;
    return this.size <= LONGEST_HELD || this.pass();
  }

  send(status: number, headers: string[], body: Buffer | string): void {
    this.start(status, headers);
    this.whole = true;
    this.write(Buffer.from(body));
  }

  refuse(status: number, headers: string[], body: Buffer): void {
    this.send(status, headers, body);
  }

  end(last: Buffer | string | undefined): void {
    if (this.passing) this.client.end(last);
    else if (last !== undefined) this.write(Buffer.from(last));
  }

  break(): void {
    if (this.passing) this.client.break();
    this.broken = true;
  }

  /** Gives the client what is held, with these headers besides. */
  deliver(more: readonly string[]): void {
    if (this.passing) return;
    if (this.broken) {
      this.client.break();
      return;
    }
    if (this.whole) {
      this.client.send(this.status, [...this.headers, ...more], this.body);
      return;
    }
    this.client.start(this.status, this.headers);
    this.client.end(this.body);
  }

  private pass(): boolean {
    this.passing = true;
    this.client.start(this.status, this.headers);
    const ready = this.client.write(this.body);
    this.parts = [];
    return ready;
  }
}
