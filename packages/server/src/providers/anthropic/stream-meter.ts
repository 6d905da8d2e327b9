import type { Usage } from '@weir/core/usage';
import type { AnswerFacts, StreamMeter } from '../contract.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { FrameSizes } from '../output-estimate.ts';
import { type FrameReader, FrameRelay, payloadStart, type Verdict } from '../sse/frame-relay.ts';
import { ToolCalls } from '../tool-calls.ts';
import { rawUsage } from '../usage-reading.ts';
import { keptId, REFUSAL, readToolBlock } from './answer.ts';
import { errorCode } from './errors.ts';
import { serviceOf } from './service.ts';
import { readUsage } from './usage.ts';

const NAME_LENGTH = 19;

/**
 * Taps a message stream. Only the few events that carry facts are parsed: `message_start`, `content_block_start`,
 * `message_delta`, `error`. The usage of `message_delta` is cumulative and final: its fields replace those of
 * `message_start`, they are never added.
 */
export class AnthropicStreamMeter implements StreamMeter, FrameReader {
  readonly cutFrom = 0;
  readonly cutTo = 0;
  failed = false;
  private readonly relay = new FrameRelay(this);
  private readonly sizes = new FrameSizes();
  private readonly tools = new ToolCalls();
  private usage: Record<string, unknown> | undefined;
  private final = false;
  private model: string | undefined;
  private stopReason: string | undefined;
  private error: string | undefined;
  private kept: string | undefined;
  private readonly threaded: boolean;

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

  /** Every complete message ends with `message_stop`. */
  complete(): boolean {
    return false;
  }

  constructor(threaded = false) {
    this.threaded = threaded;
  }

  begin(): void {}

  frame(bytes: Buffer, start: number, end: number): Verdict {
    if (bytes[start] !== 0x65 || bytes[start + 5] !== 0x3a) return 'pass';
    const at = bytes[start + 6] === 0x20 ? start + 7 : start + 6;
    if (bytes[at] === 0x70) return 'pass';
    const name = bytes.toString('latin1', at, Math.min(at + NAME_LENGTH, end));
    if (name.startsWith('content_block_delta')) this.sizes.add(end - start);
    else if (name.startsWith('message_stop')) return 'end';
    else if (name.startsWith('message_start')) this.readStart(payload(bytes, at, end));
    else if (name.startsWith('message_delta')) this.readDelta(payload(bytes, at, end));
    else if (name.startsWith('content_block_start')) {
      readToolBlock(objectOrNothing(payload(bytes, at, end)?.['content_block']), this.tools);
    } else if (name.startsWith('error')) {
      this.failed = true;
      this.error = errorCode(payload(bytes, at, end));
    }
    return 'pass';
  }

  facts(): AnswerFacts {
    const reading = this.usage === undefined ? undefined : readUsage(this.usage);
    const impossible = reading?.impossible ?? false;
    const known = this.final ? reading?.known : undefined;
    return {
      usage: known,
      inputUsage: known !== undefined || impossible ? undefined : inputOf(reading?.usage),
      rawUsage: rawUsage(this.usage),
      impossible,
      model: this.model,
      finishReason: this.stopReason,
      toolCalls: this.tools.count,
      toolNames: this.tools.names,
      outputEstimate: this.sizes.tokens,
      errorCode: this.error,
      ...serviceOf(this.usage),
      refused: this.stopReason === REFUSAL,
      resourceId: this.kept,
    };
  }

  private readStart(event: Record<string, unknown> | undefined): void {
    const message = objectOrNothing(event?.['message']);
    this.usage = objectOrNothing(message?.['usage']);
    this.model = textOrNothing(message?.['model']);
    this.kept = keptId(message, this.threaded);
  }

  private readDelta(event: Record<string, unknown> | undefined): void {
    const delta = objectOrNothing(event?.['delta']);
    this.stopReason = textOrNothing(delta?.['stop_reason']) ?? this.stopReason;
    if (!this.threaded) this.kept = keptId(delta, false) ?? this.kept;
    const usage = objectOrNothing(event?.['usage']);
    if (usage === undefined) return;
    this.final = true;
    const merged: Record<string, unknown> = { ...this.usage };
    for (const [name, value] of Object.entries(usage)) {
      if (value !== null && value !== undefined) merged[name] = value;
    }
    if (splitExceeds(merged)) delete merged['cache_creation'];
    this.usage = merged;
  }
}

/** `message_delta` restates the cache writes but not how they split: an older split may no longer fit. */
function splitExceeds(usage: Record<string, unknown>): boolean {
  const split = objectOrNothing(usage['cache_creation']);
  const sum = Object.values(split ?? {}).reduce((total: number, part) => total + Number(part), 0);
  return sum > Number(usage['cache_creation_input_tokens'] ?? Number.POSITIVE_INFINITY);
}

/** A cut stream has told its input exactly at the start, its output not yet. */
function inputOf(usage: Usage | undefined): Usage | undefined {
  if (usage === undefined) return undefined;
  const { output_tokens: _placeholder, ...input } = usage;
  return input;
}

function payload(bytes: Buffer, start: number, end: number): Record<string, unknown> | undefined {
  const at = payloadStart(bytes, start, end);
  return at === -1 ? undefined : objectOrNothing(parseOrNothing(bytes, at, end));
}
