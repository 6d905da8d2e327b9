import { EventEmitter } from 'node:events';
import { type IncomingHttpHeaders, STATUS_CODES } from 'node:http';

/** What the sandbox reads of a request: a real one fits, and so does a line of a batch. */
export interface RequestSource extends AsyncIterable<unknown> {
  readonly method?: string | undefined;
  readonly url?: string | undefined;
  readonly headers: IncomingHttpHeaders;
}

/** What the sandbox needs of a response: a real one fits, and so does a captured one. */
export interface AnswerSink extends EventEmitter {
  readonly headersSent: boolean;
  readonly destroyed: boolean;
  writeHead(status: number, headers: Record<string, string>): unknown;
  write(bytes: string | Uint8Array, done?: () => void): boolean;
  end(bytes?: string | Uint8Array): unknown;
  destroy(): unknown;
}

/** An answer that stays in the process. */
export class CapturedAnswer extends EventEmitter implements AnswerSink {
  headersSent = false;
  destroyed = false;
  status = 0;
  private headers: Record<string, string> = {};
  private readonly parts: Buffer[] = [];

  writeHead(status: number, headers: Record<string, string>): this {
    this.status = status;
    this.headers = headers;
    this.headersSent = true;
    return this;
  }

  write(bytes: string | Uint8Array, done?: () => void): boolean {
    this.parts.push(Buffer.from(bytes as string));
    done?.();
    return true;
  }

  end(bytes?: string | Uint8Array): this {
    if (bytes !== undefined) this.parts.push(Buffer.from(bytes as string));
    return this;
  }

  destroy(): this {
    this.destroyed = true;
    return this;
  }

  body(): string {
    return Buffer.concat(this.parts).toString('utf8');
  }

  /** As it travels by HTTP/1.1, for a socket that has no response of its own. */
  asText(): string {
    const headers = Object.entries(this.headers).map(([name, value]) => `${name}: ${value}\r\n`);
    const reason = STATUS_CODES[this.status] ?? '';
    return `HTTP/1.1 ${this.status} ${reason}\r\n${headers.join('')}connection: close\r\n\r\n${this.body()}`;
  }
}

/** A JSON request that came by no socket. */
export class CapturedRequest implements RequestSource {
  readonly method = 'POST';
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  private readonly json: string;

  constructor(url: string, headers: IncomingHttpHeaders, body: unknown) {
    this.url = url;
    this.headers = headers;
    this.json = JSON.stringify(body);
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Buffer> {
    yield Buffer.from(this.json);
  }
}
