/**
 * Shortest prefix Anthropic caches, in tokens, by beginning of the model's name; the longest beginning that fits
 * counts. Source: platform.claude.com, "Prompt caching", cacheable prompt length (read 2026-11).
 */
const MINIMUM_TOKENS: readonly (readonly [beginning: string, tokens: number])[] = [
  ['claude-opus-5', 512],
  ['claude-opus-4-7', 2_048],
  ['claude-opus-4-6', 4_096],
  ['claude-opus-4-5', 4_096],
  ['claude-haiku-4-5', 4_096],
  ['claude-3-5-haiku', 2_048],
  ['claude-3-haiku', 2_048],
];

/** For all other models. A point on a prefix that is too short costs nothing, so the common figure is safe. */
const COMMON_MINIMUM = 1_024;

/** `model` as Anthropic, Bedrock (`eu.anthropic.claude-...`) or Vertex (`claude-...@date`) name it. */
export function minimumCacheTokens(model: string): number {
  const at = model.indexOf('claude-');
  const name = at === -1 ? model : model.slice(at);
  const fitting = MINIMUM_TOKENS.filter(([beginning]) => name.startsWith(beginning));
  return fitting.sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? COMMON_MINIMUM;
}
