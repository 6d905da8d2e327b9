import { QueryClient } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { followEvents, type LiveState } from './live.ts';

/** Stands in for the browser's EventSource: remembers every connection and lets the test speak on it. */
class Connection extends EventTarget {
  static all: Connection[] = [];
  closed = false;
  onopen: (() => void) | null = null;
  onerror: (() => void) | null = null;
  constructor() {
    super();
    Connection.all.push(this);
  }
  close() {
    this.closed = true;
  }
  say(type: string) {
    this.dispatchEvent(new MessageEvent(type, { data: JSON.stringify({ type }) }));
  }
}

const page = Object.assign(new EventTarget(), { hidden: false });
const last = () => Connection.all.at(-1);
let states: LiveState[];
let asked: string[];
let stop: () => void;

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('EventSource', Connection);
  vi.stubGlobal('document', page);
  Connection.all = [];
  page.hidden = false;
  states = [];
  asked = [];
  const client = new QueryClient();
  vi.spyOn(client, 'invalidateQueries').mockImplementation(async (filters) => {
    asked.push(String(filters?.queryKey?.[0] ?? 'everything'));
  });
  stop = followEvents(client, (state) => states.push(state));
});
afterEach(() => {
  stop();
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

describe('following live events', () => {
  it('asks again for what an event names', () => {
    last()?.onopen?.();
    last()?.say('ledger');
    last()?.say('registry');
    expect(asked).toEqual(['ledger', 'registry', 'value']);
    expect(states).toEqual(['connecting', 'live']);
  });

  it('comes back after a lost connection with growing pauses, and fetches what it missed', () => {
    last()?.onopen?.();
    last()?.onerror?.();
    expect(states.at(-1)).toBe('offline');
    vi.advanceTimersByTime(1_000);
    last()?.onerror?.();
    vi.advanceTimersByTime(1_999);
    expect(Connection.all).toHaveLength(2);
    vi.advanceTimersByTime(1);
    expect(Connection.all).toHaveLength(3);
    last()?.onopen?.();
    expect(asked).toEqual(['everything']);
  });

  it('holds no connection while nobody looks', () => {
    last()?.onopen?.();
    page.hidden = true;
    page.dispatchEvent(new Event('visibilitychange'));
    expect(Connection.all.map(({ closed }) => closed)).toEqual([true]);
    page.hidden = false;
    page.dispatchEvent(new Event('visibilitychange'));
    last()?.onopen?.();
    expect(Connection.all).toHaveLength(2);
    expect(asked).toEqual(['everything']);
  });
});
