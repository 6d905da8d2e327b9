import { slug } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { z } from 'zod';

const settings = z.record(z.string(), z.string());

/** One entry of catalog/providers.json: a server Weir knows how to reach. */
const preset = z
  .object({
    id: slug,
    name: z.string().min(1),
    /** What it speaks; platforms may speak more than one, by model. */
    dialect: z.enum(['openai', 'anthropic', 'gemini']),
    platform: z.enum(['direct', 'azure', 'bedrock', 'vertex']).default('direct'),
    /** May hold `{setting}`. */
    base_url: z.string().regex(/^https?:\/\/\S+$/),
    /** By setting and value: the base URL where the usual one does not fit. */
    base_url_for: z.record(z.string(), settings).default({}),
    secret_env: z
      .string()
      .regex(/^[A-Z][A-Z0-9_]*$/)
      .optional(),
    /** Id in prices/list.json; its own id when absent. */
    price_provider: z.string().optional(),
    /** It rejects `stream_options`. */
    no_stream_options: z.boolean().default(false),
    settings: settings.default({}),
    /** A server people run themselves: names of it may resolve to private addresses. */
    local: z.boolean().default(false),
    /** When it is there without an entry in weir.yaml: always, when its secret is set, or never. */
    listed: z.enum(['always', 'with_secret', 'configured']),
    note: z.string().optional(),
  })
  .strict();

const file = z.object({ providers: z.array(preset) }).strict();

export type ProviderPreset = z.infer<typeof preset>;

/** Reads the content of catalog/providers.json. Throws `config_invalid` that names the entry. */
export function parsePresets(content: unknown): readonly ProviderPreset[] {
  const parsed = file.safeParse(content);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    throw invalid(`${issue?.path.join('.') ?? ''} is at fault: ${issue?.message ?? ''}`);
  }
  const seen = new Set<string>();
  for (const { id } of parsed.data.providers) {
    if (seen.has(id)) throw invalid(`${id} appears twice`);
    seen.add(id);
  }
  return parsed.data.providers;
}

function invalid(problem: string): WeirError {
  return new WeirError('config_invalid', `catalog/providers.json: ${problem}`);
}
