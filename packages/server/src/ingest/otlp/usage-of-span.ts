import type { Attributes } from './span.ts';

/**
 * Names of quantities, the standard's first: OpenTelemetry now and before, Sentry, OpenLIT, OpenLLMetry, OpenInference,
 * Vercel's AI SDK (6, 5, 4). The first that is there counts.
 */
const QUANTITIES = {
  input_tokens: [
    'gen_ai.usage.input_tokens',
    'gen_ai.usage.prompt_tokens',
    'llm.usage.prompt_tokens',
    'llm.usage.input_tokens',
    'llm.token_count.prompt',
    'ai.usage.inputTokens',
    'ai.usage.promptTokens',
    'ai.usage.tokens',
  ],
  output_tokens: [
    'gen_ai.usage.output_tokens',
    'gen_ai.usage.completion_tokens',
    'llm.usage.completion_tokens',
    'llm.usage.output_tokens',
    'llm.token_count.completion',
    'ai.usage.outputTokens',
    'ai.usage.completionTokens',
  ],
  cache_read_tokens: [
    'gen_ai.usage.cache_read.input_tokens',
    'gen_ai.usage.cache_read_input_tokens',
    'gen_ai.usage.details.cache_read.input_tokens',
    'gen_ai.usage.details.cache_read_input_tokens',
    'gen_ai.usage.details.cache_read_tokens',
    'gen_ai.usage.details.cached_tokens',
    'gen_ai.usage.input_tokens.cached',
    'gen_ai.usage.input_tokens_details.cached_tokens',
    'gen_ai.usage.input_tokens_details.cached',
    'gen_ai.usage.prompt_tokens_details.cached_tokens',
    'gen_ai.usage.prompt_tokens_details.cache_read',
    'gen_ai.usage.cached_tokens',
    'gen_ai.usage.cache_read_tokens',
    'llm.usage.cache_read_input_tokens',
    'llm.usage.cached_tokens',
    'llm.token_count.prompt_details.cache_read',
    'ai.usage.inputTokenDetails.cacheReadTokens',
    'ai.usage.cachedInputTokens',
  ],
  cache_write_tokens: [
    'gen_ai.usage.cache_write.input_tokens',
    'gen_ai.usage.cache_creation.input_tokens',
    'gen_ai.usage.cache_write_input_tokens',
    'gen_ai.usage.cache_creation_input_tokens',
    'gen_ai.usage.details.cache_write.input_tokens',
    'gen_ai.usage.details.cache_creation.input_tokens',
    'gen_ai.usage.details.cache_write_input_tokens',
    'gen_ai.usage.details.cache_creation_input_tokens',
    'gen_ai.usage.details.cache_write_tokens',
    'gen_ai.usage.input_tokens.cache_write',
    'gen_ai.usage.input_tokens_details.cache_write',
    'gen_ai.usage.prompt_tokens_details.cache_write',
    'gen_ai.usage.cache_write_tokens',
    'llm.usage.cache_creation_input_tokens',
    'llm.token_count.prompt_details.cache_write',
    'ai.usage.inputTokenDetails.cacheWriteTokens',
  ],
  output_reasoning_tokens: [
    'gen_ai.usage.reasoning.output_tokens',
    'gen_ai.usage.reasoning_tokens',
    'gen_ai.usage.details.reasoning.output_tokens',
    'gen_ai.usage.details.reasoning_tokens',
    'gen_ai.usage.output_tokens.reasoning',
    'gen_ai.usage.output_tokens_details.reasoning_tokens',
    'gen_ai.usage.completion_tokens_details.reasoning_tokens',
    'gen_ai.usage.completion_tokens_details.reasoning',
    'llm.usage.reasoning_tokens',
    'llm.token_count.completion_details.reasoning',
    'ai.usage.outputTokenDetails.reasoningTokens',
    'ai.usage.reasoningTokens',
  ],
  input_audio_tokens: [
    'gen_ai.usage.input_tokens_details.audio_tokens',
    'gen_ai.usage.prompt_tokens_details.audio_tokens',
    'gen_ai.usage.details.input_audio_tokens',
    'llm.token_count.prompt_details.audio',
  ],
  output_audio_tokens: [
    'gen_ai.usage.output_tokens_details.audio_tokens',
    'gen_ai.usage.completion_tokens_details.audio_tokens',
    'gen_ai.usage.details.output_audio_tokens',
    'llm.token_count.completion_details.audio',
  ],
  web_searches: [
    'gen_ai.usage.server_tool_use.web_search_requests',
    'gen_ai.usage.details.web_search_requests',
  ],
} as const satisfies Readonly<Record<string, readonly string[]>>;

