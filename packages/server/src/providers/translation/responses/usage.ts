import type { TokenUsage } from '../answer.ts';

/** Null when the provider did not tell both counts. */
export function writeUsage(usage: TokenUsage | undefined): object | null {
  if (usage?.input === undefined || usage.output === undefined) return null;
  const { input, output, cacheRead = 0, cacheWrite, reasoning = 0 } = usage;
  return {
    input_tokens: input,
    input_tokens_details: {
      cached_tokens: cacheRead,
      ...(cacheWrite ? { cache_write_tokens: cacheWrite } : {}),
    },
    output_tokens: output,
    output_tokens_details: { reasoning_tokens: reasoning },
    total_tokens: input + output,
  };
}
