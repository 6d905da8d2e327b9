import type { ApiError, ApiErrorReason } from '../api-error.ts';

/** The exception names of the Bedrock runtime. */
const EXCEPTIONS: Record<ApiErrorReason, string> = {
  invalid_request: 'ValidationException',
  authentication: 'UnrecognizedClientException',
  permission: 'AccessDeniedException',
  not_found: 'ResourceNotFoundException',
  too_large: 'ValidationException',
  rate_limit: 'ThrottlingException',
  timeout: 'ModelTimeoutException',
  overloaded: 'ServiceUnavailableException',
  server: 'InternalServerException',
};

export function bedrockException(error: ApiError): string {
  return error.code?.endsWith('Exception') === true ? error.code : EXCEPTIONS[error.reason];
}

export function bedrockErrorBody(error: ApiError): unknown {
  return { message: error.message };
}

/** Azure says its own errors in its own shape, and passes on those of the model in OpenAI's. */
export function azureErrorBody(error: ApiError): unknown {
  return { error: { code: error.code ?? String(error.status), message: error.message } };
}
