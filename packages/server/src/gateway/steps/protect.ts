import { WeirError } from '@weir/core/errors';
import type { AnswerFilter, Finds, PrivacyFilter } from '../../privacy/contract.ts';
import { createPrivacyFilter } from '../../privacy/index.ts';
import type { Call } from '../call.ts';
import { assertUninspected } from '../resources/context.ts';
import { PASSTHROUGH } from '../resources/passthrough.ts';
import type { Principal } from './authenticate.ts';
import { ownerOf } from './authenticate.ts';

/** A request that may leave the house. */
export interface Protected {
  readonly body: Buffer;
  readonly finds: Finds | undefined;
  readonly answerFilter: AnswerFilter | undefined;
}

/** Filters by principal and operation; `undefined` where the policy looks for nothing. */
const known = new WeakMap<Principal, Map<string, PrivacyFilter | undefined>>();

/** Applies the workload's data policy to a request. With action `block` among the finds it must not go on. */
export function protect(principal: Principal, call: Call, body: Buffer): Protected {
  if (call.route.operation.name === PASSTHROUGH) assertUninspected(principal, 'requests to unknown paths');
  const filter = principal.workload.data === undefined ? undefined : filterOf(principal, call);
  if (filter === undefined) return { body, finds: undefined, answerFilter: undefined };
  const { body: filtered, found, answer } = filter.request(body);
  return { body: filtered, finds: found, answerFilter: answer };
}

function filterOf(principal: Principal, { route, dialect }: Call): PrivacyFilter | undefined {
  let filters = known.get(principal);
  if (filters === undefined) {
    filters = new Map();
    known.set(principal, filters);
  }
  if (!filters.has(route.key)) {
    const { data } = principal.workload;
    filters.set(route.key, data && createPrivacyFilter(data, dialect, route.operation.name));
  }
  return filters.get(route.key);
}

/** Says what was found and how often, never the find itself. */
export function blocked({ workload }: Principal, { counts }: Finds): WeirError {
  const what = Object.entries(counts)
    .map(([detector, count]) => `${count} ${detector}`)
    .join(', ');
  return new WeirError('data_blocked', `The workload ${workload.id} may not send this: found ${what}.`, {
    remedy: `Take it out, or ask ${ownerOf(workload.tags)} to redact instead of block (weir workload change --redact).`,
  });
}
