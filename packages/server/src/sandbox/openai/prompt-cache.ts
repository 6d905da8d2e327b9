import { RollingHash } from '../prefix-cache.ts';
import { CHARS_PER_TOKEN } from '../tokens.ts';
import type { World } from '../world.ts';

const MINIMUM_TOKENS = 1_024;
const STEP_TOKENS = 128;
/** The real cache forgets after five to ten minutes without use. */
const TTL_MS = 5 * 60_000;

/**
 * Automatic caching: the longest known beginning of at least 1,024 tokens, in steps of 128, counts as cached; then all
 * beginnings of this prompt are known. `scope` keeps accounts and models apart. Returns cached tokens.
 */
export function cachedPromptTokens(world: World, scope: string, rendered: string): number {
  const hash = new RollingHash();
  const keys: string[] = [];
  let done = 0;
  for (let tokens = MINIMUM_TOKENS; tokens * CHARS_PER_TOKEN <= rendered.length; tokens += STEP_TOKENS) {
    const end = tokens * CHARS_PER_TOKEN;
    keys.push(hash.update(rendered.slice(done, end)).key(scope));
    done = end;
  }
  let cached = 0;
  keys.forEach((key, i) => {
    if (world.cache.hit(key)) cached = MINIMUM_TOKENS + i * STEP_TOKENS;
    else world.cache.store(key, TTL_MS);
  });
  return cached;
}
