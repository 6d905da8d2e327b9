import { z } from 'zod';
import { providerHealth } from './provider-health.ts';
import { DIALECTS } from './vocabulary.ts';

/** `GET /providers`. */
export const provider = z.object({
  id: z.string(),
  dialect: z.enum(DIALECTS),
  base_url: z.string(),
  price_provider: z.string(),
  sandbox: z.boolean(),
  /** The secret is present, or none is needed. */
  configured: z.boolean(),
  /** Environment variable that holds the secret. */
  secret_env: z.string().optional(),
  /** Names sent here, exact or `prefix*`, tried before the catalog's own. */
  models: z.array(z.string()),
  /** How it is reached and signed for: `direct`, `azure`, `bedrock`, `vertex`. */
  platform: z.string(),
  /** Where it keeps and works on data, as data classes name it. */
  region: z.string().optional(),
  /** As each gateway sees it now; empty where no gateway runs or none has called it yet. */
  health: z.array(providerHealth),
});
export type Provider = z.infer<typeof provider>;
export const providerList = z.object({ data: z.array(provider), trial: z.boolean() });

/** `GET /dimensions`: what costs can be grouped by and filtered on. */
export const dimensionList = z.object({
  data: z.array(z.object({ name: z.string(), of: z.enum(['tag', 'call', 'charge', 'virtual']) })),
});
export type DimensionList = z.infer<typeof dimensionList>;
export const dimensionValues = z.object({ data: z.array(z.string()) });
export type DimensionValues = z.infer<typeof dimensionValues>;

/** `POST /session`: exactly one of the two. */
export const createSession = z
  .object({ token: z.string().min(1).max(200).optional(), code: z.string().min(1).max(200).optional() })
  .strict()
  .refine((body) => (body.token === undefined) !== (body.code === undefined), 'send either token or code');
export const session = z.object({ actor: z.string(), expires_at: z.string() });
