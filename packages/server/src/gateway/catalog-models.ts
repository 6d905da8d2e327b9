import { type ModelCatalog as Facts, modelFacts, type PriceBook, type PriceList } from '@weir/core/pricing';
import type { Clock } from '../platform/clock.ts';
import type { ModelCatalog } from './ports.ts';

/** Model names come from callers: what is remembered of them is bounded. */
const REMEMBERED = 4_096;

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
  return {
    maxOutputTokens: (provider, model) => of(provider, model)?.max_output_tokens,
    contextWindow: (provider, model) => of(provider, model)?.context_window,
    list: (provider) => names.get(provider) ?? [],
  };
}
