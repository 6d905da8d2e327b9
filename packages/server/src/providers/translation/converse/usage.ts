import type { TokenUsage } from '../answer.ts';
import { count, known, sum } from '../counts.ts';
import { isObject } from '../cursor.ts';

/** Converse counts cache reads and writes apart from `inputTokens`. */
export function readUsage(raw: unknown): TokenUsage | undefined {
  if (!isObject(raw)) return undefined;
  const cacheRead = count(raw['cacheReadInputTokens']);
  const cacheWrite = count(raw['cacheWriteInputTokens']);
  return known<TokenUsage>({
    input: sum(count(raw['inputTokens']), cacheRead, cacheWrite),
    cacheRead,
    cacheWrite,
    output: count(raw['outputTokens']),
  });
}
