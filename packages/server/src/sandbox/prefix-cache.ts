import type { Clock } from '../platform/clock.ts';

/** Remembered prompt beginnings, oldest forgotten first so that the sandbox never grows without bound. */
export class PrefixCache {
  private readonly entries = new Map<string, { expiresAt: number; ttlMs: number }>();
  private readonly clock: Clock;
  private readonly capacity: number;

  constructor(clock: Clock, capacity = 50_000) {
    this.clock = clock;
    this.capacity = capacity;
  }

  /** True when the prefix is known and fresh; being read renews its time to live, as with the real ones. */
  hit(key: string): boolean {
    const entry = this.entries.get(key);
    if (entry === undefined) return false;
    if (entry.expiresAt <= this.clock.now()) {
      this.entries.delete(key);
      return false;
    }
    this.store(key, entry.ttlMs);
    return true;
  }

  store(key: string, ttlMs: number): void {
    this.entries.delete(key);
    this.entries.set(key, { expiresAt: this.clock.now() + ttlMs, ttlMs });
    for (const oldest of this.entries.keys()) {
      if (this.entries.size <= this.capacity) break;
      this.entries.delete(oldest);
    }
  }
}

/** Running hash of a growing text: cheap keys for each of its beginnings. */
export class RollingHash {
  private a = 0x811c9dc5;
  private b = 0x9e3779b9;
  private length = 0;

  update(text: string): this {
    let { a, b } = this;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      a = Math.imul(a ^ code, 0x01000193);
      b = Math.imul(b ^ (code + 0x7f4a7c15), 0x85ebca6b);
    }
    this.a = a;
    this.b = b;
    this.length += text.length;
    return this;
  }

  key(scope: string): string {
    return `${scope}|${(this.a >>> 0).toString(36)}.${(this.b >>> 0).toString(36)}.${this.length}`;
  }
}
