import { EventStreamCodec, type Message } from '@smithy/eventstream-codec';
import type { ByteTransform, WireDialect } from '../../contract.ts';
import { errorFrame, eventFrame, invokeFrame } from './frames.ts';

/** AWS bounds a message's payload by 16 MiB and its headers by 128 KiB. */
const LONGEST = 16 * 1024 * 1024 + 128 * 1024 + 16;
/** Two lengths and two checksums. */
const SHORTEST = 16;
const LENGTH_BYTES = 4;

/**
 * `application/vnd.amazon.eventstream` to events of the dialect. InvokeModel's chunks become Anthropic's events,
 * ConverseStream's events keep their names; an exception, a broken checksum or an impossible length becomes an error
 * event, and whatever follows is dropped. Holds one incomplete message, at most about 16 MiB.
 */
export class EventStreamTransform implements ByteTransform {
  private readonly codec = new EventStreamCodec(
    (bytes) => (typeof bytes === 'string' ? bytes : Buffer.from(bytes).toString('utf8')),
    (text) => Buffer.from(text, 'utf8'),
  );
  private dialect: WireDialect | undefined;
  private parts: Buffer[] = [];
  private size = 0;
  /** Bytes that must be there before it is worth looking. */
  private wanted = LENGTH_BYTES;
  private over = false;

  constructor(dialect?: WireDialect) {
    this.dialect = dialect;
  }

  push(chunk: Buffer): Buffer | undefined {
    if (this.over) return undefined;
    this.parts.push(chunk);
    this.size += chunk.length;
    if (this.size < this.wanted) return undefined;
    const frames: string[] = [];
    const rest = this.cut(this.parts.length === 1 ? chunk : Buffer.concat(this.parts), frames);
    this.parts = rest.length === 0 ? [] : [rest];
    this.size = rest.length;
    this.wanted = rest.length < LENGTH_BYTES ? LENGTH_BYTES : rest.readUInt32BE(0);
    return frames.length === 0 ? undefined : Buffer.from(frames.join(''));
  }

  /** An incomplete message says nothing: the missing end marker tells that the stream was cut. */
  end(): Buffer | undefined {
    this.close();
    return undefined;
  }

  /** Turns whole messages into frames and returns the bytes that are left. */
  private cut(bytes: Buffer, frames: string[]): Buffer {
    let rest = bytes;
    while (!this.over && rest.length >= LENGTH_BYTES) {
      const length = rest.readUInt32BE(0);
      if (length < SHORTEST || length > LONGEST) frames.push(this.broken());
      else if (rest.length < length) return rest;
      else frames.push(this.frameOf(rest.subarray(0, length)));
      rest = rest.subarray(length);
    }
    if (!this.over) return rest;
    this.close();
    return Buffer.alloc(0);
  }

  private frameOf(bytes: Buffer): string {
    let message: Message;
    try {
      message = this.codec.decode(bytes);
    } catch {
      return this.broken();
    }
    const body = Buffer.from(message.body.buffer, message.body.byteOffset, message.body.byteLength);
    switch (headerOf(message, ':message-type')) {
      case 'event':
        return this.event(headerOf(message, ':event-type') ?? '', body);
      case 'exception':
        this.over = true;
        return errorFrame(this.dialect, headerOf(message, ':exception-type'), messageText(body));
      case 'error':
        this.over = true;
        return errorFrame(
          this.dialect,
          headerOf(message, ':error-code'),
          headerOf(message, ':error-message'),
        );
      default:
        return '';
    }
  }

  private event(type: string, body: Buffer): string {
    this.dialect ??= type === 'chunk' ? 'anthropic' : 'converse';
    if (type !== 'chunk') return eventFrame(type, body.toString('utf8'));
    return invokeFrame(body) ?? this.broken();
  }

  private broken(): string {
    this.over = true;
    return errorFrame(this.dialect, 'modelStreamErrorException', "The provider's event stream is damaged.");
  }

  private close(): void {
    this.over = true;
    this.parts = [];
    this.size = 0;
  }
}

function headerOf({ headers }: Message, name: string): string | undefined {
  const header = headers[name];
  return header?.type === 'string' ? header.value : undefined;
}

function messageText(body: Buffer): string | undefined {
  try {
    const { message } = JSON.parse(body.toString('utf8')) as { message?: unknown };
    return typeof message === 'string' ? message : undefined;
  } catch {
    return undefined;
  }
}
