import { createHash } from 'node:crypto';
import { ATTRIBUTION_TAGS, type CallFact, TAG_NAMES, type TagSource } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { AdmissionKey, AdmissionState } from '../../registry/admission-state.ts';
import { type AttributeValue, firstText, type Span } from './span.ts';

/** Who sent the spans. With a key its tags and its workload hold; an admin may name a workload, or let the spans name theirs. */
export type Sender = { key: AdmissionKey } | { admin: true; workload?: string };

export type Attributed = Pick<CallFact, 'tags' | 'tag_sources' | 'attribution' | 'missing_tags'>;

type Rules = Pick<AdmissionState, 'keys' | 'workloads' | 'environments' | 'organization'>;

const LONGEST_SECRET = 512;
const LONGEST_VALUE = 256;
const MOST_CUSTOM_TAGS = 32;
const CUSTOM_NAME = /^[a-z0-9][a-z0-9_-]{0,62}$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
const UNUSABLE = /[\u0000-\u001f\u007f-\u009f]/;
const NAMED: ReadonlySet<string> = new Set([...TAG_NAMES, 'parent_task']);
/** Never the sender's to say. */
const FIXED: ReadonlySet<string> = new Set(['organization', 'workload']);

/** Other names under which applications say the same. */
const FROM_ATTRIBUTES: readonly (readonly [tag: string, names: readonly string[]])[] = [
  [
    'task',
    [
      'gen_ai.conversation.id',
      'session.id',
      'traceloop.association.properties.session_id',
      'ai.telemetry.metadata.sessionId',
    ],
  ],
  [
    'user',
    [
      'user.id',
      'enduser.id',
      'gen_ai.user.id',
      'traceloop.association.properties.user_id',
      'ai.telemetry.metadata.userId',
    ],
  ],
  ['agent', ['gen_ai.agent.name']],
  ['workflow', ['gen_ai.workflow.name', 'traceloop.workflow.name']],
];

/** The key of a secret, in force now. Throws `key_unknown`, `key_revoked`, `key_expired`. */
export function keyOf(secret: string, rules: Rules, now: number): AdmissionKey {
  const hash = createHash('sha256').update(secret).digest('hex');
  const key =
    secret.length <= LONGEST_SECRET && Object.hasOwn(rules.keys, hash) ? rules.keys[hash] : undefined;
  if (key === undefined || !Object.hasOwn(rules.workloads, key.workload)) {
    throw new WeirError('key_unknown', 'This is neither a key nor an admin token of Weir', {
      remedy: 'Send Authorization: Bearer <key of a workload>; `weir key list` shows which keys exist.',
    });
  }
  const remedy = 'Ask the owner of the workload for a new key.';
  if (key.state === 'revoked')
    throw new WeirError('key_revoked', `The key ${key.id} has been revoked.`, { remedy });
  if (key.expiresAt !== undefined && key.expiresAt <= now) {
    const when = new Date(key.expiresAt).toISOString();
    throw new WeirError('key_expired', `The key ${key.id} expired at ${when}.`, { remedy });
  }
  return key;
}

/**
 * Tags of a span's call: first what key and workload fix, then the span's attributes, then those of its resource. Throws
 * a plain Error when the workload does not exist or its environment takes no call without a tag that is missing.
 */
export function attributeSpan(span: Span, sender: Sender, rules: Rules, operation: string): Attributed {
  const tags: Record<string, string> = {};
  const tag_sources: Record<string, TagSource> = {};
  const add = (name: string, value: string | undefined, source: TagSource) => {
    if (value === undefined || value === '' || Object.hasOwn(tags, name)) return;
    tags[name] = value;
    tag_sources[name] = source;
  };
  const id = 'key' in sender ? sender.key.workload : (sender.workload ?? statedWorkload(span));
  const workload = id !== undefined && Object.hasOwn(rules.workloads, id) ? rules.workloads[id] : undefined;
  if (id !== undefined && workload === undefined)
    throw new Error(`there is no workload ${JSON.stringify(id.slice(0, 60))}`);
  add('organization', rules.organization.id, 'workload');
  add('workload', workload?.id, 'workload');
  add('environment', workload?.environment, 'workload');
  if ('key' in sender) for (const [name, value] of Object.entries(sender.key.tags)) add(name, value, 'key');
  for (const [name, value] of Object.entries(workload?.tags ?? {})) add(name, value, 'workload');
  for (const [name, value] of statedTags(span)) add(name, value, 'metadata');
  for (const [tag, names] of FROM_ATTRIBUTES) add(tag, usable(firstText(span.attributes, names)), 'metadata');
  add('service', usable(firstText(span.resource, ['service.name'])), 'metadata');
  if (workload === undefined) {
    add(
      'environment',
      usable(firstText(span.resource, ['deployment.environment.name', 'deployment.environment'])),
      'metadata',
    );
  }
  add('request_type', operation, 'derived');
  add('use_case', workload?.id, 'derived');
  return withPolicy(
    tags,
    tag_sources,
    workload === undefined ? undefined : rules.environments[workload.environment],
  );
}

function withPolicy(
  tags: Record<string, string>,
  tag_sources: Record<string, TagSource>,
  environment: Rules['environments'][string] | undefined,
): Attributed {
  const required: readonly string[] = environment?.requiredTags ?? ATTRIBUTION_TAGS;
  const absent = required.filter((name) => !Object.hasOwn(tags, name));
  if (absent.length === 0) return { tags, tag_sources, attribution: 'complete', missing_tags: [] };
  if (environment?.missingTagPolicy === 'reject')
    throw new Error(`the tags ${absent.join(', ')} are missing`);
  const missing_tags: string[] = [];
  for (const name of absent) {
    const value = environment?.missingTagPolicy === 'default' ? environment.defaults[name] : undefined;
    if (value === undefined) missing_tags.push(name);
    else {
      tags[name] = value;
      tag_sources[name] = 'default';
    }
  }
  return {
    tags,
    tag_sources,
    attribution: missing_tags.length === 0 ? 'defaulted' : 'quarantined',
    missing_tags,
  };
}

function statedWorkload({ attributes, resource }: Span): string | undefined {
  return firstText(attributes, ['weir.workload']) ?? firstText(resource, ['weir.workload']);
}

/** `weir.<tag>` and `weir.tag.<name>`; what a span says wins over its resource. */
function statedTags({ attributes, resource }: Span): [string, string][] {
  const stated: [string, string][] = [];
  let custom = 0;
  for (const [attribute, value] of [...attributes, ...resource]) {
    if (!attribute.startsWith('weir.')) continue;
    const own = attribute.startsWith('weir.tag.');
    const name = attribute.slice(own ? 'weir.tag.'.length : 'weir.'.length).replaceAll('-', '_');
    const text = usable(value);
    if (text === undefined || FIXED.has(name)) continue;
    if (NAMED.has(name)) stated.push([name, text]);
    else if (own && CUSTOM_NAME.test(name) && ++custom <= MOST_CUSTOM_TAGS) stated.push([name, text]);
  }
  return stated;
}

function usable(value: AttributeValue | undefined): string | undefined {
  const text = typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
  if (typeof text !== 'string') return undefined;
  const trimmed = text.trim();
  return trimmed === '' || trimmed.length > LONGEST_VALUE || UNUSABLE.test(trimmed) ? undefined : trimmed;
}
