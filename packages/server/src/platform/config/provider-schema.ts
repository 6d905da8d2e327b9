import { slug } from '@weir/core/contract';
import { z } from 'zod';

/** A provider entry of weir.yaml: a preset of catalog/providers.json, or all that must be known of a server. */
export const providerConfig = z
  .object({
    preset: z
      .string()
      .min(1)
      .optional()
      .describe(
        'A server Weir knows: `groq`, `ollama`, `azure`, `bedrock`, `vertex` ... (catalog/providers.json). Settings beside it win.',
      ),
    id: slug
      .optional()
      .describe(
        'Name of the provider in Weir: `my-vllm` is addressed as `my-vllm/<model>`. Required without a preset, else its name.',
      ),
    dialect: z
      .enum(['openai', 'anthropic', 'gemini'])
      .optional()
      .describe('Wire language the server speaks. Required without a preset.'),
    base_url: z
      .url()
      .optional()
      .describe(
        'With the version path, as SDKs want it: `https://api.openai.com/v1`, `http://10.0.0.5:8000/v1`. Required without a preset.',
      ),
    secret_env: z
      .string()
      .regex(/^[A-Za-z_][A-Za-z0-9_]*$/, 'the name of an environment variable such as MY_PROVIDER_KEY')
      .optional()
      .describe('Name of the environment variable that holds the secret; omit for servers without one.'),
    price_provider: z
      .string()
      .optional()
      .describe("Provider whose price list applies; the preset's, else the id itself when absent."),
    models: z.array(z.string()).default([]).describe('Models to send here: exact names or `prefix*`.'),
    no_stream_options: z
      .boolean()
      .optional()
      .describe(
        "The server rejects `stream_options`; usage of its streams is then estimated unless it comes unasked. The preset's, else `false`.",
      ),
    platform: z
      .enum(['direct', 'azure', 'bedrock', 'vertex'])
      .optional()
      .describe("How it is reached and signed for. The preset's, else `direct`."),
    settings: z
      .record(
        z.string().regex(/^[a-z][a-z0-9_]*(\..+)?$/, 'a name such as api_version, or deployment.<model>'),
        z.string(),
      )
      .default({})
      .describe(
        'What the platform needs besides URL and secret, as text: region, project, location, api_version, `deployment.<model>` ...',
      ),
    region: z
      .string()
      .min(1)
      .optional()
      .describe(
        'Where it keeps and works on data, as data classes name it. `settings.region` or `settings.location` when absent.',
      ),
    allow_private_network: z
      .boolean()
      .optional()
      .describe(
        'Host names may resolve to private addresses, and http to them is allowed. Addresses written out need no permission; link-local and metadata addresses never get it.',
      ),
  })
  .strict()
  .refine(({ preset, id }) => preset !== undefined || id !== undefined, needs('id'))
  .refine(({ preset, dialect }) => preset !== undefined || dialect !== undefined, needs('dialect'))
  .refine(({ preset, base_url }) => preset !== undefined || base_url !== undefined, needs('base_url'))
  .transform((entry) => ({ ...entry, id: entry.id ?? entry.preset ?? '' }));

/** Asked even when other settings of the entry are at fault, so that all faults are told at once. */
function needs(field: string) {
  return {
    path: [field],
    error: 'there unless a preset brings it',
    when: ({ value }: { value: unknown }) => typeof value === 'object' && value !== null,
  };
}
