import type { Path } from '../json/locate.ts';
import type { Zone } from '../json/walk.ts';

export type Event = Readonly<Record<string, unknown>>;

/** A piece of text in an event. */
export interface Delta {
  /** Pieces of one channel make one text. */
  readonly channel: string;
  readonly path: Path;
  readonly text: string;
  /** The text is JSON: arguments of a tool. */
  readonly json: boolean;
  /** Nothing follows on this channel. */
  readonly last: boolean;
  /** An event that carries this text on this channel and nothing else. */
  carry(text: string): Event;
}

/** What an event of a stream says. */
export interface EventReading {
  readonly deltas: readonly Delta[];
  /** Channels that end before this event, by the beginning of their name. */
  readonly closes: readonly string[];
  /** Where the event holds complete texts. */
  readonly whole: Zone | undefined;
}

export const NOTHING: EventReading = { deltas: [], closes: [], whole: undefined };

export function objects(value: unknown): Event[] {
  return Array.isArray(value) ? value.map(object) : [];
}

export function object(value: unknown): Event {
  return typeof value === 'object' && value !== null ? (value as Event) : {};
}

/** Text worth a look, or undefined. */
export function text(value: unknown): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}
