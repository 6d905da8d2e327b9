/** A request to a provider. Nothing of it may hold line breaks that are not part of the body. */
export interface UpstreamRequest {
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Flat: name, value. `host`, unless given, and `content-length` are added. */
  readonly headers: readonly string[];
  readonly body?: Buffer | undefined;
}

/**
 * Hears of one request, in this order: `onConnect` when it is about to leave on a connection, `onHeaders`, `onData` any number
 * of times, then `onComplete`; or `onError` at any time, after which nothing follows.
 */
export interface UpstreamHandler {
  onConnect(abort: (error: Error) => void): void;
  /** `headers` is flat: name, value. `resume` goes on after `onData` said false. */
  onHeaders(status: number, headers: string[], resume: () => void): void;
  /** False to be sent no more, not even the end, until `resume`. */
  onData(chunk: Buffer): boolean;
  onComplete(): void;
  onError(error: Error): void;
}
