import type { IncomingMessage } from 'node:http';
import { WeirError } from '@weir/core/errors';
import type { Call } from './call.ts';
import type { PipelineDeps } from './call-deps.ts';
import { errorHeaders, refusalBody } from './refusal.ts';
import type { Refused } from './refusal-log.ts';
import type { Principal } from './steps/authenticate.ts';

/** What the pipeline has learnt of a call so far. */
export type Known = { -readonly [Name in keyof Omit<Refused, 'call' | 'principal'>]: Refused[Name] } & {
  principal: Principal | undefined;
};

/** Says no in the caller's dialect, and counts and records that it was said. */
export function refuse(
  call: Call,
  req: IncomingMessage,
  known: Known,
  cause: unknown,
  { refusals, options }: PipelineDeps,
): void {
  const error = asWeirError(cause);
  if (error.code === 'internal')
    options.log.error({ err: cause, call_id: call.id }, 'a call failed inside Weir');
  refusals.count(error.code);
  if (call.client.gone) return;
  const { principal } = known;
  if (principal !== undefined) {
    refusals.record({ ...known, call, principal }, error);
  }
  const body = refusalBody(error, call.route.adapter, call.id);
  call.client.refuse(error.status, [...errorHeaders(error, body), 'x-weir-call-id', call.id], body, req);
}

function asWeirError(cause: unknown): WeirError {
  if (cause instanceof WeirError) return cause;
  return new WeirError('internal', 'Weir failed to handle this call.', {
    remedy: 'Try again; the gateway log names the cause under this call id.',
    cause,
  });
}
