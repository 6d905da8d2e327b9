import type { TimelineEvent } from '@weir/core/contract';
import { describe, expect, it } from 'vitest';
import { groupedEvents, ofKind } from './events.ts';

const event = (at: string, title: string, kind: TimelineEvent['kind'] = 'gate'): TimelineEvent => ({
  at,
  title,
  kind,
  actor: 'system',
});

describe('the timeline', () => {
  it('tells what happened over and over on one day once, where it happened last', () => {
    const events = [
      event('2026-11-22T10:00:00Z', 'Gate found other items missing'),
      event('2026-11-22T09:00:00Z', 'Owner changed', 'change'),
      event('2026-11-22T08:00:00Z', 'Gate found other items missing'),
      event('2026-11-21T08:00:00Z', 'Gate found other items missing'),
    ];
    expect(groupedEvents(events).map(({ at, more }) => [at.slice(0, 13), more])).toEqual([
      ['2026-11-22T10', 1],
      ['2026-11-22T09', 0],
      ['2026-11-21T08', 0],
    ]);
    expect(ofKind(events, 'change')).toHaveLength(1);
    expect(ofKind(events, 'any')).toHaveLength(4);
  });
});
