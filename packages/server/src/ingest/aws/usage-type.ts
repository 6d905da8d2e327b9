/** What a usage type of Bedrock says. */
export interface UsageType {
  /** As the bill calls it: `Claude4.6Sonnet`. */
  model?: string;
  unit?: string;
  /** As price lists name it; absent: standard. */
  tier?: 'batch' | 'flex' | 'priority' | 'provisioned' | 'latency';
  routing?: 'global' | 'geo';
  kind: 'tokens' | 'capacity' | 'tool' | 'other';
}

const REGION = /^[A-Z]{2,5}\d{0,2}-/;
const MARKETPLACE = /^MP:(?:[A-Z]{2,5}\d{0,2}_)?/;

const DIRECTIONS: readonly [RegExp, string][] = [
  [/cache[-_ ]?write.*(?:1h|1[-_ ]?hour)|(?:1h|1[-_ ]?hour).*cache[-_ ]?write/i, 'cache_write_1h_tokens'],
  [/cache[-_ ]?write/i, 'cache_write_tokens'],
  [/cache[-_ ]?read/i, 'cache_read_tokens'],
  [/input[-_ ]?(?:audio|speech)|(?:audio|speech)[-_ ]?input/i, 'input_audio_tokens'],
  [/output[-_ ]?(?:audio|speech)|(?:audio|speech)[-_ ]?output/i, 'output_audio_tokens'],
  [/input[-_ ]?image|image[-_ ]?input/i, 'input_image_tokens'],
  [/input[-_ ]?video|video[-_ ]?input/i, 'input_video_tokens'],
  [/input/i, 'input_tokens'],
  [/output/i, 'output_tokens'],
];

/** Where the name of the model ends: at what is counted of it. */
const COUNTED =
  /[-_](?:mantle[-_])?(?:cache[-_]?(?:read|write)|(?:image|video|audio|speech|text)[-_]?(?:input|output)|input|output)[-_A-Za-z0-9]*/i;

const CAPACITY =
  /ModelUnit|ProvisionedThroughput|ProvisionedCapacity|Reserved(?:Capacity|TPM)|CustomModel.*(?:Unit|Hour|Storage)/i;
const TOOL = /Guardrail|KnowledgeBase|DataAutomation|Flows?-|Agent|Rerank|PromptRouter|Evaluation/i;

/**
 * Reads usage types of Bedrock: `USE1-Claude4.6Sonnet-input-tokens`, `...-cache-read-input-token-count`, `...-batch`,
 * `...-cross-region-global`, `USE1-openai.gpt-oss-120b-mantle-input-tokens-standard`, and those of models that are sold over
 * the marketplace, `USE1-MP:USE1_InputTokenCount-Units`, which do not name the model.
 */
export function parseUsageType(usageType: string): UsageType {
  const local = usageType.replace(REGION, '');
  const rest = local.replace(MARKETPLACE, '');
  const marketplace = rest !== local;
  const tier = tierOf(rest);
  const routing = routingOf(rest);
  const told = { ...(tier === undefined ? {} : { tier }), ...(routing === undefined ? {} : { routing }) };
  if (CAPACITY.test(rest)) {
    const model = rest.split(/-(?:ModelUnit|ProvisionedThroughput|ProvisionedCapacity|Reserved)/i)[0];
    return { ...(marketplace ? {} : { model: model ?? rest }), tier: 'provisioned', kind: 'capacity' };
  }
  const unit = /token/i.test(rest) ? DIRECTIONS.find(([pattern]) => pattern.test(rest))?.[1] : undefined;
  if (unit !== undefined) {
    const model = marketplace ? undefined : rest.replace(COUNTED, '\n').split('\n')[0];
    return { ...(model === undefined || model === '' ? {} : { model }), unit, ...told, kind: 'tokens' };
  }
  return { ...told, kind: TOOL.test(rest) ? 'tool' : 'other' };
}

function tierOf(text: string): UsageType['tier'] {
  if (/batch/i.test(text)) return 'batch';
  if (/flex/i.test(text)) return 'flex';
  if (/priority/i.test(text)) return 'priority';
  return /latency|fast/i.test(text) ? 'latency' : undefined;
}

function routingOf(text: string): UsageType['routing'] {
  if (/cross-region-global|[_-]global/i.test(text)) return 'global';
  return /cross-region|[_-]geo/i.test(text) ? 'geo' : undefined;
}

/** How many of `unit` one of the bill's is: `1K tokens` is 1,000. Undefined when it counts something else. */
export function unitScale(pricingUnit: string | undefined, description: string): string | undefined {
  const text = `${pricingUnit ?? ''}`.toLowerCase();
  if (/^(?:1m|million|1,?000,?000)\b.*|\bmillion\b/.test(text)) return '1000000';
  if (/^(?:1k|thousand|1,?000)\b|\bthousand\b/.test(text)) return '1000';
  if (/^(?:tokens?|count)$/.test(text)) return '1';
  if (/^units?$/.test(text) || text === '') return scaleOfDescription(description);
  return undefined;
}

/** Marketplace units say what they are in their description only: `$3 per Million Input Tokens`. */
function scaleOfDescription(description: string): string | undefined {
  if (/million|\b1M\b|1,000,000/i.test(description)) return '1000000';
  return /thousand|\b1K\b|\b1,?000\b/i.test(description) ? '1000' : undefined;
}
