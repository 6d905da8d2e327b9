import type { TokenUsage } from '../answer.ts';
import { count, known, sum } from '../counts.ts';
import { isObject } from '../cursor.ts';

/** Gemini counts thoughts apart from the candidates' tokens; the neutral output includes them. */
export function readUsage(raw: unknown): TokenUsage | undefined {
  if (!isObject(raw)) return undefined;
  const reasoning = count(raw['thoughtsTokenCount']);
  const output = count(raw['candidatesTokenCount']);
  return known<TokenUsage>({
    input: sum(count(raw['promptTokenCount']), count(raw['toolUsePromptTokenCount'])),
    cacheRead: count(raw['cachedContentTokenCount']),
    output: output === undefined ? reasoning : sum(output, reasoning),
    reasoning,
  });
}

export function writeUsage(usage: TokenUsage | undefined): object | undefined {
  if (usage === undefined) return undefined;
  const { input, output, cacheRead, reasoning } = usage;
  return known<Record<string, number>>({
    promptTokenCount: input,
    cachedContentTokenCount: cacheRead || undefined,
    candidatesTokenCount: output === undefined ? undefined : output - (reasoning ?? 0),
    thoughtsTokenCount: reasoning || undefined,
    totalTokenCount: sum(input, output),
  });
}
