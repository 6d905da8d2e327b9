import type { DialectError } from '../contract.ts';
import { objectOrNothing, textOrNothing } from '../json/narrow.ts';

const TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'billing_error',
  403: 'permission_error',
  404: 'not_found_error',
  405: 'invalid_request_error',
  408: 'timeout_error',
  413: 'request_too_large',
  429: 'rate_limit_error',
  502: 'api_error',
  503: 'overloaded_error',
  504: 'timeout_error',
};

/** By which the official client knows to go on without a thread when a model of another maker answers. */
const NO_THREADS = { error_code: 'thread_unsupported_request', unsupported: ['thread'] };

/** `code` and `param` are Weir's additions: clients that know only the two usual fields are not disturbed. */
function errorObject(error: DialectError): object {
  return {
    type: 'error',
    error: {
      type: TYPES[error.status] ?? (error.status < 500 ? 'invalid_request_error' : 'api_error'),
      message: error.message,
      code: error.code,
      ...(error.field === undefined ? {} : { param: error.field }),
      ...(error.field === 'thread' && error.code === 'not_translatable' ? { details: NO_THREADS } : {}),
    },
    request_id: error.callId,
  };
}

export function errorBody(error: DialectError): string {
  return JSON.stringify(errorObject(error));
}

export function streamError(error: DialectError): string {
  return `event: error\ndata: ${JSON.stringify(errorObject(error))}\n\n`;
}

/** `error.type` of an error answer or event. */
export function errorCode(answer: unknown): string | undefined {
  const error = objectOrNothing(objectOrNothing(answer)?.['error']);
  return textOrNothing(error?.['type'])?.slice(0, 64);
}
