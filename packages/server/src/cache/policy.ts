import type { CacheFacts } from './request-facts.ts';

/** The part of a workload's `caching.exact` policy that decides which requests may be answered from the cache. */
export interface ExactPolicy {
  readonly any_temperature: boolean;
}

/** Why a request passes the cache by, in the order in which it is found out. */
export const BYPASS_REASONS = [
  /** The operation is not one that repeats: files, images, audio, counting. */ 'operation',
  'too_large',
  /** Not one JSON document with one meaning. */ 'not_json',
  'temperature',
  'provider_state',
  'content_by_reference',
  'server_tools',
] as const;
export type BypassReason = (typeof BYPASS_REASONS)[number];

/**
 * Why a request may not be answered with an earlier answer; undefined when it may.
 *
 * Temperature: only a request that *asks* for chance, with a temperature above 0, is left out. One that says nothing
 * is cached although providers then sample at 1: most clients never set it, newer models do not even accept it, and
 * the workload has opted in to "same request, same answer". `any_temperature` caches those that ask for chance, too.
 *
 * Tools the client runs are no obstacle: an answer that is a tool call only asks for the tool, and the client runs it
 * (or not) each time. Tools the provider runs look at the world, which changes.
 */
export function whyNotCacheable(facts: CacheFacts, policy: ExactPolicy): BypassReason | undefined {
  if (!policy.any_temperature && facts.temperature !== undefined && facts.temperature > 0)
    return 'temperature';
  if (facts.stateful) return 'provider_state';
  if (facts.refersToContent) return 'content_by_reference';
  if (facts.serverTools) return 'server_tools';
  return undefined;
}

export function cacheable(facts: CacheFacts, policy: ExactPolicy): boolean {
  return whyNotCacheable(facts, policy) === undefined;
}
