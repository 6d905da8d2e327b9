import { type Model, type ModelDetail, type Page, toPriceView, toRateViews } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import {
  type ModelCatalog,
  type ModelFacts,
  modelFacts,
  type PriceBook,
  type PriceList,
} from '@weir/core/pricing';
import type { Clock } from '../../platform/clock.ts';
import type { AdmissionProvider } from '../../registry/admission-state.ts';
import { DEFAULT_PAGE } from '../../registry/services/page.ts';

export interface ModelQuery {
  provider?: string | undefined;
  tier?: Model['tier'];
  /** The model must have all of them. */
  capabilities?: readonly string[];
  /** Part of id or name, whatever the case. */
  search?: string | undefined;
  /** Only models that a configured provider sells. */
  available?: boolean | undefined;
  limit?: number | undefined;
  cursor?: string | undefined;
}

/** What is known of models: catalog, price list and providers put together. */
export interface ModelDirectory {
  /** By provider, then by id. Throws `invalid_argument` for a cursor that is none of ours. */
  list(query: ModelQuery): Page<Model>;
  /** Undefined when neither list nor catalog know the model by that name. */
  show(provider: string, model: string): ModelDetail | undefined;
}

export interface ModelSources {
  list: PriceList;
  facts: ModelCatalog;
  /** Prices in force, the organization's included. */
  priceBook(): PriceBook;
  providers(): Readonly<Record<string, AdmissionProvider>>;
  clock: Clock;
}

interface Entry {
  key: string;
  provider: string;
  model: string;
  name?: string;
  deprecated: boolean;
  contextWindow?: number;
}

export function createModelDirectory(sources: ModelSources): ModelDirectory {
  const entries = entriesOf(sources);
  const byKey = new Map(entries.map((entry) => [entry.key, entry]));
  const factsOf = ({ provider, model }: Entry) =>
    modelFacts(sources.facts, sources.priceBook(), { provider, model, at: sources.clock.now() });
  const sellersOf = (provider: string) =>
    Object.values(sources.providers())
      .filter((one) => one.configured && !one.sandbox && one.priceProvider === provider)
      .map(({ id }) => id);

  function present(entry: Entry): Model {
    const { provider, model, name, deprecated } = entry;
    const facts = factsOf(entry);
    const price = sources.priceBook().resolve({ provider, model, at: sources.clock.now() });
    const contextWindow = facts?.context_window ?? entry.contextWindow;
    return {
      provider,
      model,
      ...(name === undefined ? {} : { name }),
      ...(facts?.tier === undefined ? {} : { tier: facts.tier }),
      ...(contextWindow === undefined ? {} : { context_window: contextWindow }),
      ...(facts?.max_output_tokens === undefined ? {} : { max_output_tokens: facts.max_output_tokens }),
      ...(facts?.capabilities === undefined ? {} : { capabilities: [...facts.capabilities] }),
      deprecated,
      priced: price !== undefined,
      currency: price?.currency ?? 'USD',
      rates: toRateViews(price?.rates ?? []),
      available_from: sellersOf(provider),
    };
  }

  return {
    list(query) {
      const after = query.cursor === undefined ? '' : decodeCursor(query.cursor);
      const limit = query.limit ?? DEFAULT_PAGE;
      const found = entries.filter((entry) => entry.key > after && matches(entry, query, factsOf, sellersOf));
      const shown = found.slice(0, limit);
      const last = shown.at(-1);
      const more = found.length > shown.length && last !== undefined;
      return { data: shown.map(present), next_cursor: more ? encodeCursor(last.key) : null };
    },
    show(provider, model) {
      const book = sources.priceBook();
      const at = sources.clock.now();
      const known = book.resolve({ provider, model, at });
      const entry =
        byKey.get(keyOf({ provider, model })) ?? (known === undefined ? undefined : byKey.get(keyOf(known)));
      if (entry === undefined) return undefined;
      const price = book.resolveOrFallback({ provider: entry.provider, model: entry.model, at });
      return {
        ...present(entry),
        at: new Date(at).toISOString(),
        price: toPriceView(price, new Date(at)),
        history: book.priceHistory(entry.provider, entry.model).map(({ ref, from, timeOfDay, rates }) => ({
          ref,
          ...(from === undefined ? {} : { from }),
          ...(timeOfDay === undefined ? {} : { time_of_day: timeOfDay }),
          rates: toRateViews(rates),
        })),
      };
    },
  };
}

/** Models of the price list, and those that only the catalog knows, in order. */
function entriesOf({ list, facts }: ModelSources): Entry[] {
  const entries = new Map<string, Entry>();
  for (const { id: provider, models } of list.providers) {
    for (const { id: model, name, deprecated, context_window } of models) {
      const key = keyOf({ provider, model });
      entries.set(key, {
        key,
        provider,
        model,
        deprecated: deprecated === true,
        ...(name === undefined ? {} : { name }),
        ...(context_window === undefined ? {} : { contextWindow: context_window }),
      });
    }
  }
  for (const { provider, model } of facts.values()) {
    const key = keyOf({ provider, model });
    if (!entries.has(key)) entries.set(key, { key, provider, model, deprecated: false });
  }
  return [...entries.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function matches(
  entry: Entry,
  query: ModelQuery,
  factsOf: (entry: Entry) => ModelFacts | undefined,
  sellersOf: (provider: string) => readonly string[],
): boolean {
  const { provider, tier, capabilities = [], search, available } = query;
  if (provider !== undefined && entry.provider !== provider) return false;
  if (search !== undefined && !textOf(entry).includes(search.toLowerCase())) return false;
  if (available === true && sellersOf(entry.provider).length === 0) return false;
  if (tier === undefined && capabilities.length === 0) return true;
  const facts = factsOf(entry);
  if (tier !== undefined && facts?.tier !== tier) return false;
  return capabilities.every((name) => facts?.capabilities?.includes(name) === true);
}

function textOf({ key, name }: Entry): string {
  return `${key} ${name ?? ''}`.toLowerCase();
}

/** A blank comes before every character of an id, so that keys sort by provider first. */
function keyOf({ provider, model }: { provider: string; model: string }): string {
  return `${provider} ${model}`;
}

function encodeCursor(key: string): string {
  return Buffer.from(key).toString('base64url');
}

function decodeCursor(cursor: string): string {
  const key = Buffer.from(cursor, 'base64url').toString('utf8');
  if (key.includes(' ')) return key;
  throw new WeirError('invalid_argument', 'The cursor is none of ours', {
    field: 'cursor',
    remedy: 'Pass next_cursor of the previous answer unchanged, or leave it out.',
  });
}
