import {
  ATTRIBUTION_TAGS,
  type CallFact,
  type SourceAttribution,
  type StatementLine,
  type TagSource,
} from '@weir/core/contract';

/** What a registered workload says of its calls. */
export interface AttributedWorkload {
  /** Fixed tags, resolved upwards. */
  tags: Readonly<Record<string, string>>;
  requiredTags?: readonly string[];
}

type Attributed = Pick<CallFact, 'tags' | 'tag_sources' | 'attribution' | 'missing_tags'>;

/** Names that reconciliation finds the line by, kept as custom tags. */
const KEPT = ['account', 'project', 'tier'] as const;

/**
 * Whose cost a line is. Rules of the source in order, what it takes over from the line's own tags, its defaults, then what the
 * workload so found says; whoever comes first wins.
 */
export function attribute(
  line: StatementLine,
  attribution: SourceAttribution,
  workload: (id: string) => AttributedWorkload | undefined,
): Attributed {
  const tags: Record<string, string> = {};
  const tag_sources: Record<string, TagSource> = {};
  const add = (name: string, value: string | undefined, from: TagSource) => {
    if (value === undefined || value === '' || tags[name] !== undefined) return;
    tags[name] = value;
    tag_sources[name] = from;
  };
  const addAll = (values: Readonly<Record<string, string>>, from: TagSource) => {
    for (const [name, value] of Object.entries(values)) add(name, value, from);
  };
  for (const rule of attribution.rules) {
    if (matches(fieldOf(line, rule.field), rule.is)) addAll(rule.tags, 'metadata');
  }
  for (const [theirs, ours] of Object.entries(attribution.take)) add(ours, line.tags[theirs], 'metadata');
  addAll(attribution.tags, 'default');
  const id = tags['workload'];
  const found = id === undefined ? undefined : workload(id);
  addAll(found?.tags ?? {}, 'workload');
  add('user', line.user, 'metadata');
  for (const name of KEPT) add(name, line[name], 'metadata');
  if (id !== undefined) add('use_case', id, 'derived');
  add('request_type', line.category, 'derived');
  const missing_tags = (found?.requiredTags ?? ATTRIBUTION_TAGS).filter((name) => tags[name] === undefined);
  return {
    tags,
    tag_sources,
    missing_tags,
    attribution: missing_tags.length === 0 ? 'complete' : 'quarantined',
  };
}

function fieldOf(line: StatementLine, field: string): string | undefined {
  if (field.startsWith('tag.')) return line.tags[field.slice('tag.'.length)];
  return (line as unknown as Record<string, string | undefined>)[field];
}

function matches(value: string | undefined, pattern: string): boolean {
  if (value === undefined) return false;
  return pattern.endsWith('*') ? value.startsWith(pattern.slice(0, -1)) : value === pattern;
}
