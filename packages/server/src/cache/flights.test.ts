import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type Flight, Flights } from './flights.ts';
import { type ManualClock, manualClock } from './testing/clock.ts';
import { responseOf } from './testing/response.ts';

function lead(flight: Flight): Extract<Flight, { role: 'lead' }> {
  if (flight.role !== 'lead') throw new Error(`expected to lead, was to ${flight.role}`);
  return flight;
}

function follow(flight: Flight): Extract<Flight, { role: 'follow' }> {
  if (flight.role !== 'follow') throw new Error(`expected to follow, was to ${flight.role}`);
  return flight;
}

describe('flights', () => {
  let clock: ManualClock;
  let flights: Flights;

  beforeEach(() => {
    vi.useFakeTimers();
    clock = manualClock();
    flights = new Flights(() => clock.monotonic(), { flights: 2, waiting: 3, waitMs: 1_000 });
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  it('make one call of many', async () => {
    const leader = lead(flights.join('k'));
    const followers = [follow(flights.join('k')), follow(flights.join('k'))];
    const response = responseOf();
    leader.land(response);
    expect(await Promise.all(followers.map(({ answer }) => answer))).toEqual([response, response]);
    expect(flights.stats()).toEqual({ flights: 0, waiting: 0 });
    expect(flights.join('k').role).toBe('lead');
  });

  it('let each go its own way when the first fails', async () => {
    const leader = lead(flights.join('k'));
    const follower = follow(flights.join('k'));
    leader.land(undefined);
    leader.land(responseOf());
    expect(await follower.answer).toBeUndefined();
  });

  it('let nobody wait longer than the bound, nor join a flight that is older', async () => {
    const leader = lead(flights.join('k'));
    const follower = follow(flights.join('k'));
    clock.advance(1_000);
    await vi.advanceTimersByTimeAsync(1_000);
    expect(await follower.answer).toBeUndefined();
    const second = lead(flights.join('k'));
    leader.land(responseOf({ callId: 'call_old' }));
    const late = follow(flights.join('k'));
    second.land(responseOf({ callId: 'call_new' }));
    expect((await late.answer)?.callId).toBe('call_new');
  });

  it('bound how many wait and how many keys are up', () => {
    lead(flights.join('k'));
    for (let i = 0; i < 3; i += 1) follow(flights.join('k'));
    expect(flights.join('k').role).toBe('alone');
    lead(flights.join('l'));
    expect(flights.join('m').role).toBe('alone');
  });

  it('forget leaders that never landed when room is needed', () => {
    lead(flights.join('k'));
    lead(flights.join('l'));
    clock.advance(1_000);
    expect(flights.join('m').role).toBe('lead');
    expect(flights.stats().flights).toBe(1);
  });

  it('give the place of one that leaves to another', async () => {
    const leader = lead(flights.join('k'));
    const leaver = follow(flights.join('k'));
    follow(flights.join('k'));
    follow(flights.join('k'));
    leaver.leave();
    leaver.leave();
    expect(await leaver.answer).toBeUndefined();
    expect(flights.stats().waiting).toBe(2);
    expect(flights.join('k').role).toBe('follow');
    leader.land(undefined);
    expect(flights.stats()).toEqual({ flights: 0, waiting: 0 });
  });
});
