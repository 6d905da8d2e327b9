import type { SandboxModel } from '../models.ts';
import { RollingHash } from '../prefix-cache.ts';
import { CHARS_PER_TOKEN } from '../tokens.ts';
import type { World } from '../world.ts';
import type { CacheTtl, PromptBlock } from './blocks.ts';

const TTL_MS: Record<CacheTtl, number> = { '5m': 5 * 60_000, '1h': 60 * 60_000 };
/** How many blocks before a breakpoint are looked at for an earlier write. */
const LOOKBACK_BLOCKS = 20;

export interface InputUsage {
  /** Neither read from nor written to the cache. */
  input_tokens: number;
  cache_creation_input_tokens: number;
  cache_read_input_tokens: number;
  cache_creation: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number };
}

/**
 * Explicit caching: the longest known prefix that ends at most 20 blocks before a breakpoint is read, what lies between
 * it and the last breakpoint is written with the lifetime of the breakpoint that closes it. Prefixes under the model's
 * minimum (1,024 tokens, 2,048 for Haiku) are not cached and, as in the real API, this is no error.
 */
export function meterInput(
  world: World,
  scope: string,
  model: SandboxModel,
  blocks: readonly PromptBlock[],
): InputUsage {
  const ends = blockEnds(scope, blocks);
  const total = ends.at(-1)?.tokens ?? 0;
  const minimum = model.id.includes('haiku') ? 2_048 : 1_024;
  const breakpoints = blocks.flatMap((block, i) => {
    const end = ends[i];
    return block.breakpoint === undefined || end === undefined || end.tokens < minimum
      ? []
      : [{ index: i, ttl: block.breakpoint, ...end }];
  });
  let read = 0;
  for (let i = breakpoints.at(-1)?.index ?? -1; i >= 0 && read === 0; i--) {
    const end = ends[i];
    const near = breakpoints.some((point) => point.index >= i && point.index - i <= LOOKBACK_BLOCKS);
    if (end !== undefined && near && world.cache.hit(end.key)) read = end.tokens;
  }
  const written: Record<CacheTtl, number> = { '5m': 0, '1h': 0 };
  let covered = read;
  for (const point of breakpoints) {
    if (point.tokens <= covered) continue;
    written[point.ttl] += point.tokens - covered;
    covered = point.tokens;
    world.cache.store(point.key, TTL_MS[point.ttl]);
  }
  return {
    input_tokens: total - covered,
    cache_creation_input_tokens: written['5m'] + written['1h'],
    cache_read_input_tokens: read,
    cache_creation: { ephemeral_5m_input_tokens: written['5m'], ephemeral_1h_input_tokens: written['1h'] },
  };
}

function blockEnds(scope: string, blocks: readonly PromptBlock[]): { key: string; tokens: number }[] {
  const hash = new RollingHash();
  let length = 0;
  return blocks.map((block) => {
    length += block.text.length;
    return {
      key: hash.update(block.text).update('\u0000').key(scope),
      tokens: Math.ceil(length / CHARS_PER_TOKEN),
    };
  });
}
