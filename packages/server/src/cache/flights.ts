import type { CachedResponse } from './contract.ts';

/** What a request is to do about its key. */
export type Flight =
  /** Ask the provider, then `land` exactly once: with the answer, or with nothing when it may not be shared. */
  | { readonly role: 'lead'; land(response: CachedResponse | undefined): void }
  /** Wait for the one that asks. Nothing comes when it failed or took too long: then ask the provider alone. */
  | { readonly role: 'follow'; readonly answer: Promise<CachedResponse | undefined>; leave(): void }
  /** Bounds are reached: ask the provider, tell nobody. */
  | { readonly role: 'alone' };

export interface FlightLimits {
  /** Keys in flight. */
  readonly flights: number;
  /** Requests waiting, over all keys. */
  readonly waiting: number;
  /** The longest a request waits, in ms. A flight older than this takes no more passengers. */
  readonly waitMs: number;
}

export const DEFAULT_FLIGHT_LIMITS: FlightLimits = { flights: 10_000, waiting: 10_000, waitMs: 30_000 };

interface Airborne {
  readonly startedAt: number;
  readonly followers: Set<(response: CachedResponse | undefined) => void>;
}

/**
 * Single flight: of identical requests at the same time one asks the provider and the others wait for its answer, so
 * that a stampede makes one call. One worker's requests only; two workers make two calls.
 */
export class Flights {
  private readonly airborne = new Map<string, Airborne>();
  private readonly limits: FlightLimits;
  private readonly monotonic: () => number;
  private waiters = 0;

  /** `monotonic`: milliseconds, for durations. */
  constructor(monotonic: () => number, limits: FlightLimits = DEFAULT_FLIGHT_LIMITS) {
    this.monotonic = monotonic;
    this.limits = limits;
  }

  join(key: string): Flight {
    const current = this.airborne.get(key);
    const now = this.monotonic();
    if (current !== undefined && now - current.startedAt < this.limits.waitMs) {
      return this.waiters < this.limits.waiting ? this.follow(current) : { role: 'alone' };
    }
    if (current === undefined && this.airborne.size >= this.limits.flights) this.dropOldest(now);
    if (current === undefined && this.airborne.size >= this.limits.flights) return { role: 'alone' };
    return this.lead(key, now);
  }

  stats(): { flights: number; waiting: number } {
    return { flights: this.airborne.size, waiting: this.waiters };
  }

  private lead(key: string, now: number): Flight {
    const flight: Airborne = { startedAt: now, followers: new Set() };
    this.airborne.delete(key);
    this.airborne.set(key, flight);
    return {
      role: 'lead',
      land: (response) => {
        if (this.airborne.get(key) === flight) this.airborne.delete(key);
        for (const settle of [...flight.followers]) settle(response);
      },
    };
  }

  private follow(flight: Airborne): Flight {
    let settle: (response: CachedResponse | undefined) => void = () => undefined;
    const answer = new Promise<CachedResponse | undefined>((resolve) => {
      const timer = setTimeout(() => settle(undefined), this.limits.waitMs);
      timer.unref();
      settle = (response) => {
        if (!flight.followers.delete(settle)) return;
        clearTimeout(timer);
        this.waiters -= 1;
        resolve(response);
      };
    });
    flight.followers.add(settle);
    this.waiters += 1;
    return { role: 'follow', answer, leave: () => settle(undefined) };
  }

  /** Insertion order is order of start, so a leader that never landed is found at the front. */
  private dropOldest(now: number): void {
    for (const [key, flight] of this.airborne) {
      if (now - flight.startedAt < this.limits.waitMs) return;
      this.airborne.delete(key);
    }
  }
}
