export type SandboxDialect = 'openai' | 'anthropic';
/** Size class: decides how fast and how wordy a model is. */
export type ModelTier = 'small' | 'mid' | 'frontier';

export interface SandboxModel {
  /** Name clients use, without date. */
  id: string;
  dialect: SandboxDialect;
  kind: 'chat' | 'embedding';
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

function contextWindowOf(id: string): number {
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

const SANDBOX_MODELS: readonly SandboxModel[] = [
  ...models(OPENAI_CHAT, 'openai', 'chat', false),
  ...models(OPENAI_REASONING, 'openai', 'chat', true),
  ...models(OPENAI_EMBEDDING, 'openai', 'embedding', false),
  ...models(ANTHROPIC, 'anthropic', 'chat', false),
];

const SUFFIX = /-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest)$/;
const CHAT_NAME = /^(gpt-\d|chatgpt-|o\d|claude-)/;
/** Other ways to use a model, which the sandbox does not speak. */
const NOT_CHAT = /audio|realtime|transcribe|tts|image|instruct|research|codex|-pro$|:/;

/** Names the sandbox answers to besides its own, e.g. all of a price list. */
export interface KnownNames {
  openai?: readonly string[];
  anthropic?: readonly string[];
}

export interface FoundModel {
  model: SandboxModel;
  /** The dated name the provider answers with. */
  answersAs: string;
}

/** The models of one sandbox. */
export class ModelIndex {
  private readonly byId: Map<string, SandboxModel>;

  constructor(known: KnownNames = {}) {
    this.byId = new Map(SANDBOX_MODELS.map((model) => [model.id, model]));
    for (const dialect of ['openai', 'anthropic'] as const) {
      for (const id of known[dialect] ?? []) {
        if (!this.byId.has(id) && CHAT_NAME.test(id) && !NOT_CHAT.test(id)) {
          this.byId.set(id, guessModel(dialect, id));
        }
      }
    }
  }

  /** The model a name means; undefined when there is none such in this dialect. */
  find(dialect: SandboxDialect, name: string): FoundModel | undefined {
    const plain = this.byId.get(name);
    if (plain?.dialect === dialect) return { model: plain, answersAs: snapshotName(plain) };
    const suffix = SUFFIX.exec(name)?.[1];
    const dated = suffix === undefined ? undefined : this.byId.get(name.slice(0, -suffix.length - 1));
    if (dated?.dialect !== dialect) return undefined;
    return { model: dated, answersAs: suffix === 'latest' ? snapshotName(dated) : name };
  }

  list(dialect: SandboxDialect): SandboxModel[] {
    return [...this.byId.values()].filter((model) => model.dialect === dialect);
  }
}

/** What a name gives away of a model the table above does not have. */
function guessModel(dialect: SandboxDialect, id: string): SandboxModel {
  const tier = /nano|haiku|mini|luna|3\.5/.test(id)
    ? 'small'
    : /sonnet|4o|4\.1|terra/.test(id)
      ? 'mid'
      : 'frontier';
  const reasoning = dialect === 'openai' && /^(o\d|gpt-([5-9]|\d\d))/.test(id);
  return {
    id,
    dialect,
    kind: 'chat',
    tier,
    reasoning,
    maxOutput: 64_000,
    contextWindow: contextWindowOf(id),
  };
}

const OWN_MODELS = new ModelIndex();

/** Among the models every sandbox has. */
export function findModel(dialect: SandboxDialect, name: string): FoundModel | undefined {
  return OWN_MODELS.find(dialect, name);
}

export function snapshotName(model: SandboxModel): string {
  return model.snapshot === undefined ? model.id : `${model.id}-${model.snapshot}`;
}
