/** What a meter of Azure's AI services says. */
export interface Meter {
  /** As the price lists of model makers call it: `gpt-4o`; absent when the name is not known. */
  model?: string;
  /** `2024-11-20`, or as the meter has it. */
  version?: string;
  unit?: string;
  tier?: 'batch' | 'priority' | 'flex' | 'provisioned' | 'fine-tuned';
  deployment?: 'global' | 'data-zone' | 'regional';
  kind: 'tokens' | 'capacity' | 'tool' | 'other';
}

type Word = Partial<{
  direction: 'input' | 'output';
  cache: 'read' | 'write';
  modality: 'audio' | 'image' | 'text';
  tier: 'batch' | 'priority' | 'flex' | 'fine-tuned';
  deployment: 'global' | 'data-zone' | 'regional';
}>;

/** Azure abbreviates each of these in several ways. Words that are not here belong to the name of the model. */
const WORDS: Readonly<Record<string, Word>> = {
  ...all(['inp', 'inpt', 'input', 'in'], { direction: 'input' }),
  ...all(['outp', 'outpt', 'opt', 'output', 'out'], { direction: 'output' }),
  ...all(['cached', 'cd', 'cchd', 'cache'], { cache: 'read' }),
  ...all(['wr', 'write'], { cache: 'write' }),
  ...all(['glbl', 'gl', 'global'], { deployment: 'global' }),
  ...all(['regnl', 'rgnl', 'regional', 'reg'], { deployment: 'regional' }),
  ...all(['dz', 'dzn', 'dzone', 'datazone', 'dzus', 'dzeu'], { deployment: 'data-zone' }),
  ...all(['batch', 'btch'], { tier: 'batch' }),
  ...all(['pp', 'priority', 'prty'], { tier: 'priority' }),
  ...all(['flex'], { tier: 'flex' }),
  ...all(['ft', 'finetuned'], { tier: 'fine-tuned' }),
  ...all(['aud', 'audio'], { modality: 'audio' }),
  ...all(['img', 'image'], { modality: 'image' }),
  ...all(['txt', 'text'], { modality: 'text' }),
  ...all(
    [
      'std',
      'standard',
      'shortco',
      'longco',
      'short',
      'long',
      'ctx',
      'tokens',
      'token',
      '1m',
      '1k',
      'az',
      'azure',
      'openai',
    ],
    {},
  ),
};

function all(words: readonly string[], means: Word): Record<string, Word> {
  return Object.fromEntries(words.map((word) => [word, means]));
}

/** Some meters leave the first word of the model to the product: `5.4 mini cd Inp Gl` of `Azure OpenAI GPT5`. */
const FAMILIES: readonly [RegExp, string][] = [
  [/openai\s*gpt|gpt\s*\d/i, 'gpt'],
  [/grok/i, 'grok'],
  [/deep\s*seek/i, 'deepseek'],
  [/llama/i, 'llama'],
  [/mistral/i, 'mistral'],
  [/cohere/i, 'command'],
  [/phi/i, 'phi'],
  [/kimi|moonshot/i, 'kimi'],
];

/** Names that models are known by. Others are told, not guessed. */
const KNOWN =
  /^(?:gpt-(?:\d[\w.]*|oss-\d+b|image-\d[\w.]*|realtime|audio)(?:-(?:mini|nano|chat|codex|pro|max|turbo|sol|terra|luna|astra|realtime|audio|transcribe|tts|search|preview|\d+k))*|o\d(?:-(?:mini|pro|preview|deep|research))*|text-embedding-(?:3-(?:small|large)|ada-002)|whisper|tts(?:-\w+)?|dall-e-\d|grok-[\w.-]+|deepseek-[\w.-]+|llama-[\w.-]+|mistral-[\w.-]+|command-[\w.-]+|phi-[\w.-]+|kimi-[\w.-]+|claude-[\w.-]+|model-router|codex-mini|computer-use-preview)$/;

