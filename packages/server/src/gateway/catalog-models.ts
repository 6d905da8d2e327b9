import type { ModelTier } from '@weir/core/contract';
import { type ModelCatalog as Facts, modelFacts, type PriceBook, type PriceList } from '@weir/core/pricing';
import type { Clock } from '../platform/clock.ts';
import type { ModelCatalog } from './ports.ts';

/** Model names come from callers: what is remembered of them is bounded. */
const REMEMBERED = 4_096;
/** Models that hold no conversation. */
const NOT_FOR_CHAT = new Set(['embeddings', 'moderation', 'image_generation', 'speech', 'transcription']);

/** The gateway's view of catalog/models.json and the price list. */
export function catalogModels(
  facts: Facts,
  list: PriceList,
  book: () => PriceBook,
  clock: Clock,
): ModelCatalog {
  const known = new Map<string, ReturnType<typeof modelFacts>>();
  const of = (provider: string, model: string) => {
    const key = `${provider}\n${model}`;
    const found = known.get(key);
    if (found !== undefined || known.has(key)) return found;
    const looked = modelFacts(facts, book(), { provider, model, at: clock.now() });
    if (known.size >= REMEMBERED) known.clear();
    known.set(key, looked);
    return looked;
  };
  const names = new Map(
    list.providers.map((provider) => [
      provider.id,
      provider.models
        .filter((model) => model.deprecated !== true)
        .map(({ id, name }) => (name === undefined ? { id } : { id, name })),
    ]),
  );
  const offered = new Set(
    [...names].flatMap(([provider, models]) => models.map(({ id }) => `${provider}/${id}`)),
  );
  const tiers = new Map<ModelTier, { provider: string; model: string }[]>();
  for (const { provider, model, tier, capabilities = [] } of facts.values()) {
    if (tier === undefined || !offered.has(`${provider}/${model}`)) continue;
    if (capabilities.some((able) => NOT_FOR_CHAT.has(able))) continue;
    tiers.set(tier, [...(tiers.get(tier) ?? []), { provider, model }]);
  }
  return {
    maxOutputTokens: (provider, model) => of(provider, model)?.max_output_tokens,
    contextWindow: (provider, model) => of(provider, model)?.context_window,
    tier: (provider, model) => of(provider, model)?.tier,
    capabilities: (provider, model) => of(provider, model)?.capabilities,
    sells: (provider, model) => book().resolve({ provider, model, at: clock.now() }) !== undefined,
    ofTier: (tier) => tiers.get(tier) ?? [],
    list: (provider) => names.get(provider) ?? [],
  };
}
