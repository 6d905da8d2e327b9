import type { TokenUsage } from '../answer.ts';
import { count, known } from '../counts.ts';
import { isObject } from '../cursor.ts';

/** OpenAI's counts include what is cached and what is thought, as the neutral ones do. */
export function readUsage(raw: unknown): TokenUsage | undefined {
  if (!isObject(raw)) return undefined;
  const input = isObject(raw['prompt_tokens_details']) ? raw['prompt_tokens_details'] : {};
  const output = isObject(raw['completion_tokens_details']) ? raw['completion_tokens_details'] : {};
  return known<TokenUsage>({
    input: count(raw['prompt_tokens']),
    cacheRead: count(input['cached_tokens']),
    cacheWrite: count(input['cache_write_tokens']),
    output: count(raw['completion_tokens']),
    reasoning: count(output['reasoning_tokens']),
  });
}

/** Undefined when the provider did not tell both counts. */
export function writeUsage(usage: TokenUsage | undefined): object | undefined {
  if (usage?.input === undefined || usage.output === undefined) return undefined;
  const { input, output, cacheRead, cacheWrite, reasoning } = usage;
  const details = known<Record<string, number>>({
    cached_tokens: cacheRead,
    cache_write_tokens: cacheWrite || undefined,
  });
  return {
    prompt_tokens: input,
    completion_tokens: output,
    total_tokens: input + output,
    ...(Object.keys(details).length === 0 ? {} : { prompt_tokens_details: details }),
    ...(reasoning === undefined ? {} : { completion_tokens_details: { reasoning_tokens: reasoning } }),
  };
}