const TOTALS = [
  'gen_ai.usage.total_tokens',
  'llm.usage.total_tokens',
  'llm.token_count.total',
  'ai.usage.totalTokens',
];

const STATED_COSTS = [
  'gen_ai.usage.cost',
  'gen_ai.usage.total_cost',
  'gen_ai.cost.total_tokens',
  'llm.cost.total',
  'llm.usage.cost',
  'weir.cost.exact',
];

/** A hundred times the largest context there is: who tells more has counted wrong, and no sum would hold it. */
const MOST = 1_000_000_000;

interface SpanUsage {
  /** Inclusive quantities by unit: what the span does not tell is absent. */
  usage: Readonly<Record<string, number>>;
  /** What the sender thinks it cost, decimal text. */
  statedCost?: string;
}

/**
 * Usage of a span, made inclusive. Throws a plain Error that names the attribute that is no quantity. `apart`: the
 * instrumentation is known to count cached tokens beside the input.
 */
export function usageOfSpan(attributes: Attributes, apart: boolean): SpanUsage {
  const usage: Record<string, number> = {};
  for (const [unit, names] of Object.entries(QUANTITIES)) {
    const quantity = firstNumber(attributes, names);
    if (quantity !== undefined) usage[unit] = quantity;
  }
  const vercelWrites = cacheWritesOf(attributes.get('ai.response.providerMetadata'));
  if (usage['cache_write_tokens'] === undefined && vercelWrites !== undefined)
    usage['cache_write_tokens'] = vercelWrites;
  fillFromTotal(usage, firstNumber(attributes, TOTALS));
  includeParts(usage, apart);
  const stated = statedCost(attributes);
  return { usage, ...(stated === undefined ? {} : { statedCost: stated }) };
}

/** Parts that exceed their whole were counted beside it. */
function includeParts(usage: Record<string, number>, apart: boolean): void {
  const { input_tokens: input, output_tokens: output, output_reasoning_tokens: reasoning } = usage;
  const cached = (usage['cache_read_tokens'] ?? 0) + (usage['cache_write_tokens'] ?? 0);
  if (input !== undefined && (apart || cached > input)) usage['input_tokens'] = input + cached;
  if (output !== undefined && reasoning !== undefined && reasoning > output) {
    usage['output_tokens'] = output + reasoning;
  }
}

/** A total and one of its two parts say what the other is. */
function fillFromTotal(usage: Record<string, number>, total: number | undefined): void {
  if (total === undefined) return;
  const { input_tokens: input, output_tokens: output } = usage;
  if (input !== undefined && output === undefined && total > input) usage['output_tokens'] = total - input;
  if (input === undefined && output !== undefined && total > output) usage['input_tokens'] = total - output;
}

function firstNumber(attributes: Attributes, names: readonly string[]): number | undefined {
  for (const name of names) {
    const value = attributes.get(name);
    if (value === undefined || value === null || value === '') continue;
    const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    if (typeof number === 'number' && Number.isFinite(number) && number >= 0 && number <= MOST) {
      return number;
    }
    throw new Error(`${name} is ${JSON.stringify(value).slice(0, 60)}, not a quantity`);
  }
  return undefined;
}

/** `{"anthropic":{"cacheCreationInputTokens":1024}}`: what the AI SDK tells of cache writes before version 6. */
function cacheWritesOf(metadata: unknown): number | undefined {
  if (typeof metadata !== 'string' || !metadata.includes('cacheCreationInputTokens')) return undefined;
  const found = /"cacheCreationInputTokens":(\d{1,15})\b/.exec(metadata)?.[1];
  return found === undefined ? undefined : Number(found);
}

function statedCost(attributes: Attributes): string | undefined {
  for (const name of STATED_COSTS) {
    const value = attributes.get(name);
    const text = typeof value === 'number' ? plainDecimal(value) : value;
    if (typeof text === 'string' && /^\d+(\.\d+)?$/.test(text)) return text;
  }
  return undefined;
}

function plainDecimal(value: number): string {
  if (!Number.isFinite(value) || value < 0) return '';
  return String(value).includes('e') ? value.toFixed(12) : String(value);
}

/** Names of attributes worth keeping beside the call, to see what was read. */
export function isAboutUsage(name: string): boolean {
  return (
    /usage|token|cost|model|\.system$|provider|operation/i.test(name) &&
    !/messages|prompt$|metadata$/i.test(name)
  );
}
