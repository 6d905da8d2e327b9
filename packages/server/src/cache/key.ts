import { isUtf8 } from 'node:buffer';
import { hash } from 'node:crypto';
import type { CacheKeyParts } from './contract.ts';
import { canonicalText } from './json/canonical.ts';
import { type JsonNode, readTree } from './json/tree.ts';
import { type CachedOperation, cachedOperation } from './operations.ts';
import { type BypassReason, type ExactPolicy, whyNotCacheable } from './policy.ts';
import { readCacheFacts } from './request-facts.ts';

/** Longer bodies are rarely sent twice, and reading them would hold up other calls. */
const BODY_LIMIT = 1024 * 1024;
/** Goes up when keys come about in another way, so that a shared Redis never mixes them. */
const VERSION = 1;
const STRICT: ExactPolicy = { any_temperature: false };

export type KeyOrBypass = { readonly key: string } | { readonly bypass: BypassReason };

/**
 * The key under which the answer to this request may be kept and found: the same for requests that mean the same,
 * different whenever anything that may change the answer, its bytes or who may see it differs. 43 URL-safe
 * characters (SHA-256), or undefined when the request must go to the provider.
 */
export function cacheKey(parts: CacheKeyParts, policy: ExactPolicy = STRICT): string | undefined {
  const answer = keyOrBypass(parts, policy);
  return 'key' in answer ? answer.key : undefined;
}

/** As `cacheKey`, and says why there is none. */
export function keyOrBypass(parts: CacheKeyParts, policy: ExactPolicy): KeyOrBypass {
  const operation = cachedOperation(parts.dialect, parts.operation);
  if (operation === undefined) return { bypass: 'operation' };
  if (parts.body.length > BODY_LIMIT) return { bypass: 'too_large' };
  if (!isUtf8(parts.body)) return { bypass: 'not_json' };
  const text = parts.body.toString('latin1');
  const root = readTree(text);
  if (root?.kind !== 'object') return { bypass: 'not_json' };
  const reason = whyNotCacheable(readCacheFacts(parts.dialect, operation, text, root), policy);
  if (reason !== undefined) return { bypass: reason };
  const canonical = canonicalText(text, root, leftOut(operation));
  if (canonical === undefined) return { bypass: 'not_json' };
  return { key: digest(parts, canonical) };
}

/** `stream` stays: a stream and a whole answer are different bytes. Saying `false` is saying nothing. */
function leftOut(operation: CachedOperation): (name: string, value: JsonNode) => boolean {
  return (name, value) =>
    operation.irrelevant.has(name) ||
    (name === 'stream' && (value.kind === 'false' || value.kind === 'null'));
}

/** The scope is a JSON array, so that no value can run into its neighbour. */
function digest(parts: CacheKeyParts, canonical: string): string {
  const { organization, workload, dataClass, user, dialect, operation, target, variant = '' } = parts;
  const scope = Buffer.from(
    JSON.stringify([VERSION, organization, workload, dataClass, user, dialect, operation, target, variant]),
  );
  return hash('sha256', Buffer.concat([scope, Buffer.from(canonical, 'latin1')]), 'base64url');
}
