import type { TagSource } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { AdmissionState, AdmissionTag } from '../registry/admission-state.ts';

const NAMED = 20;

/** A tag whose values are fixed, made ready once per state of the rules. */
export interface TagRule {
  readonly name: string;
  /** Undefined: any. */
  readonly allowed: ReadonlySet<string> | undefined;
  /** The allowed ones, for whom it is refused. */
  readonly listed: string;
  readonly parent: string | undefined;
  readonly parentOf: ReadonlyMap<string, string>;
  readonly rejects: boolean;
}

const made = new WeakMap<AdmissionState, readonly TagRule[]>();

/** Undefined when nobody has fixed anything, so that nothing is done for it on the way of a call. */
export function tagRulesOf(state: AdmissionState): readonly TagRule[] | undefined {
  if (state.tags === undefined || state.tags.length === 0) return undefined;
  const known = made.get(state) ?? state.tags.map(ruleOf);
  made.set(state, known);
  return known;
}

function ruleOf({ name, allowed, parent, parentValues, onUnknown }: AdmissionTag): TagRule {
  const more = allowed.length - NAMED;
  return {
    name,
    allowed: allowed.length === 0 ? undefined : new Set(allowed),
    listed: allowed.slice(0, NAMED).join(', ') + (more > 0 ? ` (and ${more} more)` : ''),
    parent,
    parentOf: new Map(Object.entries(parentValues)),
    rejects: onUnknown === 'reject',
  };
}

/**
 * Adds the tags that others lie under, and answers the names of those whose values are not allowed or lie under something
 * else than the call says. Throws `tag_value_not_allowed` where the rule is to reject.
 */
export function holdToRules(
  rules: readonly TagRule[],
  tags: Record<string, string>,
  sources: Record<string, TagSource>,
): string[] {
  const strange: string[] = [];
  for (const rule of rules) {
    const value = Object.hasOwn(tags, rule.name) ? tags[rule.name] : undefined;
    if (value === undefined) continue;
    if (rule.allowed !== undefined && !rule.allowed.has(value)) {
      if (rule.rejects) throw notAllowed(rule, value, sources[rule.name]);
      strange.push(rule.name);
      continue;
    }
    const above = rule.parent === undefined ? undefined : rule.parentOf.get(value);
    if (rule.parent === undefined || above === undefined) continue;
    if (!Object.hasOwn(tags, rule.parent)) {
      tags[rule.parent] = above;
      sources[rule.parent] = 'derived';
    } else if (tags[rule.parent] !== above) {
      if (rule.rejects) throw elsewhere(rule, value, above, tags[rule.parent] ?? '');
      strange.push(rule.name);
    }
  }
  return strange;
}

function notAllowed(rule: TagRule, value: string, source: TagSource | undefined): WeirError {
  return new WeirError(
    'tag_value_not_allowed',
    `The tag ${rule.name} must not be "${shown(value)}"${whereFrom(source)}.`,
    { field: rule.name, remedy: `Allowed are: ${rule.listed}.` },
  );
}

function elsewhere(rule: TagRule, value: string, above: string, said: string): WeirError {
  return new WeirError(
    'tag_value_not_allowed',
    `The tag ${rule.name} is "${shown(value)}", which lies under ${rule.parent} "${above}", but the call says "${shown(said)}".`,
    { field: rule.name, remedy: `Leave ${rule.parent} out, or send a ${rule.name} that lies under it.` },
  );
}

function whereFrom(source: TagSource | undefined): string {
  if (source === 'key' || source === 'workload') return `, as the ${source} has it`;
  return '';
}

const shown = (value: string) => value.slice(0, 80);