/** Releases that meters abbreviate to month and day. */
const RELEASES: Readonly<Record<string, string>> = {
  'gpt-4o 0513': '2024-05-13',
  'gpt-4o 0806': '2024-08-06',
  'gpt-4o 1120': '2024-11-20',
  'gpt-4o-mini 0718': '2024-07-18',
  'gpt-4 0613': '2023-06-13',
  'gpt-4-turbo 0409': '2024-04-09',
  'o1 1217': '2024-12-17',
  'o3-mini 0131': '2025-01-31',
  'o3 0416': '2025-04-16',
  'o4-mini 0416': '2025-04-16',
};

const CAPACITY = /provisioned|\bptu\b|reserv(?:ed|ation)|\bhosting\b/i;
const TOOL = /code.?interpreter|file.?search|web.?search|grounding|vector.?storage|session/i;

/** Reads `gpt-4o 1120 Outp glbl Tokens`, `gpt 4o mini 0718 cached Inp regnl Tokens`, `Provisioned Managed Global Unit`. */
export function parseMeterName(meterName: string, productName = ''): Meter {
  const words = meterName
    .replace(/data\s+zone/i, 'datazone')
    .replace(/fine[\s-]?tuned/i, 'finetuned')
    .split(/[\s_-]+/)
    .filter((word) => word !== '');
  const told: Word = {};
  const rest: string[] = [];
  for (const word of words) {
    const means = WORDS[word.toLowerCase()];
    if (means === undefined) rest.push(word.toLowerCase());
    else Object.assign(told, means);
  }
  const deployment = told.deployment === undefined ? {} : { deployment: told.deployment };
  if (CAPACITY.test(meterName)) return { tier: 'provisioned', ...deployment, kind: 'capacity' };
  if (TOOL.test(meterName)) return { ...deployment, kind: 'tool' };
  const tier = told.tier === undefined ? {} : { tier: told.tier };
  const unit = unitOf(told, rest);
  return {
    ...modelOf(rest, productName, told.modality),
    ...(unit === undefined ? {} : { unit }),
    ...tier,
    ...deployment,
    kind: unit === undefined ? 'other' : 'tokens',
  };
}

function unitOf({ direction, cache, modality }: Word, rest: readonly string[]): string | undefined {
  const audio = modality === 'audio' ? 'audio_' : modality === 'image' ? 'image_' : '';
  if (cache === 'write') return `cache_${audio}write_tokens`;
  if (cache === 'read') return `cache_${audio}read_tokens`;
  if (direction !== undefined) return `${direction}_${audio}tokens`;
  // embeddings have one direction and do not name it
  return rest.includes('embedding') || rest.includes('embed') || rest.includes('ada')
    ? 'input_tokens'
    : undefined;
}

function modelOf(
  rest: readonly string[],
  productName: string,
  modality: Word['modality'],
): { model?: string; version?: string } {
  const named = rest.filter((word) => !/^\d{4}$|^\d{8}$/.test(word));
  const stamp = rest.find((word) => /^\d{4}$|^\d{8}$/.test(word));
  const base = named.join('-').replace(/^gpt(\d)/, 'gpt-$1');
  const family = FAMILIES.find(([pattern]) => pattern.test(productName))?.[1];
  const candidates = [
    ...(modality === 'text' ? [`text-${base}`] : []),
    base,
    ...(family === undefined ? [] : [`${family}-${base}`]),
  ];
  const model = candidates.find((candidate) => KNOWN.test(candidate));
  if (model === undefined) return {};
  if (stamp === undefined) return { model };
  const version =
    RELEASES[`${model} ${stamp}`] ??
    (stamp.length === 8 ? `${stamp.slice(0, 4)}-${stamp.slice(4, 6)}-${stamp.slice(6)}` : stamp);
  return { model, version };
}

/** How many one of the unit of measure is: `1K` is 1,000, `1M Tokens` 1,000,000. Undefined for what is no number. */
export function measureScale(unitOfMeasure: string | undefined): string | undefined {
  const match = /^(\d+)\s*([KM]?)\b/i.exec(unitOfMeasure?.trim() ?? '');
  if (match === null) return undefined;
  const [, digits = '1', suffix = ''] = match;
  return digits + ({ K: '000', M: '000000' }[suffix.toUpperCase()] ?? '');
}
