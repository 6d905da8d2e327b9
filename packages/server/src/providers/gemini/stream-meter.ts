import type { Usage } from '@weir/core/usage';
import type { AnswerFacts, StreamMeter, StreamMeterOptions } from '../contract.ts';
import { ArrayRelay } from '../json/array-relay.ts';
import { objectOrNothing, parseOrNothing } from '../json/narrow.ts';
import { FrameSizes } from '../output-estimate.ts';
import { type FrameReader, FrameRelay, payloadStart, type Verdict } from '../sse/frame-relay.ts';
import { ToolCalls } from '../tool-calls.ts';
import { rawUsage } from '../usage-reading.ts';
import { type Reading, readChunk, readTail, usageOf } from './answer.ts';
import { errorCode } from './errors.ts';

/**
 * Taps a stream of GenerateContentResponses in either framing: events, or the elements of a JSON array. Every chunk
 * carries the usage so far, the last one stands. Events have no end marker: a chunk with a finish reason makes the
 * answer complete; the array ends with its bracket.
 */
export class GeminiStreamMeter implements StreamMeter, FrameReader {
  readonly cutFrom = 0;
  readonly cutTo = 0;
  failed = false;
  private readonly relay: FrameRelay | ArrayRelay;
  private readonly events: boolean;
  private readonly sizes = new FrameSizes();
  private readonly tools = new ToolCalls();
  private readonly last: Reading = {
    finishReason: undefined,
    refused: false,
    model: undefined,
    raw: undefined,
  };
  private error: string | undefined;

  constructor({ contentType }: StreamMeterOptions) {
    this.events = contentType.startsWith('text/event-stream');
    this.relay = this.events ? new FrameRelay(this) : new ArrayRelay(this);
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
    return !this.failed && this.last.finishReason !== undefined;
  }

  begin(): void {}

  frame(bytes: Buffer, start: number, end: number): Verdict {
    const at = this.events ? payloadStart(bytes, start, end) : start;
    if (at === -1) return 'pass';
    const chunk = objectOrNothing(parseOrNothing(bytes, at, end));
    if (chunk === undefined) return 'pass';
    if (chunk['error'] !== undefined && chunk['candidates'] === undefined) {
      this.failed = true;
      this.error = errorCode(chunk) ?? 'error';
      return 'pass';
    }
    this.sizes.add(end - at);
    this.take(readChunk(chunk, this.tools));
    return 'pass';
  }

  /** Pictures make chunks long; the usage stands behind them. */
  wantsTail(_bytes: Buffer, start: number, end: number): boolean {
    this.sizes.add(end - start);
    return true;
  }

  tail(bytes: Buffer, start: number, end: number): Verdict {
    this.take(readTail(bytes.subarray(start, end)));
    return 'pass';
  }

  facts(): AnswerFacts {
    const { finishReason, model, raw, refused } = this.last;
    const { reading, usage, serviceTier } = usageOf(raw);
    const final = finishReason !== undefined;
    const sofar = reading?.impossible ? undefined : reading?.usage;
    return {
      usage: final ? usage : undefined,
      inputUsage: final || sofar?.['input_tokens'] === undefined ? undefined : inputOf(sofar),
      rawUsage: rawUsage(raw),
      impossible: reading?.impossible ?? false,
      model,
      finishReason,
      toolCalls: this.tools.count,
      toolNames: this.tools.names,
      outputEstimate: Math.max(this.sizes.tokens, sofar?.['output_tokens'] ?? 0),
      errorCode: this.error,
      serviceTier,
      refused,
    };
  }

  private take(read: Reading): void {
    this.last.finishReason = read.finishReason ?? this.last.finishReason;
    this.last.model ??= read.model;
    this.last.raw = read.raw ?? this.last.raw;
    this.last.refused ||= read.refused;
  }
}

function inputOf(usage: Usage): Usage {
  return Object.fromEntries(Object.entries(usage).filter(([unit]) => !unit.startsWith('output_')));
}
