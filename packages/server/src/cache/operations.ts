/** What the cache knows of an operation: whether chance plays a part, and what cannot change its answer. */
export interface CachedOperation {
  /** Top-level members that say who asks or how it is billed and kept, never what is answered. */
  readonly irrelevant: ReadonlySet<string>;
  /** The answer is worked out and not sampled: it has no temperature and no finish reason. */
  readonly computed: boolean;
}

const OPENAI_CHAT = irrelevant(
  'metadata',
  'prompt_cache_key',
  'prompt_cache_retention',
  'safety_identifier',
  'service_tier',
  'store',
  'user',
);
const GEMINI = irrelevant('labels', 'serviceTier', 'service_tier');

/** Operations that may be cached, by dialect and recorded name. All others pass the cache by. */
const OPERATIONS: Readonly<Record<string, Readonly<Record<string, CachedOperation>>>> = {
  openai: {
    'chat.completions': sampled(OPENAI_CHAT),
    responses: sampled(OPENAI_CHAT),
    completions: sampled(irrelevant('user')),
    embeddings: computed(irrelevant('user')),
    moderations: computed(irrelevant()),
  },
  anthropic: {
    messages: sampled(irrelevant('cache_control', 'metadata', 'service_tier')),
  },
  gemini: {
    generate_content: sampled(GEMINI),
    stream_generate_content: sampled(GEMINI),
    embed_content: computed(GEMINI),
    batch_embed_contents: computed(GEMINI),
  },
};

export function cachedOperation(dialect: string, operation: string): CachedOperation | undefined {
  const known = Object.hasOwn(OPERATIONS, dialect) ? OPERATIONS[dialect] : undefined;
  return known !== undefined && Object.hasOwn(known, operation) ? known[operation] : undefined;
}

function irrelevant(...names: string[]): ReadonlySet<string> {
  return new Set(names);
}

function sampled(names: ReadonlySet<string>): CachedOperation {
  return { irrelevant: names, computed: false };
}

function computed(names: ReadonlySet<string>): CachedOperation {
  return { irrelevant: names, computed: true };
}
