import type { AttributionState, TagSource } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { RequestFacts } from '../../providers/index.ts';
import type { RequestHead } from '../request/head.ts';
import { baggageTags, headerTags, metadataTags, type Tags } from '../request/tags.ts';
import { holdToRules } from '../tag-rules.ts';
import type { Principal } from './authenticate.ts';

/** Whose cost this is. Every value says where it came from. */
export interface Attribution {
  readonly tags: Readonly<Record<string, string>>;
  readonly tagSources: Readonly<Record<string, TagSource>>;
  readonly state: AttributionState;
  /** Not to be changed: calls share it. */
  readonly missing: string[];
}

/**
 * Merges tags by trust (key, workload, header, baggage, metadata, derived, then the environment's defaults) and
 * applies the environment's policy for missing ones. Throws WeirError `invalid_argument` for a malformed tag header
 * and `attribution_missing` or `tag_value_not_allowed` where the policy is to reject.
 */
export function attribute(
  principal: Principal,
  head: RequestHead,
  facts: RequestFacts,
  operation: string,
): Attribution {
  const saysNothing =
    head.weir.length === 0 &&
    head.baggage === undefined &&
    traceAsTask(principal, head) === undefined &&
    facts.user === undefined &&
    facts.metadata === undefined;
  if (!saysNothing) return merge(principal, head, facts, operation);
  // all such calls of a key share one attribution: it is made, and later written out, once
  const known = shared.get(principal);
  if (known?.operation === operation) return known.attribution;
  const attribution = merge(principal, head, facts, operation);
  shared.set(principal, { operation, attribution });
  return attribution;
}

const shared = new WeakMap<Principal, { operation: string; attribution: Attribution }>();

function merge(principal: Principal, head: RequestHead, facts: RequestFacts, operation: string): Attribution {
  const tags: Record<string, string> = { ...principal.tags };
  const tagSources: Record<string, TagSource> = { ...principal.tagSources };
  const add = (given: Tags, source: TagSource) => {
    for (const [name, value] of given) {
      if (Object.hasOwn(tags, name)) continue;
      tags[name] = value;
      tagSources[name] = source;
    }
  };
  if (head.weir.length > 0) add(headerTags(head.weir), 'header');
  if (head.baggage !== undefined) add(baggageTags(head.baggage), 'baggage');
  if (facts.user !== undefined || facts.metadata !== undefined) add(metadataTags(facts), 'metadata');
  const trace = traceAsTask(principal, head);
  if (trace !== undefined) add([['task', trace]], 'header');
  if (tags['request_type'] === undefined) add([['request_type', operation]], 'derived');
  if (tags['use_case'] === undefined) add([['use_case', principal.workload.id]], 'derived');
  if (principal.tagRules === undefined) return applyPolicy(principal, tags, tagSources);
  const strange = holdToRules(principal.tagRules, tags, tagSources);
  const attribution = applyPolicy(principal, tags, tagSources);
  if (strange.length === 0) return attribution;
  return { ...attribution, state: 'quarantined', missing: [...attribution.missing, ...strange] };
}

/** Calls of one trace are one task where the workload's policy says so, unless the caller names the task. */
function traceAsTask({ workload }: Principal, { traceId }: RequestHead): string | undefined {
  return workload.limits?.tasks?.from_trace === true ? traceId : undefined;
}

function applyPolicy(
  { environment, workload }: Principal,
  tags: Record<string, string>,
  tagSources: Record<string, TagSource>,
): Attribution {
  const absent = environment.requiredTags.filter((name) => !Object.hasOwn(tags, name));
  if (absent.length === 0) return { tags, tagSources, state: 'complete', missing: absent };
  if (environment.missingTagPolicy === 'reject') throw rejected(workload.environment, absent);
  if (environment.missingTagPolicy === 'quarantine') {
    return { tags, tagSources, state: 'quarantined', missing: absent };
  }
  for (const name of absent) {
    const value = Object.hasOwn(environment.defaults, name) ? environment.defaults[name] : undefined;
    if (value === undefined) continue;
    tags[name] = value;
    tagSources[name] = 'default';
  }
  const missing = absent.filter((name) => !Object.hasOwn(tags, name));
  return { tags, tagSources, state: missing.length === 0 ? 'defaulted' : 'quarantined', missing };
}

function rejected(environment: string, absent: readonly string[]): WeirError {
  const headers = absent.map((name) => `x-weir-${name.replaceAll('_', '-')}`).join(', ');
  return new WeirError(
    'attribution_missing',
    `The environment ${environment} takes no call without the tags ${absent.join(', ')}.`,
    { remedy: `Set them on the workload or key, or send ${headers}.` },
  );
}
