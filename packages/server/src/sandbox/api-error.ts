/** An answer that is an error, before a dialect has given it its shape. */
export class ApiError extends Error {
  override readonly name = 'ApiError';
  readonly status: number;
  /** Dialect-independent reason; each dialect maps it to its own `type` and `code`. */
  readonly reason: ApiErrorReason;
  readonly param: string | undefined;
  readonly code: string | undefined;
  readonly headers: Readonly<Record<string, string>>;

  constructor(
    status: number,
    reason: ApiErrorReason,
    message: string,
    details: { param?: string; code?: string; headers?: Record<string, string> } = {},
  ) {
    super(message);
    this.status = status;
    this.reason = reason;
    this.param = details.param;
    this.code = details.code;
    this.headers = details.headers ?? {};
  }
}

export type ApiErrorReason =
  | 'invalid_request'
  | 'authentication'
  | 'permission'
  | 'not_found'
  | 'too_large'
  | 'rate_limit'
  | 'timeout'
  | 'overloaded'
  | 'server';

export function invalidRequest(message: string, param?: string, code?: string): ApiError {
  return new ApiError(400, 'invalid_request', message, {
    ...(param === undefined ? {} : { param }),
    ...(code === undefined ? {} : { code }),
  });
}

export function reasonOfStatus(status: number): ApiErrorReason {
  switch (status) {
    case 401:
      return 'authentication';
    case 403:
      return 'permission';
    case 404:
      return 'not_found';
    case 408:
    case 504:
      return 'timeout';
    case 413:
      return 'too_large';
    case 429:
      return 'rate_limit';
    case 529:
      return 'overloaded';
    default:
      return status >= 500 ? 'server' : 'invalid_request';
  }
}
