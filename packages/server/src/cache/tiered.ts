import type { Clock } from '../platform/clock.ts';
import type { CachedResponse, ResponseStore } from './contract.ts';

/** The two as one: what is not near is looked for afar and then kept near, for as long as it had left to live. */
export class TieredResponseStore implements ResponseStore {
  private readonly near: ResponseStore;
  private readonly far: ResponseStore;
  private readonly clock: Clock;
  private hits = 0;
  private misses = 0;

  /** `near`: the process's memory; `far`: shared by all gateways. Owns both: closes them. */
  constructor(near: ResponseStore, far: ResponseStore, clock: Clock) {
    this.near = near;
    this.far = far;
    this.clock = clock;
  }

  get(key: string): CachedResponse | undefined | Promise<CachedResponse | undefined> {
    const near = this.near.get(key);
    if (near instanceof Promise) return near.then((response) => this.found(response) ?? this.getFar(key));
    return this.found(near) ?? this.getFar(key);
  }

  set(key: string, response: CachedResponse, ttlSeconds: number): void {
    this.near.set(key, response, ttlSeconds);
    this.far.set(key, response, ttlSeconds);
  }

  /** Hits and misses of the whole; entries and bytes of what is near. */
  stats(): { hits: number; misses: number; entries: number; bytes: number; errors: number } {
    const near = this.near.stats();
    const errors = near.errors + this.far.stats().errors;
    return { hits: this.hits, misses: this.misses, entries: near.entries, bytes: near.bytes, errors };
  }

  async close(): Promise<void> {
    await Promise.all([this.near.close(), this.far.close()]);
  }

  private getFar(key: string): CachedResponse | undefined | Promise<CachedResponse | undefined> {
    const far = this.far.get(key);
    return far instanceof Promise
      ? far.then((response) => this.arrived(key, response))
      : this.arrived(key, far);
  }

  private arrived(key: string, response: CachedResponse | undefined): CachedResponse | undefined {
    if (response === undefined) {
      this.misses += 1;
      return undefined;
    }
    if (response.expiresAt !== undefined) {
      this.near.set(key, response, (response.expiresAt - this.clock.now()) / 1_000);
    }
    return this.found(response);
  }

  private found(response: CachedResponse | undefined): CachedResponse | undefined {
    if (response !== undefined) this.hits += 1;
    return response;
  }
}
