import type { AnswerFacts, StreamMeter } from '../../contract.ts';
import { lastObject } from '../../json/last-object.ts';
import { objectOrNothing, parseOrNothing, textOrNothing } from '../../json/narrow.ts';
import { lastText } from '../../json/search.ts';
import { FrameSizes } from '../../output-estimate.ts';
import { eventName } from '../../sse/event-name.ts';
import { type FrameReader, FrameRelay, payloadStart, type Verdict } from '../../sse/frame-relay.ts';
import { TIER } from '../answer.ts';
import { errorCode } from '../errors.ts';
import { responseFacts } from './answer.ts';
import { OutputItems } from './output-items.ts';

/** Events that end a response and repeat it whole; the last frame of the stream. */
const TERMINAL = new Set(['response.completed', 'response.incomplete', 'response.cancelled']);
const FAILED = 'response.failed';

/**
 * Taps a stream of response events. The text passes unparsed; tool calls are counted from finished items, usage is
 * read from the terminal event, which is kept back. It repeats the whole response, so that it may be long: then its
 * beginning passes and its end, where the usage stands, is kept.
 */
export class ResponsesStreamMeter implements StreamMeter, FrameReader {
  readonly cutFrom = 0;
  readonly cutTo = 0;
  failed = false;
  private readonly relay = new FrameRelay(this);
  private readonly sizes = new FrameSizes();
  private readonly items = new OutputItems();
  private response: Record<string, unknown> = {};
  private error: string | undefined;
  private longEvent = '';

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

  /** Every complete response ends with its terminal event. */
  complete(): boolean {
    return false;
  }

  begin(): void {}

  frame(bytes: Buffer, start: number, end: number): Verdict {
    const name = eventName(bytes, start, end);
    if (name.endsWith('.delta')) {
      if (name === 'response.refusal.delta') this.items.refused = true;
      this.sizes.add(end - start);
      return 'pass';
    }
    if (name === 'response.output_item.done') {
      this.items.add(objectOrNothing(payload(bytes, start, end)?.['item']));
    } else if (name === 'response.created') {
      this.take(objectOrNothing(payload(bytes, start, end)?.['response']));
    } else if (TERMINAL.has(name) || name === FAILED) {
      return this.finish(name, objectOrNothing(payload(bytes, start, end)?.['response']));
    } else if (name === 'error' || name === '') {
      this.readError(name, payload(bytes, start, end));
    }
    return isDone(bytes, start, end) ? 'end' : 'pass';
  }

  wantsTail(bytes: Buffer, start: number, end: number): boolean {
    this.longEvent = eventName(bytes, start, end);
    return TERMINAL.has(this.longEvent) || this.longEvent === FAILED;
  }

  tail(bytes: Buffer, start: number, end: number): Verdict {
    const part = bytes.subarray(start, end);
    const tier = lastText(part, TIER);
    return this.finish(this.longEvent, {
      status: this.longEvent.slice('response.'.length),
      usage: lastObject(part, 'usage'),
      ...(tier === undefined ? {} : { service_tier: tier }),
    });
  }

  facts(): AnswerFacts {
    const facts = responseFacts(this.response, this.items, 0, this.sizes.tokens);
    return { ...facts, errorCode: this.error ?? facts.errorCode };
  }

  private finish(name: string, response: Record<string, unknown> | undefined): Verdict {
    this.take(response);
    if (name !== FAILED) return 'end';
    this.failed = true;
    this.error ??= errorCode(this.response) ?? 'response_failed';
    return 'pass';
  }

  /** Later states of the response replace what earlier ones said. */
  private take(response: Record<string, unknown> | undefined): void {
    if (response === undefined) return;
    const { id, model, status, service_tier, usage, incomplete_details, error } = response;
    const said = { id, model, status, service_tier, usage, incomplete_details, error };
    for (const [name, value] of Object.entries(said)) {
      if (value !== undefined && value !== null) this.response[name] = value;
    }
  }

  /** `error` events carry their code at the top; servers alike send chat's error object without a name. */
  private readError(name: string, event: Record<string, unknown> | undefined): void {
    const nested = errorCode(event);
    if (name === '' && nested === undefined && event?.['error'] === undefined) return;
    this.failed = true;
    this.error = nested ?? textOrNothing(event?.['code'])?.slice(0, 64) ?? 'error';
  }
}

function payload(bytes: Buffer, start: number, end: number): Record<string, unknown> | undefined {
  const at = payloadStart(bytes, start, end);
  return at === -1 ? undefined : objectOrNothing(parseOrNothing(bytes, at, end));
}

/** Some servers end these streams, too, with chat's marker. */
function isDone(bytes: Buffer, start: number, end: number): boolean {
  const at = payloadStart(bytes, start, end);
  return at !== -1 && bytes[at] === 0x5b && bytes[at + 1] === 0x44;
}
