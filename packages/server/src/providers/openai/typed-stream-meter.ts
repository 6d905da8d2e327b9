import type { AnswerFacts, StreamMeter } from '../contract.ts';
import { lastObject } from '../json/last-object.ts';
import { parseOrNothing } from '../json/narrow.ts';
import { FrameSizes } from '../output-estimate.ts';
import { eventName } from '../sse/event-name.ts';
import { type FrameReader, FrameRelay, payloadStart, type Verdict } from '../sse/frame-relay.ts';
import { rawUsage } from '../usage-reading.ts';
import { errorCode } from './errors.ts';
import { readTokenUsage } from './token-usage.ts';

export interface TypedStream {
  /** Events that say something of the answer: text, sound, a picture. */
  readonly content: readonly string[];
  /** The event that carries the usage. */
  readonly last: string;
  /** Nothing follows `last`: it is the end marker. Else the end of the connection is. */
  readonly once: boolean;
  /** Output tokens seen, by the number of content events and the tokens that their sizes are worth. */
  readonly estimate: (events: number, tokens: number) => number;
}

/** Taps OpenAI's streams of typed events other than responses: images, transcripts, speech. */
export class TypedStreamMeter implements StreamMeter, FrameReader {
  readonly cutFrom = 0;
  readonly cutTo = 0;
  failed = false;
  private readonly relay = new FrameRelay(this);
  private readonly sizes = new FrameSizes();
  private readonly stream: TypedStream;
  private events = 0;
  private finished = false;
  private readonly usages: Record<string, unknown>[] = [];
  private error: string | undefined;
  private longEvent = '';

  constructor(stream: TypedStream) {
    this.stream = stream;
  }

  get ended(): boolean {
    return this.relay.ended;
  }

  get torn(): boolean {
    return this.relay.torn;
  }

  push(chunk: Buffer): Buffer | undefined {
    return this.relay.push(chunk);
  }

  held(): Buffer | undefined {
    return this.relay.held();
  }

  complete(): boolean {
    return this.finished;
  }

  begin(): void {}

  frame(bytes: Buffer, start: number, end: number): Verdict {
    const at = payloadStart(bytes, start, end);
    if (at === -1) return 'pass';
    if (bytes[at] === 0x5b && bytes[at + 1] === 0x44) return 'end';
    const name = eventName(bytes, start, end);
    if (name === this.stream.last) return this.finish(bytes, start, end);
    if (this.stream.content.includes(name)) this.count(end - start);
    else if (name === 'error' || name === '') this.readError(name, parseOrNothing(bytes, at, end));
    return 'pass';
  }

  wantsTail(bytes: Buffer, start: number, end: number): boolean {
    this.longEvent = eventName(bytes, start, end);
    if (this.stream.content.includes(this.longEvent)) this.count(end - start);
    return this.longEvent === this.stream.last;
  }

  tail(bytes: Buffer, start: number, end: number): Verdict {
    return this.finish(bytes, start, end);
  }

  facts(): AnswerFacts {
    const readings = this.usages.map(readTokenUsage);
    const impossible = readings.some((reading) => reading.impossible);
    const known = readings.map((reading) => reading.known).filter((usage) => usage !== undefined);
    const total: Record<string, number> = {};
    for (const usage of known) {
      for (const [unit, count] of Object.entries(usage)) total[unit] = (total[unit] ?? 0) + count;
    }
    return {
      usage: this.finished && !impossible && known.length > 0 ? total : undefined,
      rawUsage: rawUsage(this.usages.length > 1 ? this.usages : this.usages[0]),
      impossible,
      toolCalls: 0,
      toolNames: [],
      outputEstimate: this.stream.estimate(this.events, this.sizes.tokens),
      errorCode: this.error,
    };
  }

  private count(size: number): void {
    this.events += 1;
    this.sizes.add(size);
  }

  private finish(bytes: Buffer, start: number, end: number): Verdict {
    this.finished = true;
    const usage = lastObject(bytes.subarray(start, end), 'usage');
    if (usage !== undefined) this.usages.push(usage);
    return this.stream.once ? 'end' : 'pass';
  }

  private readError(name: string, event: unknown): void {
    const code = errorCode(event);
    if (name === '' && code === undefined) return;
    this.failed = true;
    this.error = code ?? 'error';
  }
}
