import type { WeirError } from '@weir/core/errors';
import type { DialectError, ProviderAdapter } from '../providers/index.ts';
import type { CallRoute } from './routes.ts';

/** Weir's own errors in the caller's dialect. */

export function refusalBody(error: WeirError, adapter: ProviderAdapter, callId: string): Buffer {
  return Buffer.from(adapter.errorBody(dialectError(error, callId)));
}

export function streamErrorFrame(
  error: WeirError,
  { adapter, operation }: CallRoute,
  callId: string,
  contentType: string | undefined,
  begun: boolean,
): string {
  const said = dialectError(error, callId);
  return operation.streamError?.(said) ?? adapter.streamError(said, contentType, begun);
}

/** Seconds. */
const AGAIN_AFTER = '1';

/** SDKs retry 5xx and 408 unless told not to; of a 503 they want to know when. */
export function errorHeaders(error: WeirError, body: Buffer): string[] {
  const headers = [
    'content-type',
    'application/json',
    'content-length',
    String(body.length),
    'x-weir-error',
    error.code,
    'x-should-retry',
    String(error.retryable),
  ];
  if (error.headers !== undefined) headers.push(...error.headers);
  else if (error.retryable && error.status === 503) headers.push('retry-after', AGAIN_AFTER);
  return headers;
}

function dialectError(error: WeirError, callId: string): DialectError {
  const text = error.remedy === undefined ? error.message : `${error.message} ${error.remedy}`;
  return {
    status: error.status,
    code: error.code,
    message: text,
    ...(error.field === undefined ? {} : { field: error.field }),
    callId,
  };
}
