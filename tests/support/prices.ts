/**
 * List prices restated by hand from the providers' price pages, in pico-dollars (1e-12) per token, so that expected
 * costs do not come from the code under test.
 */
export interface TokenPrices {
  input: bigint;
  cacheRead: bigint;
  output: bigint;
  cacheWrite5m?: bigint;
  cacheWrite1h?: bigint;
}

export const PRICES = {
  // $0.15 in, $0.075 cached, $0.60 out per million
  'gpt-4o-mini': { input: 150_000n, cacheRead: 75_000n, output: 600_000n },
  // $2.50, $1.25, $10
  'gpt-4o': { input: 2_500_000n, cacheRead: 1_250_000n, output: 10_000_000n },
  // $0.25, $0.025, $2
  'gpt-5-mini': { input: 250_000n, cacheRead: 25_000n, output: 2_000_000n },
  // $1 in, $0.10 read, $1.25 / $2 write, $5 out
  'claude-haiku-4-5': {
    input: 1_000_000n,
    cacheRead: 100_000n,
    cacheWrite5m: 1_250_000n,
    cacheWrite1h: 2_000_000n,
    output: 5_000_000n,
  },
  // $3 in, $0.30 read, $3.75 / $6 write, $15 out
  'claude-sonnet-4-6': {
    input: 3_000_000n,
    cacheRead: 300_000n,
    cacheWrite5m: 3_750_000n,
    cacheWrite1h: 6_000_000n,
    output: 15_000_000n,
  },
  // $0.30 in, $0.03 cached, $2.50 out, thoughts included
  'gemini-2.5-flash': { input: 300_000n, cacheRead: 30_000n, output: 2_500_000n },
  // $0.02 in
  'text-embedding-3-small': { input: 20_000n, cacheRead: 20_000n, output: 0n },
  // $0.15 in
  'gemini-embedding-001': { input: 150_000n, cacheRead: 150_000n, output: 0n },
} as const satisfies Record<string, TokenPrices>;

export interface OpenAiUsage {
  prompt_tokens: number;
  completion_tokens: number;
  prompt_tokens_details?: { cached_tokens?: number } | null | undefined;
}

/** What OpenAI bills: cached tokens are part of the prompt, reasoning is part of the completion. */
export function openaiCost(model: keyof typeof PRICES, usage: OpenAiUsage): string {
  const { input, cacheRead, output } = PRICES[model];
  const cached = BigInt(usage.prompt_tokens_details?.cached_tokens ?? 0);
  return dollars(
    (BigInt(usage.prompt_tokens) - cached) * input +
      cached * cacheRead +
      BigInt(usage.completion_tokens) * output,
  );
}

export interface AnthropicUsage {
  input_tokens: number;
  output_tokens: number;
  cache_read_input_tokens?: number | null;
  cache_creation?: { ephemeral_5m_input_tokens: number; ephemeral_1h_input_tokens: number } | null;
}

/** What Anthropic bills: reads and writes come on top of `input_tokens`. */
export function anthropicCost(
  model: 'claude-haiku-4-5' | 'claude-sonnet-4-6',
  usage: AnthropicUsage,
): string {
  const price = PRICES[model];
  return dollars(
    BigInt(usage.input_tokens) * price.input +
      BigInt(usage.cache_read_input_tokens ?? 0) * price.cacheRead +
      BigInt(usage.cache_creation?.ephemeral_5m_input_tokens ?? 0) * price.cacheWrite5m +
      BigInt(usage.cache_creation?.ephemeral_1h_input_tokens ?? 0) * price.cacheWrite1h +
      BigInt(usage.output_tokens) * price.output,
  );
}

export interface GeminiUsage {
  promptTokenCount?: number | undefined;
  cachedContentTokenCount?: number | undefined;
  candidatesTokenCount?: number | undefined;
  thoughtsTokenCount?: number | undefined;
}

/** What Google bills: cached tokens are part of the prompt, thoughts come on top of the candidates. */
export function geminiCost(model: keyof typeof PRICES, usage: GeminiUsage): string {
  return openaiCost(model, {
    prompt_tokens: usage.promptTokenCount ?? 0,
    completion_tokens: (usage.candidatesTokenCount ?? 0) + (usage.thoughtsTokenCount ?? 0),
    prompt_tokens_details: { cached_tokens: usage.cachedContentTokenCount ?? 0 },
  });
}

export interface ResponsesUsage {
  input_tokens: number;
  output_tokens: number;
  input_tokens_details?: { cached_tokens?: number } | null | undefined;
}

/** As chat completions, by other names. */
export function responsesCost(model: keyof typeof PRICES, usage: ResponsesUsage): string {
  return openaiCost(model, {
    prompt_tokens: usage.input_tokens,
    completion_tokens: usage.output_tokens,
    prompt_tokens_details: usage.input_tokens_details,
  });
}

/** Pico-dollars as the ledger writes money: twelve decimals. */
export function dollars(pico: bigint): string {
  const digits = pico.toString().padStart(13, '0');
  return `${digits.slice(0, -12)}.${digits.slice(-12)}`;
}

/** Exact sum of decimal strings with twelve decimals. */
export function sumOf(amounts: readonly string[]): string {
  return dollars(amounts.reduce((sum, amount) => sum + BigInt(amount.replace('.', '')), 0n));
}
