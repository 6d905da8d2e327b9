import type { Dialect } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { FrameFilter } from '../contract.ts';
import type { Edit } from '../json/edits.ts';
import { locate } from '../json/locate.ts';
import { readAnthropicEvent } from './anthropic-events.ts';
import { ArrayFraming } from './array-framing.ts';
import type { Delta, Event, EventReading } from './events.ts';
import type { Extra, Frame, Framing } from './frames.ts';
import { readGeminiEvent } from './gemini-events.ts';
import { readOpenAiEvent } from './openai-events.ts';
import { SseFraming } from './sse-framing.ts';
import { type AnswerRules, TextPipe } from './text-pipe.ts';
import { logprobEdits, spliced, wholeTextEdits } from './whole-texts.ts';

const READERS: Readonly<Record<Dialect, (event: Event) => EventReading>> = {
  openai: readOpenAiEvent,
  anthropic: readAnthropicEvent,
  gemini: readGeminiEvent,
};
const OPEN_LIST = 0x5b;
const NONE = Buffer.alloc(0);
/** No event of text is as long; more is a fault, not an event. */
const LONGEST_FRAME = 8 * 1024 * 1024;

interface Channel {
  readonly pipe: TextPipe;
  /** Last event of the channel and the frame it came in: models for one more. */
  delta: Delta;
  frame: Frame;
  /** All that came and all that went, where events repeat the whole text at its end. */
  came: string;
  went: string;
}

/** A stream in the client's dialect, with originals back in and finds masked. */
export class StreamFilter implements FrameFilter {
  private readonly rules: AnswerRules;
  private readonly read: (event: Event) => EventReading;
  private readonly hidesLogprobs: boolean;
  private framing: Framing | undefined;
  private readonly channels = new Map<string, Channel>();
  /** Complete texts of responses: as they came, as they went. */
  private readonly settled = new Map<string, string>();
  /** Events put in so far: later sequence numbers move up by as many. */
  private inserted = 0;
  /** Of the event at hand, or the one that would come next. */
  private sequence = 0;
  private ended = false;
  /** Bytes since the last whole frame. */
  private waiting = 0;

  constructor(dialect: Dialect, rules: AnswerRules) {
    this.rules = rules;
    this.read = READERS[dialect];
    this.hidesLogprobs = rules.inspector !== undefined && rules.inspector.strictest !== 'flag';
  }

  push(chunk: Buffer): Buffer | undefined {
    if (this.framing === undefined) {
      const first = chunk.find((byte) => byte > 0x20);
      if (first === undefined) return this.blocked ? undefined : chunk;
      this.framing = first === OPEN_LIST ? new ArrayFraming() : new SseFraming();
    }
    const frames = this.framing.push(chunk);
    this.waiting = frames.length > 0 ? 0 : this.waiting + chunk.length;
    if (this.waiting > LONGEST_FRAME) throw endless();
    return this.all(this.framing, frames);
  }

  end(): Buffer | undefined {
    if (this.framing === undefined) return undefined;
    const rest = this.all(this.framing, this.framing.end()) ?? NONE;
    const extras = this.ended ? [] : this.close([''], new Set());
    if (this.blocked) return undefined;
    const out =
      extras.length === 0 ? rest : Buffer.concat([rest, this.framing.insert(extras, undefined, NONE)]);
    return out.length === 0 ? undefined : out;
  }

  private get blocked(): boolean {
    return this.rules.found.action === 'block';
  }

  private all(framing: Framing, frames: readonly Frame[]): Buffer | undefined {
    const out: Buffer[] = [];
    for (const frame of frames) {
      if (this.blocked) break;
      const bytes = this.frame(framing, frame);
      if (!this.blocked) out.push(bytes);
    }
    if (out.length < 2) return out[0]?.length === 0 ? undefined : out[0];
    return Buffer.concat(out);
  }

