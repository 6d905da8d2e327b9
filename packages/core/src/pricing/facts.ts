import { WeirError } from '../errors/index.ts';
import { parsePriceRef } from './ref.ts';
import type { PriceBook } from './types.ts';

export const MODEL_TIERS = ['small', 'mid', 'frontier', 'reasoning'] as const;
export type ModelTier = (typeof MODEL_TIERS)[number];

/** What Weir knows of a model besides its price. Unknown is absent. */
export interface ModelFacts {
  provider: string;
  /** Id in the price list. */
  model: string;
  tier?: ModelTier;
  /** Tokens of input and output together. */
  context_window?: number;
  max_output_tokens?: number;
  /** e.g. `tools`, `vision`, `structured_output`, `reasoning`, `prompt_cache`. */
  capabilities?: readonly string[];
}

/** catalog/models.json, by `provider/model`. */
export type ModelCatalog = ReadonlyMap<string, ModelFacts>;

/** Reads the content of catalog/models.json. Throws `config_invalid` that names the entry. */
export function parseModels(content: unknown): ModelCatalog {
  const list = isObject(content) ? content['models'] : undefined;
  if (!Array.isArray(list)) throw invalid('models', 'must be a list');
  const models = new Map<string, ModelFacts>();
  for (const [index, entry] of list.entries()) {
    const facts = parseFacts(entry, index);
    const key = keyOf(facts);
    if (models.has(key)) throw invalid(key, 'appears twice');
    models.set(key, facts);
  }
  return models;
}

/**
 * Facts of a model by any name the price list knows it by. A model that is priced by another provider's list (GPT on
 * Azure) has the facts it has there. Without an entry of its own, an exact name in the catalog counts; undefined when
 * there is neither.
 */
export function modelFacts(
  catalog: ModelCatalog,
  book: PriceBook,
  query: { provider: string; model: string; at: number },
): ModelFacts | undefined {
  const price = book.resolve(query);
  const listed =
    price === undefined ? undefined : (catalog.get(keyOf(price)) ?? catalog.get(listKeyOf(price.ref)));
  return listed ?? catalog.get(keyOf({ provider: query.provider, model: query.model.toLowerCase() }));
}

/** `openai/o3` of `list:openai/o3@2025-06-10`; empty for prices that are not of the list. */
function listKeyOf(ref: string): string {
  const { kind, provider = '', model = '' } = parsePriceRef(ref);
  return kind === 'list' ? keyOf({ provider, model }) : '';
}

function keyOf({ provider, model }: { provider: string; model: string }): string {
  return `${provider}/${model}`;
}

function parseFacts(entry: unknown, index: number): ModelFacts {
  if (!isObject(entry)) throw invalid(`models.${index}`, 'must be an object');
  const { provider, model, tier, context_window, max_output_tokens, capabilities } = entry;
  if (typeof provider !== 'string' || typeof model !== 'string') {
    throw invalid(`models.${index}`, 'needs provider and model');
  }
  const where = keyOf({ provider, model });
  if (tier !== undefined && !isTier(tier))
    throw invalid(where, `has a tier that is none of ${MODEL_TIERS.join(', ')}`);
  return {
    provider,
    model,
    ...(tier === undefined ? {} : { tier }),
    ...countField('context_window', context_window, where),
    ...countField('max_output_tokens', max_output_tokens, where),
    ...(capabilities === undefined ? {} : { capabilities: textsOf(capabilities, where) }),
  };
}

function isTier(value: unknown): value is ModelTier {
  return MODEL_TIERS.some((tier) => tier === value);
}

function countField(name: string, value: unknown, where: string): Record<string, number> {
  if (value === undefined) return {};
  if (typeof value === 'number' && Number.isSafeInteger(value) && value > 0) return { [name]: value };
  throw invalid(where, `needs ${name}, a positive integer`);
}

function textsOf(value: unknown, where: string): readonly string[] {
  if (Array.isArray(value) && value.every((item) => typeof item === 'string')) return value;
  throw invalid(where, 'needs capabilities, a list of texts');
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function invalid(where: string, problem: string): WeirError {
  return new WeirError('config_invalid', `catalog/models.json: ${where} ${problem}`, { field: where });
}
