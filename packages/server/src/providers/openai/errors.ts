import type { DialectError } from '../contract.ts';
import { objectOrNothing, textOrNothing } from '../json/narrow.ts';

const TYPES: Record<number, string> = {
  400: 'invalid_request_error',
  401: 'authentication_error',
  402: 'insufficient_quota',
  403: 'permission_error',
  404: 'invalid_request_error',
  405: 'invalid_request_error',
  408: 'timeout_error',
  413: 'invalid_request_error',
  429: 'rate_limit_error',
};

function errorObject(error: DialectError): object {
  return {
    error: {
      message: error.message,
      type: TYPES[error.status] ?? (error.status < 500 ? 'invalid_request_error' : 'server_error'),
      code: error.code,
      param: error.field ?? null,
    },
  };
}

export function errorBody(error: DialectError): string {
  return JSON.stringify(errorObject(error));
}

/** An error chunk; SDKs throw on it. No `[DONE]` follows. Sound has no words for it. */
export function streamError(error: DialectError, contentType = 'text/event-stream'): string {
  if (!contentType.startsWith('text/')) return '';
  return `data: ${JSON.stringify(errorObject(error))}\n\n`;
}

/**
 * The error event of a Responses stream. It holds the fields of that event, and the error object by which the official
 * clients know to throw.
 */
export function responsesStreamError(error: DialectError): string {
  const event = {
    type: 'error',
    code: error.code,
    message: error.message,
    param: error.field ?? null,
    ...errorObject(error),
  };
  return `event: error\ndata: ${JSON.stringify(event)}\n\n`;
}

/** `error.code`, else `error.type`, of an error answer or event. */
export function errorCode(answer: unknown): string | undefined {
  const error = objectOrNothing(objectOrNothing(answer)?.['error']);
  const code = textOrNothing(error?.['code']) ?? textOrNothing(error?.['type']);
  return code?.slice(0, 64);
}
