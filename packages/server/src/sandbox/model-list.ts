export type SandboxDialect = 'openai' | 'anthropic' | 'gemini';
/** What a model can be asked for; `responses` are chat models that only the Responses API offers. */
export type ModelKind =
  | 'chat'
  | 'responses'
  | 'completion'
  | 'embedding'
  | 'image'
  | 'speech'
  | 'transcription'
  | 'moderation'
  | 'realtime';
/** Size class: decides how fast and how wordy a model is. */
export type ModelTier = 'small' | 'mid' | 'frontier';

export interface SandboxModel {
  /** Name clients use, without date. */
  id: string;
  dialect: SandboxDialect;
  kind: ModelKind;
  tier: ModelTier;
  /** Date suffix of the snapshot that answers when the plain name is asked for; none: the name itself. */
  snapshot?: string;
  /** OpenAI models that think before they answer and bill it as output. */
  reasoning: boolean;
  maxOutput: number;
  /** Tokens it can read; more are refused. */
  contextWindow: number;
}

type Row = readonly [id: string, tier: ModelTier, maxOutput: number, snapshot?: string];

const OPENAI_CHAT: readonly Row[] = [
  ['gpt-3.5-turbo', 'small', 4_096, '0125'],
  ['gpt-4', 'frontier', 8_192, '0613'],
  ['gpt-4-turbo', 'frontier', 4_096, '2024-04-09'],
  ['gpt-4o', 'mid', 16_384, '2024-08-06'],
  ['gpt-4o-mini', 'small', 16_384, '2024-07-18'],
  ['gpt-4.1', 'mid', 32_768, '2025-04-14'],
  ['gpt-4.1-mini', 'small', 32_768, '2025-04-14'],
  ['gpt-4.1-nano', 'small', 32_768, '2025-04-14'],
  // Answered, but in no price list: shows what Weir does with a model whose price nobody knows.
  ['gpt-sandbox-preview', 'frontier', 32_768],
];

const OPENAI_REASONING: readonly Row[] = [
  ['o1', 'frontier', 100_000, '2024-12-17'],
  ['o3', 'frontier', 100_000, '2025-04-16'],
  ['o3-mini', 'mid', 100_000, '2025-01-31'],
  ['o4-mini', 'mid', 100_000, '2025-04-16'],
  ['gpt-5', 'frontier', 128_000, '2025-08-07'],
  ['gpt-5-mini', 'mid', 128_000, '2025-08-07'],
  ['gpt-5-nano', 'small', 128_000, '2025-08-07'],
  ['gpt-5.1', 'frontier', 128_000, '2025-11-13'],
  ['gpt-5.2', 'frontier', 128_000, '2025-12-11'],
  ['gpt-5.4', 'frontier', 128_000],
  ['gpt-5.4-mini', 'mid', 128_000],
  ['gpt-5.4-nano', 'small', 128_000],
  ['gpt-5.5', 'frontier', 128_000],
];

const OPENAI_RESPONSES: readonly Row[] = [
  ['gpt-5-pro', 'frontier', 272_000, '2025-10-06'],
  ['gpt-5-codex', 'frontier', 128_000],
  ['o1-pro', 'frontier', 100_000, '2025-03-19'],
  ['o3-pro', 'frontier', 100_000, '2025-06-10'],
];

const OPENAI_OTHER: Partial<Record<ModelKind, readonly Row[]>> = {
  completion: [
    ['gpt-3.5-turbo-instruct', 'small', 4_096],
    ['davinci-002', 'mid', 16_384],
    ['babbage-002', 'small', 16_384],
  ],
  image: [
    ['gpt-image-1', 'mid', 0],
    ['gpt-image-1-mini', 'small', 0],
    ['gpt-image-1.5', 'mid', 0],
    ['dall-e-3', 'mid', 0],
    ['dall-e-2', 'small', 0],
  ],
  speech: [
    ['tts-1', 'small', 0],
    ['tts-1-hd', 'mid', 0],
    ['gpt-4o-mini-tts', 'small', 0],
  ],
  transcription: [
    ['whisper-1', 'small', 0],
    ['gpt-4o-transcribe', 'mid', 0],
    ['gpt-4o-mini-transcribe', 'small', 0],
  ],
  moderation: [['omni-moderation', 'small', 0, '2024-09-26']],
  realtime: [
    ['gpt-realtime', 'mid', 4_096, '2025-08-28'],
    ['gpt-realtime-mini', 'small', 4_096],
    ['gpt-4o-realtime-preview', 'mid', 4_096, '2025-06-03'],
  ],
};

