import type { TimelineEvent } from '@weir/core/contract';

/** An event that stands for those like it on the same day. */
export interface GroupedEvent extends TimelineEvent {
  /** How many more there were. */
  more: number;
}

const dayOf = (at: string) => at.slice(0, 10);

/** Newest first; what somebody did over and over on one day, told once. */
export function groupedEvents(events: readonly TimelineEvent[]): GroupedEvent[] {
  const groups = new Map<string, GroupedEvent>();
  for (const event of events) {
    const key = [dayOf(event.at), event.kind, event.title, event.detail, event.actor].join('\u0000');
    const known = groups.get(key);
    if (known === undefined) groups.set(key, { ...event, more: 0 });
    else known.more += 1;
  }
  return [...groups.values()];
}

export const KINDS = [
  'change',
  'prompt_version',
  'model',
  'price',
  'gate',
  'budget',
  'note',
] as const satisfies readonly TimelineEvent['kind'][];
export type EventKind = (typeof KINDS)[number];

export const ofKind = (events: readonly TimelineEvent[], kind: EventKind | 'any') =>
  kind === 'any' ? events : events.filter((event) => event.kind === kind);
