import type { Redis } from 'ioredis';
import type { Clock } from '../../platform/clock.ts';
import type { CachedResponse, ResponseStore } from '../contract.ts';
import { Circuit, type CircuitLimits, DEFAULT_CIRCUIT_LIMITS } from './circuit.ts';
import { connectRedis } from './client.ts';
import { decodeResponse, encodeResponse } from './codec.ts';

export interface RedisStoreOptions {
  /** `redis://user:password@host:6379/0`, `rediss://` for TLS. Redis or Valkey. */
  readonly url: string;
  readonly clock: Clock;
  readonly keyPrefix?: string;
  /** A lookup that takes longer is a miss. */
  readonly timeoutMs?: number;
  /** One value; larger ones are not kept. */
  readonly maxEntryBytes?: number;
  /** Values on their way to Redis; beyond it new ones are dropped. */
  readonly maxPendingBytes?: number;
  readonly circuit?: CircuitLimits;
  /** Told about trouble with the connection, for logs; the error may name host and port, never credentials. */
  readonly onError?: (error: Error) => void;
}

const DEFAULT_KEY_PREFIX = 'weir:cache:';
const DEFAULT_TIMEOUT_MS = 50;
const DEFAULT_MAX_ENTRY_BYTES = 1024 * 1024;
const DEFAULT_MAX_PENDING_BYTES = 16 * 1024 * 1024;

/**
 * Answers shared by all gateways. A slow, frozen or absent Redis makes misses, never errors and never a wait beyond
 * the timeout: after a few failures in a row it is left alone for a while (see Circuit). It connects on first use.
 */
export class RedisResponseStore implements ResponseStore {
  private readonly client: Redis;
  private readonly circuit: Circuit;
  private readonly clock: Clock;
  private readonly keyPrefix: string;
  private readonly timeoutMs: number;
  private readonly maxEntryBytes: number;
  private readonly maxPendingBytes: number;
  private pendingBytes = 0;
  private hits = 0;
  private misses = 0;
  private errors = 0;

  constructor(options: RedisStoreOptions) {
    this.clock = options.clock;
    this.keyPrefix = options.keyPrefix ?? DEFAULT_KEY_PREFIX;
    this.timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
    this.maxEntryBytes = options.maxEntryBytes ?? DEFAULT_MAX_ENTRY_BYTES;
    this.maxPendingBytes = options.maxPendingBytes ?? DEFAULT_MAX_PENDING_BYTES;
    this.circuit = new Circuit(() => this.clock.monotonic(), options.circuit ?? DEFAULT_CIRCUIT_LIMITS);
    this.client = connectRedis(options.url, options.onError ?? (() => undefined));
  }

  get(key: string): CachedResponse | undefined | Promise<CachedResponse | undefined> {
    if (!this.connected() || !this.circuit.allows()) {
      this.misses += 1;
      this.errors += 1;
      return undefined;
    }
    return this.read(key);
  }

  set(key: string, response: CachedResponse, ttlSeconds: number): void {
    const milliseconds = Math.floor(ttlSeconds * 1_000);
    if (!(milliseconds > 0) || response.body.length > this.maxEntryBytes) return;
    if (!this.connected()) {
      this.errors += 1;
      return;
    }
    const value = encodeResponse(response, this.clock.now() + milliseconds);
    if (value.length > this.maxEntryBytes || this.pendingBytes + value.length > this.maxPendingBytes) return;
    if (!this.circuit.allows()) {
      this.errors += 1;
      return;
    }
    void this.write(key, value, milliseconds);
  }

  /** Entries and bytes are Redis's own affair and 0 here. */
  stats(): { hits: number; misses: number; entries: number; bytes: number; errors: number } {
    const { hits, misses, errors } = this;
    return { hits, misses, entries: 0, bytes: 0, errors };
  }

  /** Connects now and not on first use. False when Redis cannot be reached; it goes on trying. */
  async connect(): Promise<boolean> {
    if (this.client.status === 'wait') await this.client.connect().catch(() => undefined);
    return this.client.status === 'ready';
  }

  async close(): Promise<void> {
    this.client.disconnect();
  }

  private connected(): boolean {
    if (this.client.status === 'wait') void this.connect();
    return this.client.status === 'ready';
  }

  private async read(key: string): Promise<CachedResponse | undefined> {
    const value = await this.settled(this.client.getBuffer(this.keyPrefix + key));
    const response = value instanceof Buffer ? decodeResponse(value) : undefined;
    if (response === undefined) this.misses += 1;
    else this.hits += 1;
    if (value instanceof Buffer && response === undefined) this.errors += 1;
    return response;
  }

  private async write(key: string, value: Buffer, milliseconds: number): Promise<void> {
    this.pendingBytes += value.length;
    const sent = this.client.set(this.keyPrefix + key, value, 'PX', milliseconds);
    const release = () => {
      this.pendingBytes -= value.length;
    };
    sent.then(release, release);
    await this.settled(sent);
  }

  /** The reply, or undefined on failure and after the timeout; tells the circuit. Never rejects. */
  private settled<T>(reply: Promise<T>): Promise<T | undefined> {
    return new Promise((resolve) => {
      let open = true;
      const settle = (works: boolean, value: T | undefined) => {
        if (!open) return;
        open = false;
        clearTimeout(timer);
        if (works) this.circuit.succeeded();
        else this.fail();
        resolve(value);
      };
      const timer = setTimeout(() => settle(false, undefined), this.timeoutMs);
      reply.then(
        (value) => settle(true, value),
        () => settle(false, undefined),
      );
    });
  }

  private fail(): void {
    this.errors += 1;
    this.circuit.failed();
  }
}
