import { ATTRIBUTION_TAGS, type AttributionRule, type AttributionState } from '@weir/core/contract';

/** Who owns what, as the rules in force have it. */
export interface Ownership {
  /** Tags of a workload, resolved upwards; undefined when there is none of that id. */
  workload(id: string): Readonly<Record<string, string>> | undefined;
  /** Tags that an environment asks for; undefined when there is none of that id. */
  requiredTags(environment: string): readonly string[] | undefined;
}

export interface Reassigned {
  tags: Record<string, string>;
  attribution: AttributionState;
  missing: string[];
}

/** What only a workload says of its calls: none of it is left when they turn out to be another's. */
const OF_WORKLOADS = [
  'application',
  'environment',
  'cost_center',
  'team',
  'owner',
  'use_case',
  'business_process',
] as const;

/**
 * Tags that calls get by a rule, and whether they count as attributed then. A workload brings along all its tags. Undefined
 * when the workload is gone.
 */
export function reassign(
  { set }: Pick<AttributionRule, 'set'>,
  old: Readonly<Record<string, string>>,
  was: AttributionState,
  ownership: Ownership,
): Reassigned | undefined {
  const tags = new Map(Object.entries(old));
  const { workload } = set;
  if (workload !== undefined && workload !== old['workload']) {
    const own = ownership.workload(workload);
    if (own === undefined) return undefined;
    for (const name of OF_WORKLOADS) tags.delete(name);
    for (const [name, value] of Object.entries(own)) tags.set(name, value);
    // as the gateway derives it
    if (!tags.has('use_case')) tags.set('use_case', workload);
  }
  for (const [name, value] of Object.entries(set)) {
    if (value === '') tags.delete(name);
    else tags.set(name, value);
  }
  const required = ownership.requiredTags(tags.get('environment') ?? '') ?? ATTRIBUTION_TAGS;
  const missing = required.filter((name) => !tags.has(name));
  if (missing.length === 0) return { tags: Object.fromEntries(tags), attribution: 'complete', missing };
  // what counted as attributed before does not cease to because it has another owner
  const attribution = was === 'quarantined' || losesTags(set) ? 'quarantined' : was;
  return {
    tags: Object.fromEntries(tags),
    attribution,
    missing: attribution === 'quarantined' ? missing : [],
  };
}

function losesTags(set: AttributionRule['set']): boolean {
  return set['workload'] !== undefined || Object.values(set).includes('');
}

export function sameTags(a: Readonly<Record<string, string>>, b: Readonly<Record<string, string>>): boolean {
  const names = Object.keys(a);
  return names.length === Object.keys(b).length && names.every((name) => a[name] === b[name]);
}
