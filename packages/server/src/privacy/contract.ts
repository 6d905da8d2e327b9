import type { DataPolicy, DetectionAction, Detector, Dialect } from '@weir/core/contract';

/**
 * Finds personal data and secrets in the texts of requests and answers. Pure: no I/O, no clock, no randomness: the same
 * conversation gets the same placeholders again, so that a provider's prompt cache still fits.
 */
export interface PrivacyFilter {
  /**
   * Looks through the texts of a request. When something must be redacted, `body` is the request with placeholders
   * (`[EMAIL_1]`) in place of what was found; otherwise the same buffer.
   */
  request(body: Buffer): FilteredRequest;
}

export interface FilteredRequest {
  readonly body: Buffer;
  readonly found: Finds;
  /** Puts the originals back into the answer, and applies the policy to the answer where it says so. */
  readonly answer: AnswerFilter | undefined;
}

export interface AnswerFilter {
  /** A whole unary answer. Where `found.action` is `block` afterwards, it must not go to the client. */
  unary(body: Buffer): Buffer;
  /** Frames in, frames out; text that may be the beginning of a placeholder or a find waits for its rest (bounded). */
  stream(): FrameFilter;
  /** What was found in the answer so far. */
  readonly found: Finds;
}

/** After a find that blocks, nothing more comes out: `found.action` says so, and the caller ends the stream with an error. */
export interface FrameFilter {
  push(chunk: Buffer): Buffer | undefined;
  end(): Buffer | undefined;
}

export interface Finds {
  readonly counts: Partial<Record<Detector, number>>;
  /** The strictest action that applied; undefined when nothing was found. `block`: the call must not go on. */
  readonly action: DetectionAction | undefined;
}

/** Undefined when the policy looks for nothing. `operation` as recorded: `chat.completions`, `messages`, ... */
export type CreatePrivacyFilter = (
  policy: DataPolicy,
  dialect: Dialect,
  operation: string,
) => PrivacyFilter | undefined;
