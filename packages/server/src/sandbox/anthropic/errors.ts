import type { ApiError, ApiErrorReason } from '../api-error.ts';

const TYPES: Record<ApiErrorReason, string> = {
  invalid_request: 'invalid_request_error',
  authentication: 'authentication_error',
  permission: 'permission_error',
  not_found: 'not_found_error',
  too_large: 'request_too_large',
  rate_limit: 'rate_limit_error',
  timeout: 'timeout_error',
  overloaded: 'overloaded_error',
  server: 'api_error',
};

export function anthropicErrorBody(error: ApiError, requestId: string): unknown {
  return {
    type: 'error',
    error: { type: TYPES[error.reason], message: error.message },
    request_id: requestId,
  };
}
