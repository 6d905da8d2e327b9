/** Patterns of models: an exact name, or a beginning followed by `*`; both may name the provider: `openai/gpt-4o*`. */

export function approves(patterns: readonly string[], provider: string, model: string): boolean {
  const addressed = `${provider}/${model}`;
  return patterns.some((pattern) => matches(pattern, model) || matches(pattern, addressed));
}

/** How much of the model the best pattern fixes, 0 when none matches; an exact name beats every prefix. */
export function bestMatch(patterns: readonly string[], model: string): number {
  let best = 0;
  for (const pattern of patterns) {
    if (!matches(pattern, model)) continue;
    best = Math.max(best, pattern.endsWith('*') ? pattern.length : Number.MAX_SAFE_INTEGER);
  }
  return best;
}

function matches(pattern: string, name: string): boolean {
  return pattern.endsWith('*') ? name.startsWith(pattern.slice(0, -1)) : name === pattern;
}
