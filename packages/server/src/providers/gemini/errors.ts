import type { DialectError } from '../contract.ts';
import { objectOrNothing, textOrNothing } from '../json/narrow.ts';

const STATUSES: Record<number, string> = {
  400: 'INVALID_ARGUMENT',
  401: 'UNAUTHENTICATED',
  402: 'FAILED_PRECONDITION',
  403: 'PERMISSION_DENIED',
  404: 'NOT_FOUND',
  405: 'INVALID_ARGUMENT',
  408: 'DEADLINE_EXCEEDED',
  409: 'ABORTED',
  413: 'INVALID_ARGUMENT',
  429: 'RESOURCE_EXHAUSTED',
  499: 'CANCELLED',
  500: 'INTERNAL',
  501: 'UNIMPLEMENTED',
  502: 'UNAVAILABLE',
  503: 'UNAVAILABLE',
  504: 'DEADLINE_EXCEEDED',
};

/** Google's error model; Weir's code and field are details of the kinds Google itself uses. */
function errorObject(error: DialectError): object {
  const { status, code, message, field, callId } = error;
  return {
    error: {
      code: status,
      message,
      status: STATUSES[status] ?? (status < 500 ? 'INVALID_ARGUMENT' : 'INTERNAL'),
      details: [
        {
          '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
          reason: code,
          domain: 'weir',
          metadata: { call_id: callId },
        },
        ...(field === undefined
          ? []
          : [
              {
                '@type': 'type.googleapis.com/google.rpc.BadRequest',
                fieldViolations: [{ field, description: message }],
              },
            ]),
      ],
    },
  };
}

export function errorBody(error: DialectError): string {
  return JSON.stringify(errorObject(error));
}

/** An event, or the last element of an array under way. */
export function streamError(error: DialectError, contentType?: string, begun = true): string {
  const text = errorBody(error);
  if (contentType?.startsWith('application/json')) return `${begun ? ',' : '['}\n${text}\n]\n`;
  return `data: ${text}\n\n`;
}

/** `error.status`, else `error.code`, of an error answer; some come in an array. */
export function errorCode(answer: unknown): string | undefined {
  const holder = Array.isArray(answer) ? answer[0] : answer;
  const error = objectOrNothing(objectOrNothing(holder)?.['error']);
  const code = error?.['code'];
  const status = textOrNothing(error?.['status']);
  return (status ?? (typeof code === 'number' ? `http_${code}` : undefined))?.slice(0, 64);
}
