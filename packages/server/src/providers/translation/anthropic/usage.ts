import type { TokenUsage } from '../answer.ts';
import { count, known, sum } from '../counts.ts';
import { isObject } from '../cursor.ts';

/** Anthropic counts cache reads and writes apart from `input_tokens`; the neutral input includes them. */
export function readUsage(raw: unknown): TokenUsage | undefined {
  if (!isObject(raw)) return undefined;
  const cacheRead = count(raw['cache_read_input_tokens']);
  const cacheWrite = count(raw['cache_creation_input_tokens']);
  const details = raw['output_tokens_details'];
  return known<TokenUsage>({
    input: sum(count(raw['input_tokens']), cacheRead, cacheWrite),
    cacheRead,
    cacheWrite,
    output: count(raw['output_tokens']),
    reasoning: isObject(details) ? count(details['thinking_tokens']) : undefined,
  });
}

/** The dialect demands both counts; an unknown one has to be 0 there. */
export function writeUsage(usage: TokenUsage | undefined): object {
  const { input = 0, cacheRead = 0, cacheWrite = 0, output = 0, reasoning } = usage ?? {};
  return {
    input_tokens: Math.max(0, input - cacheRead - cacheWrite),
    cache_creation_input_tokens: cacheWrite,
    cache_read_input_tokens: cacheRead,
    output_tokens: output,
    ...(reasoning === undefined ? {} : { output_tokens_details: { thinking_tokens: reasoning } }),
  };
}
