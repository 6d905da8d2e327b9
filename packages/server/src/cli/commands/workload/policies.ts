import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Workload } from '@weir/core/contract';
import { parse } from 'yaml';
import { CliError, usageError } from '../../errors.ts';
import { EXIT } from '../../exit-codes.ts';
import type { CliIo } from '../../ports.ts';
import type { PolicyOptions } from './policy-options.ts';
import { limitsChange } from './task-options.ts';

const POLICIES = ['routing', 'caching', 'data', 'limits'] as const;
type Fields = Record<string, unknown>;
/** As the API takes them; null takes one away. */
export type Policies = { [P in (typeof POLICIES)[number]]?: Fields | null };

/** What `--unset` can take away, and where it stands. */
export const REMOVABLE_POLICIES: Readonly<Record<string, readonly [keyof Policies, string?]>> = {
  routing: ['routing'],
  routing_default: ['routing', 'default_model'],
  allowed_tiers: ['routing', 'allowed_tiers'],
  fallbacks: ['routing', 'fallbacks'],
  escalation: ['routing', 'escalation'],
  shadow: ['routing', 'shadow'],
  caching: ['caching'],
  cache: ['caching', 'exact'],
  prompt_cache: ['caching', 'prompt'],
  data: ['data'],
  data_class: ['data', 'class'],
  detectors: ['data', 'detectors'],
  retention: ['data', 'retention'],
  limits: ['limits'],
  priority: ['limits', 'priority'],
  task_limits: ['limits', 'tasks'],
};

/** True when something is said that can only be understood together with the policies there are. */
export function saysPolicies(options: PolicyOptions, unset: readonly string[]): boolean {
  return unset.some((field) => field in REMOVABLE_POLICIES) || Object.keys(given(options)).length > 0;
}

/** Policies to send: those there are, with the file's in their place, less what is unset, and the options on top. */
export function policiesOf(
  current: Pick<Workload, (typeof POLICIES)[number]>,
  options: PolicyOptions,
  unset: readonly string[],
  file: Policies = {},
): Policies {
  const body: Policies = { ...file };
  for (const field of unset) {
    const [policy, part] = REMOVABLE_POLICIES[field] ?? [];
    if (policy === undefined) continue;
    if (part === undefined) body[policy] = null;
    else body[policy] = without(body[policy] ?? current[policy], part);
  }
  for (const policy of POLICIES) {
    const change = changesTo[policy](options);
    if (change !== undefined) body[policy] = change({ ...(policy in body ? body[policy] : current[policy]) });
  }
  return body;
}

type Change = (before: Fields) => Fields;

/** By policy: how the options change it; undefined when they do not. */
const changesTo: Record<keyof Policies, (options: PolicyOptions) => Change | undefined> = {
  limits: limitsChange,
  routing(options) {
    const escalation = present({
      to: options.escalateTo,
      on: options.escalateOn,
      min_confidence: options.minConfidence,
    });
    const change = present({
      default_model: options.routingDefault,
      allowed_tiers: options.allowTier,
      fallbacks: options.fallback,
      shadow: options.shadow,
    });
    if (isEmpty(change) && isEmpty(escalation)) return undefined;
    return (before) => ({
      ...before,
      ...change,
      ...(isEmpty(escalation) ? {} : { escalation: { ...fieldsOf(before['escalation']), ...escalation } }),
    });
  },
  caching(options) {
    const exact = present({
      ttl_seconds: options.cacheTtl,
      per_user: options.cacheShared === undefined ? undefined : !options.cacheShared,
      any_temperature: options.cacheAnyTemperature,
    });
    const prompt = options.promptCache === true ? { insert_cache_points: true } : undefined;
    if (isEmpty(exact) && prompt === undefined) return undefined;
    return (before) => ({
      ...before,
      ...(isEmpty(exact) ? {} : { exact: { ...fieldsOf(before['exact']), ...exact } }),
      ...(prompt === undefined ? {} : { prompt }),
    });
  },
  data(options) {
    const actions = Object.fromEntries(
      (['flag', 'redact', 'block'] as const).flatMap((action) =>
        (options[action] ?? []).map((detector) => [detector, action] as const),
      ),
    );
    const retention = present({ days: options.retainDays, sample_percent: options.retainSample });
    const change = present({ class: options.dataClass, answers: options.checkAnswers });
    if (isEmpty(change) && isEmpty(actions) && isEmpty(retention)) return undefined;
    return (before) => ({
      ...before,
      ...change,
      ...(isEmpty(actions) ? {} : { detectors: { ...fieldsOf(before['detectors']), ...actions } }),
      ...(isEmpty(retention) ? {} : { retention: { ...fieldsOf(before['retention']), ...retention } }),
    });
  },
};

/** Throws a usage error that names the file: unreadable, no YAML, or with something else than policies. */
export async function readPolicyFile(io: CliIo, file: string): Promise<Policies> {
  const path = resolve(io.cwd, file);
  const text = await readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
    const reason = error.code === 'ENOENT' ? 'there is no such file' : error.message;
    throw new CliError(EXIT.notFound, { code: 'file_unreadable', message: `Cannot read ${path}: ${reason}` });
  });
  const content = parsed(text, path);
  if (!isFields(content)) {
    throw usageError(`${path} holds no policies`, `Give ${POLICIES.join(', ')} as fields.`, '--policy-file');
  }
  const stray = Object.keys(content).find((name) => !(POLICIES as readonly string[]).includes(name));
  if (stray !== undefined) {
    throw usageError(
      `${path} has a field "${stray}"`,
      `Only ${POLICIES.join(', ')} can be in it.`,
      '--policy-file',
    );
  }
  return content as Policies;
}

function parsed(text: string, path: string): unknown {
  try {
    // JSON is YAML, too
    return parse(text);
  } catch (error) {
    const reason = error instanceof Error ? error.message.split('\n')[0] : '';
    throw usageError(
      `${path} is neither YAML nor JSON: ${reason}`,
      'Mend it and try again.',
      '--policy-file',
    );
  }
}

function given(options: PolicyOptions): Fields {
  const { policyFile: _, ...rest } = options;
  return present(Object.fromEntries(POLICIES.map((policy) => [policy, changesTo[policy](rest)])));
}

function without(policy: Fields | null | undefined, part: string): Fields | null {
  const { [part]: _, ...rest } = policy ?? {};
  return isEmpty(rest) ? null : rest;
}

function present(fields: Fields): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));
}

function isEmpty(fields: Fields): boolean {
  return Object.keys(fields).length === 0;
}

function fieldsOf(value: unknown): Fields {
  return isFields(value) ? value : {};
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
