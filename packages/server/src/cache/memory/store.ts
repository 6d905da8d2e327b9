import type { Clock } from '../../platform/clock.ts';
import type { CachedResponse, ResponseStore } from '../contract.ts';
import { entrySize } from './entry-size.ts';

export interface MemoryStoreOptions {
  readonly clock: Clock;
  /** All entries together, as `entrySize` counts. */
  readonly maxBytes?: number;
  /** One entry; larger ones are not kept. */
  readonly maxEntryBytes?: number;
}

const DEFAULT_MAX_BYTES = 64 * 1024 * 1024;
const DEFAULT_MAX_ENTRY_BYTES = 1024 * 1024;

interface Entry {
  readonly response: CachedResponse;
  readonly bytes: number;
  readonly expiresAt: number;
}

/**
 * Answers in this process, least recently used out first. A Map keeps its keys in the order they were set, so moving
 * an entry to the end is one delete and one set: get and set take the same time however many entries there are.
 */
export class MemoryResponseStore implements ResponseStore {
  private readonly entries = new Map<string, Entry>();
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
      if (entry !== undefined) this.remove(key, entry);
      this.misses += 1;
      return undefined;
    }
    this.entries.delete(key);
    this.entries.set(key, entry);
    this.hits += 1;
    return entry.response;
  }

  set(key: string, response: CachedResponse, ttlSeconds: number): void {
    const previous = this.entries.get(key);
    if (previous !== undefined) this.remove(key, previous);
    const bytes = entrySize(key, response);
    if (bytes > this.maxEntryBytes || !(ttlSeconds > 0)) return;
    const expiresAt = this.clock.now() + ttlSeconds * 1_000;
    const owned = { ...response, body: ownBytes(response.body), expiresAt };
    this.entries.set(key, { response: owned, bytes, expiresAt });
    this.bytes += bytes;
    for (const [oldest, entry] of this.entries) {
      if (this.bytes <= this.maxBytes) break;
      this.remove(oldest, entry);
    }
  }

  stats(): { hits: number; misses: number; entries: number; bytes: number; errors: number } {
    const { hits, misses, bytes } = this;
    return { hits, misses, entries: this.entries.size, bytes, errors: 0 };
  }

  async close(): Promise<void> {
    this.entries.clear();
    this.bytes = 0;
  }

  private remove(key: string, entry: Entry): void {
    this.entries.delete(key);
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
