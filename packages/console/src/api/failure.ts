import type { ApiError } from '@weir/core/contract';

/** An answer of the admin API that was not a success, or no answer at all (`status` 0). */
export class ApiFailure extends Error {
  override readonly name = 'ApiFailure';
  readonly status: number;
  readonly code: string;
  readonly field: string | undefined;
  readonly remedy: string | undefined;
  readonly requestId: string | undefined;

  constructor(
    status: number,
    detail: Omit<ApiError['error'], 'request_id'> & { request_id?: string | undefined },
  ) {
    super(detail.message);
    this.status = status;
    this.code = detail.code;
    this.field = detail.field;
    this.remedy = detail.remedy;
    this.requestId = detail.request_id;
  }

  /** This Weir has no such part (an older control, or one that is not set up): nothing went wrong. */
  get isAbsent(): boolean {
    return this.status === 404 || this.status === 501;
  }

  get isSignedOut(): boolean {
    return this.status === 401;
  }
}

/** What the API says about one field of a form and what to do, when that is what it refused; else undefined. */
export function faultOf(error: unknown, field: string): string | undefined {
  if (!(error instanceof ApiFailure) || error.field === undefined) return undefined;
  if (error.field !== field && !error.field.startsWith(`${field}.`)) return undefined;
  const sentence = /[.!?]$/.test(error.message) ? error.message : `${error.message}.`;
  return error.remedy === undefined ? sentence : `${sentence} ${error.remedy}`;
}

function isApiError(value: unknown): value is ApiError {
  if (typeof value !== 'object' || value === null || !('error' in value)) return false;
  const { error } = value;
  return typeof error === 'object' && error !== null && 'code' in error && 'message' in error;
}

/** Reads the contract's error body; anything else (a proxy's page, an empty body) becomes a sentence of our own. */
export async function failureOf(response: Response): Promise<ApiFailure> {
  const body: unknown = await response.json().catch(() => undefined);
  if (isApiError(body)) return new ApiFailure(response.status, body.error);
  return new ApiFailure(response.status, {
    code: 'unexpected_answer',
    message: `The server answered ${response.status} without saying why.`,
    remedy: 'Reload the page; if it stays, look at the log of `weir up`.',
  });
}

export function unreachable(cause: unknown): ApiFailure {
  if (cause instanceof DOMException && cause.name === 'AbortError') throw cause;
  return new ApiFailure(0, {
    code: 'unreachable',
    message: 'Weir does not answer.',
    remedy: 'Check that `weir up` is running. This page tries again by itself.',
  });
}
