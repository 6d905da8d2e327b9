import type { CallFact, ChargeFact } from '@weir/core/contract';

/** Whole tokens of a record, input inclusive of what was cached, output inclusive of reasoning. Negative in corrections. */
export interface TokenTotals {
  input: number;
  output: number;
  cacheRead: number;
  cacheWrite: number;
}

export function tokensOfUsage(usage: CallFact['usage']): TokenTotals {
  return {
    input: Math.trunc(usage['input_tokens'] ?? 0),
    output: Math.trunc(usage['output_tokens'] ?? 0),
    cacheRead: Math.trunc(usage['cache_read_tokens'] ?? 0),
    cacheWrite: cacheWriteTokens(usage),
  };
}

/** Some providers tell only the parts, by how long the cache lives. */
function cacheWriteTokens(usage: CallFact['usage']): number {
  const parts = (usage['cache_write_5m_tokens'] ?? 0) + (usage['cache_write_1h_tokens'] ?? 0);
  return Math.trunc(usage['cache_write_tokens'] ?? parts);
}

/** Priced quantities partition the tokens; those of an entry may be negative, which usage cannot tell. */
export function tokensOfCharges(charges: readonly ChargeFact[]): TokenTotals {
  const of = (unit: RegExp) =>
    charges.reduce(
      (sum, charge) => (unit.test(charge.unit) ? sum + Math.trunc(Number(charge.quantity)) : sum),
      0,
    );
  return {
    input: of(/^(input|cache)_.*tokens$/),
    output: of(/^output_.*tokens$/),
    cacheRead: of(/^cache_.*read_tokens$/),
    cacheWrite: of(/^cache_.*write_.*tokens$/),
  };
}
