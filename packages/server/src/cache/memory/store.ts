import type { Clock } from '../../platform/clock.ts';
import type { CachedResponse, ResponseStore } from '../contract.ts';
import { entrySize } from './entry-size.ts';
import { type Linked, Recency } from './recency.ts';

export interface MemoryStoreOptions {
  readonly clock: Clock;
  /** All entries together, as `entrySize` counts. */
  readonly maxBytes?: number;
  /** One entry; larger ones are not kept. */
  readonly maxEntryBytes?: number;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_ENTRY_BYTES = 1024 * 1024;

interface Entry extends Linked<Entry> {
  readonly key: string;
  readonly response: CachedResponse;
  readonly bytes: number;
  readonly expiresAt: number;
}

/**
 * Answers in this process, least recently used out first. Get and set take the same time however many entries there
 * are. What has expired goes when it is asked for or has become the least recently used.
 */
export class MemoryResponseStore implements ResponseStore {
  private readonly entries = new Map<string, Entry>();
  private readonly recency = new Recency<Entry>();
  private readonly clock: Clock;
  private readonly maxBytes: number;
  private readonly maxEntryBytes: number;
  private bytes = 0;
  private hits = 0;
  private misses = 0;

  constructor(options: MemoryStoreOptions) {
    this.clock = options.clock;
    this.maxBytes = options.maxBytes ?? DEFAULT_MAX_BYTES;
    this.maxEntryBytes = Math.min(options.maxEntryBytes ?? DEFAULT_MAX_ENTRY_BYTES, this.maxBytes);
  }

  get(key: string): CachedResponse | undefined {
    const entry = this.entries.get(key);
    if (entry === undefined || entry.expiresAt <= this.clock.now()) {
      if (entry !== undefined) this.remove(entry);
      this.misses += 1;
      return undefined;
    }
    this.recency.touch(entry);
    this.hits += 1;
    return entry.response;
  }

  set(key: string, response: CachedResponse, ttlSeconds: number): void {
    const previous = this.entries.get(key);
    if (previous !== undefined) this.remove(previous);
    const bytes = entrySize(key, response);
    if (bytes > this.maxEntryBytes || !(ttlSeconds > 0)) return;
    const expiresAt = this.clock.now() + ttlSeconds * 1_000;
    const owned = { ...response, body: ownBytes(response.body), expiresAt };
    const entry = { key, response: owned, bytes, expiresAt, newer: undefined, older: undefined };
    this.entries.set(key, entry);
    this.recency.add(entry);
    this.bytes += bytes;
    while (this.bytes > this.maxBytes && this.recency.oldest !== undefined) this.remove(this.recency.oldest);
  }

  stats(): { hits: number; misses: number; entries: number; bytes: number; errors: number } {
    const { hits, misses, bytes } = this;
    return { hits, misses, entries: this.entries.size, bytes, errors: 0 };
  }

  async close(): Promise<void> {
    this.entries.clear();
    this.recency.clear();
    this.bytes = 0;
  }

  private remove(entry: Entry): void {
    this.entries.delete(entry.key);
    this.recency.remove(entry);
    this.bytes -= entry.bytes;
  }
}

/** A slice of a larger buffer would keep all of it alive and make the accounting a lie. */
function ownBytes(body: Buffer): Buffer {
  if (body.buffer.byteLength === body.length) return body;
  const copy = Buffer.allocUnsafeSlow(body.length);
  body.copy(copy);
  return copy;
}
