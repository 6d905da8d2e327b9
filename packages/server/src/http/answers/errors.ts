import type { ApiError } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Context } from 'hono';
import { HTTPException } from 'hono/http-exception';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Logger } from '../../platform/log.ts';
import type { AppEnv } from '../env.ts';

/** The one place where an error becomes an answer. Causes go to the log, never to the caller. */
export function errorAnswer(error: unknown, c: Context<AppEnv>, log: Logger): Response {
  const requestId = c.get('requestId');
  const weir = asWeirError(error);
  const path = new URL(c.req.url).pathname;
  if (isFault(weir)) log.error({ err: error, requestId, path }, 'admin request failed');
  const body: ApiError = { error: errorFields(weir, requestId) };
  return c.json(body, weir.status as ContentfulStatusCode);
}

/** Something broke here; a refusal, as of a simulated call whose provider has no key, is an answer like any other. */
function isFault({ code, status, cause }: WeirError): boolean {
  return status >= 500 && (code === 'internal' || cause !== undefined);
}

function errorFields(error: WeirError, requestId: string): ApiError['error'] {
  return {
    code: error.code,
    message: error.message,
    ...(error.field === undefined ? {} : { field: error.field }),
    ...(error.remedy === undefined ? {} : { remedy: error.remedy }),
    request_id: requestId,
  };
}

export function asWeirError(error: unknown): WeirError {
  if (error instanceof WeirError) return error;
  // database clients wrap what was thrown below them
  if (error instanceof Error && error.cause instanceof WeirError) return error.cause;
  if (error instanceof HTTPException && error.status === 400) {
    return new WeirError('body_not_json', 'The body is no JSON', {
      remedy: 'Send a JSON object with Content-Type: application/json.',
      cause: error,
    });
  }
  return new WeirError('internal', 'Weir could not answer this request', {
    remedy: 'Try again; if it stays, look for the request id in the log of Weir.',
    cause: error,
  });
}
