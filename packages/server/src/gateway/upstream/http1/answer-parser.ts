import { type ParsedHead, parseHead } from './answer-head.ts';
import { ConnectionClosed, MalformedAnswer } from './malformed.ts';

/** Hears of one answer in order: head, data any number of times, complete. */
export interface AnswerEvents {
  head(head: ParsedHead): void;
  /** The bytes are the listener's to keep. */
  data(bytes: Buffer): void;
  complete(): void;
}

const HEAD = 0;
const LENGTH = 1;
const UNTIL_CLOSE = 2;
const CHUNK_SIZE = 3;
const CHUNK_DATA = 4;
const CHUNK_END = 5;
const TRAILER = 6;
const DONE = 7;

const CR = 0x0d;
const LF = 0x0a;
const MAX_HEAD = 32 * 1024;
const MAX_LINE = 4 * 1024;
const MAX_TRAILERS = 32 * 1024;
/** Interim answers (1xx) before the real one. */
const MAX_INTERIM = 16;
/** Of a read, so much is looked through for the end of the head at first: heads are short, bodies may be long. */
const HEAD_WINDOW = 2 * 1024;
const BARE_LF = /[^\r]\n/;
/** At most 12 digits: every size is an exact number. */
const CHUNK_LINE =
  /^([0-9A-Fa-f]{1,12})(?:;[\w!#$%&'*+\-.^`|~]+(?:=(?:[\w!#$%&'*+\-.^`|~]+|"[\t\x20\x21\x23-\x5b\x5d-\x7e\x80-\xff]*"))?)*$/;
const TRAILER_LINE = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+:[\t\x20-\x7e\x80-\xff]*$/;

/**
 * A strict, incremental parser of HTTP/1.1 answers, one at a time. All body bytes of one read are handed on together,
 * however many chunks they came in.
 */
export class AnswerParser {
  private state = DONE;
  private head: ParsedHead | undefined;
  private toHead = false;
  private interim = 0;
  private trailers = 0;
  /** Bytes came after the end of the answer. */
  private surplus = false;
  /** Head or line so far. */
  private text = '';
  /** Body bytes still to come, of the whole or of the chunk. */
  private left = 0;
  /** Behind the line that `line` found. */
  private cursor = 0;
  /** Where body bytes stand in the read at hand: from, to, from, to. */
  private readonly ranges: number[] = [];
  /** How much of `ranges` holds; cutting the array itself would cost more than the rest of a read. */
  private noted = 0;
  private readonly events: AnswerEvents;

  constructor(events: AnswerEvents) {
    this.events = events;
  }

  /** Whether the connection may carry another request after this answer. */
  get reusable(): boolean {
    return this.state === DONE && !this.surplus && this.head?.reusable === true;
  }

  get keepAliveSeconds(): number | undefined {
    return this.head?.keepAliveSeconds;
  }

  /** Expects an answer. `toHead`: to a HEAD request, whose answer has no body whatever its length says. */
  start(toHead: boolean): void {
    this.state = HEAD;
    this.head = undefined;
    this.toHead = toHead;
    this.interim = 0;
    this.trailers = 0;
    this.surplus = false;
    this.text = '';
  }

  /** Nobody wants to hear the rest. */
  stop(): void {
    this.state = DONE;
    this.surplus = true;
  }

  /** Takes the first `length` bytes, which may be overwritten afterwards. Throws MalformedAnswer. */
  push(bytes: Buffer, length: number): void {
    if (this.state === DONE) {
      this.surplus = true;
      return;
    }
    let at = 0;
    while (this.state === HEAD) {
      at = this.readHead(bytes, at, length);
      if (at === -1) return;
    }
    if (this.surplus) return;
    try {
      at = this.readBody(bytes, at, length);
    } finally {
      this.handOn(bytes);
    }
    if (this.surplus || this.state !== DONE) return;
    this.surplus = at < length;
    this.events.complete();
  }

  /** The other side will send no more. Throws ConnectionClosed unless that is how the answer ends. */
  end(): void {
    if (this.state === UNTIL_CLOSE) {
      this.state = DONE;
      this.events.complete();
    } else if (this.state === HEAD && this.text === '') throw new ConnectionClosed('before an answer');
    else if (this.state !== DONE) throw new ConnectionClosed('within the answer');
  }

  /** Where the body begins, or -1 when the head goes on in the next read. */
  private readHead(bytes: Buffer, from: number, length: number): number {
    let at = from;
    for (;;) {
      if (at === length) return -1;
      const known = this.text.length;
      const to = Math.min(length, at + HEAD_WINDOW);
      this.text += bytes.toString('latin1', at, to);
      const end = this.text.indexOf('\r\n\r\n', Math.max(0, known - 3));
      if (end !== -1) {
        const head = this.text.slice(0, end + 2);
        this.text = '';
        this.take(parseHead(head, this.toHead));
        return at + end + 4 - known;
      }
      if (this.text.length > MAX_HEAD) throw new MalformedAnswer('head too large');
      if (this.text.startsWith('\n') || BARE_LF.test(this.text.slice(Math.max(0, known - 1))))
        throw new MalformedAnswer('bare line feed');
      at = to;
    }
  }

  private take(head: ParsedHead): void {
    if (head.status < 200) {
      this.interim += 1;
      if (head.status === 101) throw new MalformedAnswer('switch of protocols that nobody asked for');
      if (this.interim > MAX_INTERIM) throw new MalformedAnswer('too many interim answers');
      return;
    }
    const { framing } = head;
    this.head = head;
    switch (framing.kind) {
      case 'none':
        this.state = DONE;
        break;
      case 'length':
        this.left = framing.length;
        this.state = framing.length === 0 ? DONE : LENGTH;
        break;
      case 'chunked':
        this.state = CHUNK_SIZE;
        break;
      case 'close':
        this.state = UNTIL_CLOSE;
    }
    this.events.head(head);
  }

  /** Notes the ranges of body bytes; returns behind the last byte that belongs to the answer. */
  private readBody(bytes: Buffer, from: number, length: number): number {
    let at = from;
    while (at < length && this.state !== DONE) {
      switch (this.state) {
        case LENGTH:
          at = this.note(at, length);
          if (this.left === 0) this.state = DONE;
          break;
        case UNTIL_CLOSE:
          this.range(at, length);
          return length;
        case CHUNK_DATA:
          at = this.note(at, length);
          if (this.left === 0) this.state = CHUNK_END;
          break;
        default: {
          const line = this.line(bytes, at, length);
          if (line === undefined) return length;
          at = this.cursor;
          this.takeLine(line);
        }
      }
    }
    return at;
  }

  private note(at: number, length: number): number {
    const to = at + Math.min(this.left, length - at);
    this.range(at, to);
    this.left -= to - at;
    return to;
  }

  private range(from: number, to: number): void {
    this.ranges[this.noted] = from;
    this.ranges[this.noted + 1] = to;
    this.noted += 2;
  }

  private takeLine(line: string): void {
    if (this.state === CHUNK_END) {
      if (line !== '') throw new MalformedAnswer('chunk longer than its size');
      this.state = CHUNK_SIZE;
    } else if (this.state === CHUNK_SIZE) {
      const digits = CHUNK_LINE.exec(line)?.[1];
      if (digits === undefined) throw new MalformedAnswer('chunk size');
      this.left = Number.parseInt(digits, 16);
      this.state = this.left === 0 ? TRAILER : CHUNK_DATA;
    } else if (line === '') this.state = DONE;
    else {
      this.trailers += line.length;
      if (this.trailers > MAX_TRAILERS) throw new MalformedAnswer('trailers too large');
      if (!TRAILER_LINE.test(line)) throw new MalformedAnswer('trailer');
    }
  }

  /** The line that ends in this read, without its CRLF; undefined when it goes on in the next. */
  private line(bytes: Buffer, from: number, length: number): string | undefined {
    let at = from;
    while (at < length && bytes[at] !== LF) at += 1;
    if (at - from + this.text.length > MAX_LINE) throw new MalformedAnswer('line too long');
    if (at === length) {
      this.text += bytes.toString('latin1', from, length);
      return undefined;
    }
    this.cursor = at + 1;
    if (this.text === '') {
      if (at === from || bytes[at - 1] !== CR) throw new MalformedAnswer('bare line feed');
      return at === from + 1 ? '' : bytes.toString('latin1', from, at - 1);
    }
    const line = this.text + bytes.toString('latin1', from, at);
    this.text = '';
    if (!line.endsWith('\r')) throw new MalformedAnswer('bare line feed');
    return line.slice(0, -1);
  }

  private handOn(bytes: Buffer): void {
    const { ranges, noted } = this;
    if (noted === 0) return;
    this.noted = 0;
    let total = 0;
    for (let i = 0; i < noted; i += 2) total += (ranges[i + 1] as number) - (ranges[i] as number);
    const body = Buffer.allocUnsafe(total);
    let at = 0;
    for (let i = 0; i < noted; i += 2) {
      at += bytes.copy(body, at, ranges[i] as number, ranges[i + 1] as number);
    }
    this.events.data(body);
  }
}
