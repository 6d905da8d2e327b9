import type { RawData, WebSocket } from 'ws';

/** Bytes waiting in one direction before the sender is held back, and below which it may go on. */
const HIGH = 1024 * 1024;
const LOW = 256 * 1024;

interface Message {
  readonly data: Buffer;
  readonly binary: boolean;
}

/** Looks at a message on its way; false keeps it back. A promise holds up everything behind it. */
export type Look = (data: Buffer, binary: boolean) => boolean | Promise<boolean>;

/** One direction of a relayed WebSocket: messages in their order, the sender held back while the receiver cannot keep up. */
export class Lane {
  private readonly waiting: Message[] = [];
  private bytes = 0;
  private busy = false;
  private paused = false;
  private whenEmpty: (() => void)[] = [];
  private readonly from: WebSocket;
  private readonly to: WebSocket;
  private readonly look: Look;

  constructor(from: WebSocket, to: WebSocket, look: Look) {
    this.from = from;
    this.to = to;
    this.look = look;
    from.on('message', (data, binary) => this.take(bufferOf(data), binary));
  }

  /** Resolves when all that has come has gone. */
  empty(): Promise<void> {
    if (!this.busy) return Promise.resolve();
    return new Promise((resolve) => this.whenEmpty.push(resolve));
  }

  private take(data: Buffer, binary: boolean): void {
    this.waiting.push({ data, binary });
    this.bytes += data.length;
    if (this.bytes > HIGH && !this.paused) {
      this.paused = true;
      this.from.pause();
    }
    if (!this.busy) void this.run();
  }

  private async run(): Promise<void> {
    this.busy = true;
    for (let next = this.waiting.shift(); next !== undefined; next = this.waiting.shift()) {
      const looked = this.look(next.data, next.binary);
      const passes = looked instanceof Promise ? await looked : looked;
      if (passes && this.to.readyState === this.to.OPEN) {
        const sent = new Promise<void>((resolve) => {
          this.to.send(next.data, { binary: next.binary }, () => resolve());
        });
        if (this.to.bufferedAmount > HIGH) await sent;
      }
      this.bytes -= next.data.length;
      if (this.paused && this.bytes < LOW) {
        this.paused = false;
        this.from.resume();
      }
    }
    this.busy = false;
    for (const tell of this.whenEmpty.splice(0)) tell();
  }
}

function bufferOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data;
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data);
}
