/** Exact responses by key. Values are what the client got: head and bytes. Never throws on a miss or a broken backend. */
export interface ResponseStore {
  /** Undefined on a miss, and when the backend does not answer within its (short) time. */
  get(key: string): CachedResponse | undefined | Promise<CachedResponse | undefined>;
  /** Fire and forget; entries over the bound are left out. */
  set(key: string, response: CachedResponse, ttlSeconds: number): void;
  stats(): { hits: number; misses: number; entries: number; bytes: number; errors: number };
  close(): Promise<void>;
}

export interface CachedResponse {
  readonly contentType: string;
  /** In the client's dialect, as delivered: a whole unary body, or all frames of a stream. */
  readonly body: Buffer;
  /** Epoch ms. */
  readonly storedAt: number;
  /** The call whose answer this is. */
  readonly callId: string;
  readonly provider: string;
  readonly model: string;
  /** What the provider charged for it: decimal string in the organization's currency. */
  readonly cost: string;
  /** Usage of the original answer, JSON text. */
  readonly usage: string;
  readonly finishReason?: string;
  /** Epoch ms after which it is no longer served. Set by the stores on the way out; on the way in the TTL decides. */
  readonly expiresAt?: number;
}

/** What makes two requests the same. Everything that may change the answer, and who may share it. */
export interface CacheKeyParts {
  readonly organization: string;
  readonly workload: string;
  readonly dataClass: string;
  /** Empty where users share. */
  readonly user: string;
  readonly dialect: string;
  readonly operation: string;
  /** Provider and model the call was routed to. */
  readonly target: string;
  /** Body as the client sent it. */
  readonly body: Buffer;
  /** What else of the request changes the answer or its bytes: see `keyVariant`. */
  readonly variant?: string;
}