const GEMINI: readonly Row[] = [
  ['gemini-2.0-flash', 'small', 8_192],
  ['gemini-2.0-flash-lite', 'small', 8_192],
];

const GEMINI_THINKING: readonly Row[] = [
  ['gemini-2.5-pro', 'frontier', 65_536],
  ['gemini-2.5-flash', 'mid', 65_536],
  ['gemini-2.5-flash-lite', 'small', 65_536],
  ['gemini-3-pro-preview', 'frontier', 65_536],
  ['gemini-3-flash-preview', 'mid', 65_536],
  ['gemini-sandbox-preview', 'mid', 65_536],
];

const GEMINI_EMBEDDING: readonly Row[] = [['gemini-embedding-001', 'small', 0]];

const OPENAI_EMBEDDING: readonly Row[] = [
  ['text-embedding-3-small', 'small', 0],
  ['text-embedding-3-large', 'small', 0],
];

const ANTHROPIC: readonly Row[] = [
  ['claude-3-haiku', 'small', 4_096, '20240307'],
  ['claude-3-5-haiku', 'small', 8_192, '20241022'],
  ['claude-3-7-sonnet', 'mid', 64_000, '20250219'],
  ['claude-haiku-4-5', 'small', 64_000, '20251001'],
  ['claude-sonnet-4', 'mid', 64_000, '20250514'],
  ['claude-sonnet-4-5', 'mid', 64_000, '20250929'],
  ['claude-sonnet-4-6', 'mid', 64_000],
  ['claude-opus-4', 'frontier', 32_000, '20250514'],
  ['claude-opus-4-1', 'frontier', 32_000, '20250805'],
  ['claude-opus-4-5', 'frontier', 64_000, '20251101'],
  ['claude-opus-4-6', 'frontier', 128_000],
  ['claude-opus-4-7', 'frontier', 128_000],
  ['claude-opus-4-8', 'frontier', 128_000],
  ['claude-sonnet-5', 'mid', 128_000],
  ['claude-opus-5', 'frontier', 128_000],
  ['claude-sandbox-preview', 'frontier', 64_000],
];

/** By name, the first that fits; as catalog/models.json has them, which the sandbox does not read. */
const WINDOWS: readonly (readonly [name: RegExp, tokens: number])[] = [
  [/^text-embedding-/, 8_192],
  [/^gemini-embedding/, 2_048],
  [/^gemini-/, 1_048_576],
  [/instruct/, 4_096],
  [/^gpt-3\.5/, 16_385],
  [/^gpt-4$/, 8_192],
  [/^gpt-4-32k/, 32_768],
  [/^gpt-4\.1/, 1_047_576],
  [/^(gpt-4|chatgpt-|gpt-sandbox|gpt-5\.3$|o1-(mini|preview))/, 128_000],
  [/^o\d/, 200_000],
  [/^gpt-5(-|$|\.[1-3]|\.4-(mini|nano))/, 400_000],
  [/^gpt-/, 1_050_000],
  [/^claude-(\d|sandbox|haiku|(opus|sonnet)-4(-[0-5])?(-\d{8})?$)/, 200_000],
  [/^claude-/, 1_000_000],
];
const LARGEST_WINDOW = 1_050_000;

export function contextWindowOf(id: string): number {
  return WINDOWS.find(([name]) => name.test(id))?.[1] ?? LARGEST_WINDOW;
}

function models(
  rows: readonly Row[],
  dialect: SandboxDialect,
  kind: SandboxModel['kind'],
  reasoning: boolean,
): SandboxModel[] {
  return rows.map(([id, tier, maxOutput, snapshot]) => ({
    id,
    dialect,
    kind,
    tier,
    reasoning,
    maxOutput,
    contextWindow: contextWindowOf(id),
    ...(snapshot === undefined ? {} : { snapshot }),
  }));
}

export const SANDBOX_MODELS: readonly SandboxModel[] = [
  ...models(OPENAI_CHAT, 'openai', 'chat', false),
  ...models(OPENAI_REASONING, 'openai', 'chat', true),
  ...models(OPENAI_EMBEDDING, 'openai', 'embedding', false),
  ...models(OPENAI_RESPONSES, 'openai', 'responses', true),
  ...Object.entries(OPENAI_OTHER).flatMap(([kind, rows]) => models(rows, 'openai', kind as ModelKind, false)),
  ...models(GEMINI, 'gemini', 'chat', false),
  ...models(GEMINI_THINKING, 'gemini', 'chat', true),
  ...models(GEMINI_EMBEDDING, 'gemini', 'embedding', false),
  ...models(ANTHROPIC, 'anthropic', 'chat', false),
];
