import type { ApiError, ApiErrorReason } from '../api-error.ts';

const TYPES: Record<ApiErrorReason, { type: string; code: string | null }> = {
  invalid_request: { type: 'invalid_request_error', code: null },
  authentication: { type: 'invalid_request_error', code: 'invalid_api_key' },
  permission: { type: 'invalid_request_error', code: 'model_not_allowed' },
  not_found: { type: 'invalid_request_error', code: 'model_not_found' },
  too_large: { type: 'invalid_request_error', code: null },
  rate_limit: { type: 'requests', code: 'rate_limit_exceeded' },
  timeout: { type: 'server_error', code: null },
  overloaded: { type: 'server_error', code: null },
  server: { type: 'server_error', code: null },
};

export function openaiErrorBody(error: ApiError): unknown {
  const { type, code } = TYPES[error.reason];
  return {
    error: { message: error.message, type, param: error.param ?? null, code: error.code ?? code },
  };
}
