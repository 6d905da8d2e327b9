import { hash } from 'node:crypto';
import type { TagSource } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type {
  AdmissionEnvironment,
  AdmissionKey,
  AdmissionState,
  AdmissionWorkload,
} from '../../registry/admission-state.ts';
import { type TagRule, tagRulesOf } from '../tag-rules.ts';

/** Whose call it is, and everything the key and the workload fix about it. */
export interface Principal {
  readonly key: AdmissionKey;
  readonly workload: AdmissionWorkload;
  readonly environment: AdmissionEnvironment;
  /** Tags fixed by key and workload: nothing a caller sends overrides them. */
  readonly tags: Readonly<Record<string, string>>;
  readonly tagSources: Readonly<Record<string, TagSource>>;
  /** Which values tags may have; absent where nobody has fixed any. */
  readonly tagRules?: readonly TagRule[] | undefined;
}

const REMEMBERED_SECRETS = 10_000;
const LONGEST_SECRET = 512;
const NO_POLICY: AdmissionEnvironment = { requiredTags: [], missingTagPolicy: 'quarantine', defaults: {} };

/**
 * From the caller's secret to its principal, from memory. What was found is remembered by secret until the admission
 * state changes, so that a secret is hashed once; only secrets that exist are remembered, so guesses cost no memory.
 */
export class Authenticator {
  private state: AdmissionState | undefined;
  private readonly known = new Map<string, Principal>();

  authenticate(secret: string | undefined, state: AdmissionState, now: number): Principal {
    if (state !== this.state) {
      this.known.clear();
      this.state = state;
    }
    if (secret === undefined || secret === '') throw missing();
    const principal = this.known.get(secret) ?? this.find(secret, state);
    assertValid(principal.key, now);
    return principal;
  }

  private find(secret: string, state: AdmissionState): Principal {
    const key = secret.length > LONGEST_SECRET ? undefined : own(state.keys, hash('sha256', secret, 'hex'));
    if (key === undefined) throw unknown();
    const workload = own(state.workloads, key.workload);
    if (workload === undefined) throw unknown();
    const principal = principalOf(key, workload, state);
    if (this.known.size >= REMEMBERED_SECRETS) this.known.clear();
    this.known.set(secret, principal);
    return principal;
  }
}

function own<T>(record: Readonly<Record<string, T>>, name: string): T | undefined {
  return Object.hasOwn(record, name) ? record[name] : undefined;
}

/** What a key and its workload fix about every call made with it. */
export function principalOf(
  key: AdmissionKey,
  workload: AdmissionWorkload,
  state: AdmissionState,
): Principal {
  const tags: Record<string, string> = {};
  const tagSources: Record<string, TagSource> = {};
  const fix = (values: Readonly<Record<string, string>>, source: TagSource) => {
    for (const [name, value] of Object.entries(values)) {
      if (value === '' || Object.hasOwn(tags, name)) continue;
      tags[name] = value;
      tagSources[name] = source;
    }
  };
  // which workload, where and for whom is never the caller's to say
  fix(
    { organization: state.organization.id, workload: workload.id, environment: workload.environment },
    'workload',
  );
  fix(key.tags, 'key');
  fix(workload.tags, 'workload');
  const environment = own(state.environments, workload.environment) ?? NO_POLICY;
  return { key, workload, environment, tags, tagSources, tagRules: tagRulesOf(state) };
}

function assertValid(key: AdmissionKey, now: number): void {
  if (key.state === 'revoked') {
    throw new WeirError('key_revoked', `The key ${key.id} has been revoked.`, {
      remedy: 'Ask the owner of the workload for a new key.',
    });
  }
  if (key.expiresAt !== undefined && key.expiresAt <= now) {
    const when = new Date(key.expiresAt).toISOString();
    throw new WeirError('key_expired', `The key ${key.id} expired at ${when}.`, {
      remedy: 'Ask the owner of the workload for a new key.',
    });
  }
}

function missing(): WeirError {
  return new WeirError('key_missing', 'The request carries no Weir key.', {
    remedy: 'Send it as "Authorization: Bearer <key>", "x-api-key: <key>" or "x-goog-api-key: <key>".',
  });
}

function unknown(): WeirError {
  return new WeirError('key_unknown', 'This key is not known to Weir.', {
    remedy: 'Check the key; `weir key list` shows which exist. A provider key does not work here.',
  });
}

/** Whom to ask about a workload. */
export function ownerOf(tags: Readonly<Record<string, string>>): string {
  return tags['owner'] ?? 'the owner of the workload';
}
