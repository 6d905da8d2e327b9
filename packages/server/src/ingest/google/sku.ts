/** What the description of a SKU says. */
export interface Sku {
  /** As Google's price list has it: `gemini-2.5-flash`. */
  model?: string;
  unit?: string;
  tier?: 'batch' | 'priority' | 'flex' | 'provisioned';
  /** Prompts above the threshold cost more. */
  longContext?: true;
  kind: 'tokens' | 'capacity' | 'storage' | 'tool' | 'other';
}

/** Held or computed by the hour. */
const STORAGE = /storage|tuning|training|pipeline|index serving|node hour/i;
const CAPACITY = /provisioned throughput|reserved capacity|\bGSU\b/i;
const TOOL = /grounding|google search|code execution|maps/i;

/**
 * Reads descriptions such as `Gemini 2.5 Flash GA Text Input - Predictions`, `Gemini 2.5 Pro Thinking Text Output - Batch
 * Predictions`, `Gemini 3 Flash Text Input Caching`, `Claude Sonnet 4.5 - Output Tokens` and those of the Gemini API,
 * `Generate content input token count gemini 2.5 flash text`.
 */
export function parseSku(description: string): Sku {
  const model = modelOf(description);
  const named = model === undefined ? {} : { model };
  const tier = tierOf(description);
  const long = /\blong\b|> ?200k|>200,000/i.test(description) ? { longContext: true as const } : {};
  const told = { ...named, ...(tier === undefined ? {} : { tier }), ...long };
  if (CAPACITY.test(description)) return { ...named, tier: 'provisioned', kind: 'capacity' };
  if (STORAGE.test(description)) return { ...told, kind: 'storage' };
  if (TOOL.test(description)) return { ...told, unit: 'web_searches', kind: 'tool' };
  const unit = unitOf(description);
  return unit === undefined ? { ...told, kind: 'other' } : { ...told, unit, kind: 'tokens' };
}

function tierOf(text: string): Sku['tier'] {
  if (/batch/i.test(text)) return 'batch';
  if (/priority/i.test(text)) return 'priority';
  return /\bflex\b/i.test(text) ? 'flex' : undefined;
}

const MODALITIES: readonly [RegExp, string][] = [
  [/audio/i, 'audio_'],
  [/image/i, 'image_'],
  [/video/i, 'video_'],
];

function unitOf(text: string): string | undefined {
  const modality = MODALITIES.find(([pattern]) => pattern.test(withoutModel(text)))?.[1] ?? '';
  if (/cache[sd]?[- ]?(?:write|creation)|write cache/i.test(text)) {
    return /1 ?h(?:our)?\b/i.test(text)
      ? `cache_${modality}write_1h_tokens`
      : `cache_${modality}write_tokens`;
  }
  if (/cach(?:ed|ing|e)|cache[- ]?hit/i.test(text)) return `cache_${modality}read_tokens`;
  // thinking is billed as output, and output of Weir includes reasoning
  if (/output|thinking|response|candidates/i.test(text)) return `output_${modality}tokens`;
  return /input|prompt/i.test(text) ? `input_${modality}tokens` : undefined;
}

const GEMINI =
  /gemini[- ](\d+(?:\.\d+)?)[- ](pro|flash[- ]lite|flash|nano)((?:[- ](?:live|native audio|tts))?)/i;
const EMBEDDING = /gemini[- ]embedding(?:[- ](\d+))?/i;
const CLAUDE_OLD = /claude[- ](\d(?:[.-]\d)?)[- ](sonnet|haiku|opus)(?:[- ](v2))?/i;
const CLAUDE = /claude[- ](sonnet|haiku|opus|fable)[- ](\d+(?:[.-]\d+)?)/i;

/** Words of the model's name that would be taken for a modality. */
function withoutModel(text: string): string {
  return text.replace(GEMINI, '');
}

function modelOf(text: string): string | undefined {
  const gemini = GEMINI.exec(text);
  if (gemini !== null) {
    const [, version = '', size = '', extra = ''] = gemini;
    return `gemini-${version}-${dashed(size)}${suffixOf(extra)}`;
  }
  const embedding = EMBEDDING.exec(text);
  if (embedding !== null)
    return embedding[1] === undefined ? 'gemini-embedding-001' : `gemini-embedding-${embedding[1]}`;
  const claude = CLAUDE.exec(text);
  if (claude !== null) return `claude-${(claude[1] ?? '').toLowerCase()}-${undotted(claude[2])}`;
  const old = CLAUDE_OLD.exec(text);
  if (old !== null) return `claude-${undotted(old[1])}-${(old[2] ?? '').toLowerCase()}${old[3] ? '-v2' : ''}`;
  return undefined;
}

/** `Image Input` behind the name is a modality: only what names a model of its own counts. */
function suffixOf(extra: string): string {
  const word = dashed(extra.trim());
  return word === 'live' || word === 'tts' ? `-${word}` : '';
}

function dashed(text: string): string {
  return text.toLowerCase().replaceAll(' ', '-');
}

/** Names of Claude have no dots: `claude-sonnet-4-5`. */
function undotted(version = ''): string {
  return version.replace('.', '-');
}
