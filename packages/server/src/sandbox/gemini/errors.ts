import type { ApiError, ApiErrorReason } from '../api-error.ts';

const STATUS: Record<ApiErrorReason, string> = {
  invalid_request: 'INVALID_ARGUMENT',
  authentication: 'UNAUTHENTICATED',
  permission: 'PERMISSION_DENIED',
  not_found: 'NOT_FOUND',
  too_large: 'INVALID_ARGUMENT',
  rate_limit: 'RESOURCE_EXHAUSTED',
  timeout: 'DEADLINE_EXCEEDED',
  overloaded: 'UNAVAILABLE',
  server: 'INTERNAL',
};

export function geminiErrorBody(error: ApiError): unknown {
  const status = error.status === 503 ? 'UNAVAILABLE' : STATUS[error.reason];
  return {
    error: {
      // 529 is not known here; overload is 503.
      code: error.status === 529 ? 503 : error.status,
      message: error.message,
      status,
      ...detailsOf(error),
    },
  };
}

function detailsOf(error: ApiError): { details?: unknown[] } {
  const retryAfter = error.headers['retry-after'];
  if (retryAfter !== undefined) {
    return {
      details: [{ '@type': 'type.googleapis.com/google.rpc.RetryInfo', retryDelay: `${retryAfter}s` }],
    };
  }
  if (error.code === undefined) return {};
  return {
    details: [
      {
        '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
        reason: error.code,
        domain: 'googleapis.com',
        metadata: { service: 'generativelanguage.googleapis.com' },
      },
    ],
  };
}
