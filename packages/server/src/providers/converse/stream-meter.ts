import type { AnswerFacts, StreamMeter } from '../contract.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../json/narrow.ts';
import { FrameSizes } from '../output-estimate.ts';
import { type FrameReader, FrameRelay, payloadStart, type Verdict } from '../sse/frame-relay.ts';
import { ToolCalls } from '../tool-calls.ts';
import { rawUsage } from '../usage-reading.ts';
import { isRefusal } from './answer.ts';
import { readUsage } from './usage.ts';

const LONGEST_NAME = 64;

/**
 * Taps a ConverseStream as the platform unwraps it: `event: <eventType>`, `data: <json>`. `messageStop` tells the stop
 * reason; `metadata`, with the usage, is the last event and the end marker.
 */
export class ConverseStreamMeter implements StreamMeter, FrameReader {
  readonly cutFrom = 0;
  readonly cutTo = 0;
  failed = false;
  private readonly relay = new FrameRelay(this);
  private readonly sizes = new FrameSizes();
  private readonly tools = new ToolCalls();
  private usage: Record<string, unknown> | undefined;
  private stopReason: string | undefined;
  private error: string | undefined;

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

  /** A stop without metadata is an answer whose usage is unknown. */
  complete(): boolean {
    return !this.failed && this.stopReason !== undefined;
  }

  begin(): void {}

  frame(bytes: Buffer, start: number, end: number): Verdict {
    const name = eventName(bytes, start, end);
    switch (name) {
      case 'contentBlockDelta':
        this.sizes.add(end - start);
        return 'pass';
      case 'contentBlockStart': {
        const call = objectOrNothing(objectOrNothing(payload(bytes, start, end)?.['start'])?.['toolUse']);
        if (call !== undefined) this.tools.add(call['name']);
        return 'pass';
      }
      case 'messageStop':
        this.stopReason = textOrNothing(payload(bytes, start, end)?.['stopReason']);
        return 'pass';
      case 'metadata':
        this.usage = objectOrNothing(payload(bytes, start, end)?.['usage']);
        return 'end';
      default:
        if (name.endsWith('Exception')) {
          this.failed = true;
          this.error = name;
        }
        return 'pass';
    }
  }

  facts(): AnswerFacts {
    const reading = this.usage === undefined ? undefined : readUsage(this.usage);
    return {
      usage: reading?.known,
      rawUsage: rawUsage(this.usage),
      impossible: reading?.impossible ?? false,
      finishReason: this.stopReason,
      toolCalls: this.tools.count,
      toolNames: this.tools.names,
      outputEstimate: this.sizes.tokens,
      errorCode: this.error,
      refused: isRefusal(this.stopReason),
    };
  }
}

function eventName(bytes: Buffer, start: number, end: number): string {
  const head = bytes.toString('latin1', start, Math.min(end, start + LONGEST_NAME));
  return /^event: ?([A-Za-z]+)/.exec(head)?.[1] ?? '';
}

function payload(bytes: Buffer, start: number, end: number): Record<string, unknown> | undefined {
  const at = payloadStart(bytes, start, end);
  return at === -1 ? undefined : objectOrNothing(parseOrNothing(bytes, at, end));
}