  private frame(framing: Framing, frame: Frame): Buffer {
    if (frame.payload === undefined) {
      if (!framing.isEnd(frame)) return frame.raw;
      this.ended = true;
      const extras = this.close([''], new Set());
      return extras.length === 0 ? frame.raw : framing.insert(extras, frame, frame.raw);
    }
    const event = parsed(frame.payload);
    if (event === undefined) return frame.raw;
    const sequence = event['sequence_number'];
    if (typeof sequence === 'number') this.sequence = sequence;
    const reading = this.read(event);
    const extras = this.close(reading.closes, new Set(reading.deltas.map((delta) => delta.channel)));
    const edits = this.edits(frame, frame.payload, event, reading);
    if (edits.length === 0 && extras.length === 0) {
      this.sequence += 1;
      return frame.raw;
    }
    const bytes = edits.length === 0 ? frame.raw : framing.withPayload(frame, spliced(frame.payload, edits));
    this.sequence += 1;
    return extras.length === 0 ? bytes : framing.insert(extras, frame, bytes);
  }

  private edits(frame: Frame, payload: Buffer, event: Event, reading: EventReading): Edit[] {
    const edits: Edit[] = [];
    for (const delta of reading.deltas) {
      const ready = this.pass(delta, frame);
      const place = ready === delta.text ? undefined : locate(payload, delta.path);
      if (place !== undefined) edits.push({ ...place, text: JSON.stringify(ready) });
    }
    if (reading.whole !== undefined) {
      edits.push(...wholeTextEdits(payload, reading.whole, this.rules, this.settled));
    }
    if (this.hidesLogprobs) edits.push(...logprobEdits(payload, event));
    const sequence = this.inserted === 0 ? undefined : event['sequence_number'];
    const place = typeof sequence === 'number' ? locate(payload, ['sequence_number']) : undefined;
    if (place !== undefined) edits.push({ ...place, text: String(Number(sequence) + this.inserted) });
    return edits;
  }

  private pass(delta: Delta, frame: Frame): string {
    const channel = this.channel(delta, frame);
    const ready = channel.pipe.push(delta.text, delta.last);
    if (isRepeated(delta)) {
      channel.came += delta.text;
      channel.went += ready;
    }
    if (delta.last) this.channels.delete(delta.channel);
    return ready;
  }

  private channel(delta: Delta, frame: Frame): Channel {
    const known = this.channels.get(delta.channel);
    if (known !== undefined) {
      known.delta = delta;
      known.frame = frame;
      return known;
    }
    const channel: Channel = { pipe: new TextPipe(this.rules, delta.json), delta, frame, came: '', went: '' };
    this.channels.set(delta.channel, channel);
    return channel;
  }

  /** Ends channels and says what of their text still has to go out. */
  private close(prefixes: readonly string[], except: ReadonlySet<string>): Extra[] {
    const extras: Extra[] = [];
    if (prefixes.length === 0) return extras;
    for (const [name, channel] of this.channels) {
      if (except.has(name) || !prefixes.some((prefix) => name.startsWith(prefix))) continue;
      this.channels.delete(name);
      const rest = channel.pipe.push('', true);
      if (isRepeated(channel.delta)) this.settled.set(channel.came, channel.went + rest);
      if (rest !== '')
        extras.push({ json: JSON.stringify(this.numbered(channel.delta.carry(rest))), like: channel.frame });
    }
    return extras;
  }

  /** Responses number their events: one that is put in takes the next number, and all later ones move up. */
  private numbered(event: Event): Event {
    if (typeof event['sequence_number'] !== 'number') return event;
    const sequence_number = this.sequence + this.inserted;
    this.inserted += 1;
    return { ...event, sequence_number };
  }
}

/** Only responses repeat their texts. */
function isRepeated(delta: Delta): boolean {
  return delta.channel.startsWith('response.');
}

function endless(): WeirError {
  return new WeirError('upstream_malformed', 'The provider sent an event without an end.', {
    remedy: 'Try again; if it stays so, tell the operator of this gateway.',
  });
}

function parsed(payload: Buffer): Event | undefined {
  try {
    const value: unknown = JSON.parse(payload.toString('utf8'));
    return typeof value === 'object' && value !== null ? (value as Event) : undefined;
  } catch {
    return undefined;
  }
}
