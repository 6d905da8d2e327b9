import type { Usage } from '@weir/core/usage';
import type { AnswerFacts, StreamMeter, StreamMeterOptions } from '../contract.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { FrameSizes } from '../output-estimate.ts';
import { type FrameReader, FrameRelay, payloadStart, type Verdict } from '../sse/frame-relay.ts';
import { ToolCalls } from '../tool-calls.ts';
import { rawUsage } from '../usage-reading.ts';
import { FILTERED, toolName } from './answer.ts';
import { errorCode } from './errors.ts';
import { readUsage, usageObject } from './usage.ts';

const USAGE = Buffer.from('"usage"');
const TOOL_CALLS = Buffer.from('"tool_calls"');
const REFUSAL = Buffer.from('"refusal":"');
const NULL_USAGE = '"usage":null';
const ERROR = '{"error"';
const NOWHERE = Number.POSITIVE_INFINITY;
/** The finish reason stands in one of the last events: usage and stray empty ones may follow it. */
const REMEMBERED = 3;

interface Payload {
  bytes: Buffer;
  start: number;
  end: number;
}

/**
 * Taps a chat completion stream. Events are not parsed, only searched for what Weir must know: the usage object,
 * tool calls, an error. The first and the last few events are parsed once, at the end.
 */
export class OpenAiStreamMeter implements StreamMeter, FrameReader {
  cutFrom = 0;
  cutTo = 0;
  failed = false;
  private readonly relay = new FrameRelay(this);
  private readonly hideUsage: boolean;
  private readonly sizes = new FrameSizes();
  private readonly tools = new ToolCalls();
  private first: Payload | undefined;
  /** The first event that says something: a refusal begins here. */
  private second: Payload | undefined;
  private readonly last: Payload[] = [];
  private usage: Record<string, unknown> | undefined;
  /** The usage stands in an event of its own: it is the last word. */
  private usageApart = false;
  private error: string | undefined;
  private usageAt = -1;
  private toolsAt = -1;

  constructor(options: StreamMeterOptions) {
    this.hideUsage = options.hideUsage;
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
    return this.finishReason() !== undefined;
  }

  begin(): void {
    this.usageAt = -1;
    this.toolsAt = -1;
  }

  frame(bytes: Buffer, start: number, end: number): Verdict {
    const payload = payloadStart(bytes, start, end);
    if (payload === -1) return 'pass';
    if (bytes[payload] === 0x5b && bytes[payload + 1] === 0x44) return 'end';
    this.remember({ bytes, start: payload, end });
    if (bytes[payload + 2] === 0x65 && bytes.toString('latin1', payload, payload + ERROR.length) === ERROR) {
      this.failed = true;
      this.error = errorCode(parseOrNothing(bytes, payload, end));
      return 'pass';
    }
    // not before: an error has another envelope, which would pass for the one that all content shares
    this.sizes.add(end - payload);
    if (this.toolsAt < payload) this.toolsAt = find(bytes, TOOL_CALLS, payload);
    if (this.toolsAt < end) this.readTools(parseOrNothing(bytes, payload, end));
    if (this.usageAt < payload) this.usageAt = find(bytes, USAGE, payload);
    return this.usageAt < end ? this.readUsage(bytes, payload, end) : 'pass';
  }

  facts(): AnswerFacts {
    const reading = this.usage === undefined ? undefined : readUsage(this.usage);
    const last = this.last.map(parsePayload);
    const finishReason = this.finishReason(last);
    const known = reading?.known;
    // servers that report usage as they go have not said the last word when the stream breaks off
    const final = this.usageApart || finishReason !== undefined || this.relay.ended;
    const first = objectOrNothing(this.first && parsePayload(this.first));
    return {
      usage: final ? known : undefined,
      inputUsage: final || known === undefined ? undefined : inputOf(known),
      rawUsage: rawUsage(this.usage),
      impossible: reading?.impossible ?? false,
      model: textOrNothing(first?.['model']),
      finishReason,
      toolCalls: this.tools.count,
      toolNames: this.tools.names,
      // a server that keeps count knows better
      outputEstimate: (final ? 0 : known?.['output_tokens']) || this.sizes.tokens,
      errorCode: this.error,
      // the first event may still say `auto`
      serviceTier: textOrNothing(objectOrNothing(last.at(-1))?.['service_tier'] ?? first?.['service_tier']),
      refused: finishReason === FILTERED || this.isRefusal(),
      resourceId: textOrNothing(first?.['id']),
    };
  }

  private remember(payload: Payload): void {
    if (this.first === undefined) this.first = payload;
    else this.second ??= payload;
    if (this.last.push(payload) > REMEMBERED) this.last.shift();
  }

  private readUsage(bytes: Buffer, payload: number, end: number): Verdict {
    const from = this.usageAt;
    if (bytes.toString('latin1', from, from + NULL_USAGE.length) === NULL_USAGE) {
      return this.hideUsage ? this.cutNull(bytes, from) : 'pass';
    }
    const event = objectOrNothing(parseOrNothing(bytes, payload, end));
    const usage = usageObject(event);
    if (usage === undefined) return 'pass';
    this.usage = usage;
    const choices = event?.['choices'];
    this.usageApart = Array.isArray(choices) && choices.length === 0;
    return this.hideUsage && this.usageApart ? 'strip' : 'pass';
  }

  /** Asking for usage makes OpenAI write `"usage":null` into every chunk; without asking it is not there. */
  private cutNull(bytes: Buffer, at: number): Verdict {
    if (bytes[at - 1] !== 0x2c || bytes[at - 2] !== 0x5d) return 'pass';
    this.cutFrom = at - 1;
    this.cutTo = at + NULL_USAGE.length;
    return 'cut';
  }

  private readTools(event: unknown): void {
    const choices = objectOrNothing(event)?.['choices'];
    if (!Array.isArray(choices)) return;
    for (const choice of choices) {
      const calls = objectOrNothing(objectOrNothing(choice)?.['delta'])?.['tool_calls'];
      if (!Array.isArray(calls)) continue;
      for (const call of calls) {
        const name = toolName(objectOrNothing(call));
        if (textOrNothing(name) !== undefined) this.tools.add(name);
      }
    }
  }

  private isRefusal(): boolean {
    return isRefusal(this.second) || this.last.some(isRefusal);
  }

  private finishReason(last = this.last.map(parsePayload)): string | undefined {
    for (let i = last.length - 1; i >= 0; i -= 1) {
      const choices = objectOrNothing(last[i])?.['choices'];
      if (!Array.isArray(choices)) continue;
      for (const choice of choices) {
        const reason = textOrNothing(objectOrNothing(choice)?.['finish_reason']);
        if (reason !== undefined) return reason;
      }
    }
    return undefined;
  }
}

/** The event adds to a refusal, as far as its bytes tell. */
function isRefusal(payload: Payload | undefined): boolean {
  if (payload === undefined) return false;
  const at = payload.bytes.subarray(payload.start, payload.end).indexOf(REFUSAL);
  return at !== -1 && payload.bytes[payload.start + at + REFUSAL.length] !== 0x22;
}

function inputOf(usage: Usage): Usage {
  return Object.fromEntries(Object.entries(usage).filter(([unit]) => !unit.startsWith('output_')));
}

function find(bytes: Buffer, needle: Buffer, from: number): number {
  const at = bytes.indexOf(needle, from);
  return at === -1 ? NOWHERE : at;
}

function parsePayload(payload: Payload): unknown {
  return parseOrNothing(payload.bytes, payload.start, payload.end);
}
