import {
  contextWindowOf,
  type ModelKind,
  SANDBOX_MODELS,
  type SandboxDialect,
  type SandboxModel,
} from './model-list.ts';

export type { ModelKind, ModelTier, SandboxDialect, SandboxModel } from './model-list.ts';

const SUFFIX = /-(\d{4}-\d{2}-\d{2}|\d{8}|\d{4}|latest)$/;
/** What a name gives away of the kind of a model, the first that fits; none: the sandbox does not speak it. */
const KINDS: readonly (readonly [name: RegExp, kind: ModelKind | undefined])[] = [
  [/^(tts-|gpt-.*-tts)/, 'speech'],
  [/research|computer-use|live|native-audio|-tts|-search/, undefined],
  [/^(text-embedding-|gemini-embedding)/, 'embedding'],
  [/^(dall-e|gpt-image|chatgpt-image)/, 'image'],
  [/transcribe|^whisper/, 'transcription'],
  [/realtime/, 'realtime'],
  [/moderation/, 'moderation'],
  [/instruct|^(davinci|babbage)-/, 'completion'],
  [/audio|image|:/, undefined],
  [/^(gpt-\d|o\d).*(-pro|codex)/, 'responses'],
  [/^(gpt-\d|chatgpt-|o\d|claude-|gemini-)/, 'chat'],
];

/** Names the sandbox answers to besides its own, e.g. all of a price list. */
export interface KnownNames {
  openai?: readonly string[];
  anthropic?: readonly string[];
  gemini?: readonly string[];
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
    for (const dialect of ['openai', 'anthropic', 'gemini'] as const) {
      for (const id of known[dialect] ?? []) {
        const kind = KINDS.find(([name]) => name.test(id))?.[1];
        if (!this.byId.has(id) && kind !== undefined) this.byId.set(id, guessModel(dialect, id, kind));
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
export function guessModel(dialect: SandboxDialect, id: string, kind: ModelKind): SandboxModel {
  const tier = /nano|haiku|mini$|mini-|luna|3\.5|lite/.test(id)
    ? 'small'
    : /sonnet|4o|4\.1|terra|flash/.test(id)
      ? 'mid'
      : 'frontier';
  const reasoning =
    (dialect === 'openai' && /^(o\d|gpt-([5-9]|\d\d))/.test(id)) ||
    (dialect === 'gemini' && /^gemini-(2\.5|[3-9])/.test(id));
  return {
    id,
    dialect,
    kind,
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
