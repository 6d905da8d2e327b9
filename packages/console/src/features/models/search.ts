import { listOf, oneOf, textOf } from '../../routes/search.ts';

export const TIERS = ['small', 'mid', 'frontier', 'reasoning'] as const;

/** What the catalog knows of models; see catalog/models.json. */
export const CAPABILITIES = [
  'tools',
  'vision',
  'structured_output',
  'reasoning',
  'prompt_cache',
  'web_search',
  'embeddings',
  'audio',
  'image_output',
] as const;

/** The catalog's filters, as they stand in the address. */
export interface ModelsSearch {
  search?: string | undefined;
  provider?: string | undefined;
  tier?: (typeof TIERS)[number] | undefined;
  /** A model must have all of them. */
  capability?: string[] | undefined;
  /** Only what a configured provider sells. */
  available?: 'true' | undefined;
}

export function readModelsSearch(raw: Record<string, unknown>): ModelsSearch {
  const capability = CAPABILITIES.filter((one) => listOf(raw['capability']).includes(one));
  const search = textOf(raw['search']);
  const provider = textOf(raw['provider']);
  const tier = oneOf(raw['tier'], TIERS);
  return {
    ...(search === undefined ? {} : { search }),
    ...(provider === undefined ? {} : { provider }),
    ...(tier === undefined ? {} : { tier }),
    ...(capability.length === 0 ? {} : { capability }),
    ...(oneOf(raw['available'], ['true']) === undefined ? {} : { available: 'true' as const }),
  };
}
