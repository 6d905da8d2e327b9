import { ERROR_CODES, type ErrorCode } from './codes.ts';

export interface WeirErrorDetails {
  /** Field of the request or file at fault, dotted: `messages.0.role`. */
  field?: string;
  /** One sentence that says what to do about it. */
  remedy?: string;
  /** For the answer: name, value, name, value ... */
  headers?: readonly string[];
  /** Private: for logs, never sent to a caller. */
  cause?: unknown;
}

/** An error with a stable code, a public sentence without secrets, and a private cause. */
export class WeirError extends Error {
  override readonly name = 'WeirError';
  readonly code: ErrorCode;
  readonly field: string | undefined;
  readonly remedy: string | undefined;
  readonly headers: readonly string[] | undefined;

  constructor(code: ErrorCode, publicText: string, details: WeirErrorDetails = {}) {
    super(publicText, details.cause === undefined ? undefined : { cause: details.cause });
    this.code = code;
    this.field = details.field;
    this.remedy = details.remedy;
    this.headers = details.headers;
  }

  get status(): number {
    return ERROR_CODES[this.code].status;
  }

  get retryable(): boolean {
    return ERROR_CODES[this.code].retryable;
  }
}
