import { compileMatch, type Matcher } from '../usage/index.ts';
import type { ListModel, ListProvider, PriceList } from './list.ts';
import { type Period, periods } from './period.ts';

export interface KnownModel {
  /** The provider whose list holds it; not the one asked for when that resells another's models. */
  provider: ListProvider;
  model: ListModel;
  periods: readonly Period[];
}

interface KnownProvider {
  entry: ListProvider;
  answersTo: Matcher | undefined;
  ownsModel: Matcher | undefined;
  models: readonly (KnownModel & { matches: Matcher })[];
}

/** A dated name without hyphens, `claude-haiku-4-5-20251001`, is also looked up with them. */
const COMPACT_DATE = /-(20\d{2})(0[1-9]|1[0-2])(0[1-9]|[12]\d|3[01])(?=-|:|$)/g;

/** Finds providers and models of the list by the names callers use. Not cached; the price book does that. */
export class PriceDirectory {
  private readonly providers: readonly KnownProvider[];
  private readonly byId: ReadonlyMap<string, KnownProvider>;

  constructor(list: PriceList) {
    this.providers = list.providers.map(compileProvider);
    this.byId = new Map(this.providers.map((provider) => [provider.entry.id, provider]));
  }

  /** The entry a provider name means: its id, else the first that answers to it. */
  provider(name: string): ListProvider | undefined {
    return this.findProvider(name)?.entry;
  }

  /** The model a name means at a provider. `litellm` as provider means: the one in `provider/model`. */
  model(providerName: string, modelName: string): KnownModel | undefined {
    const asked = modelName.toLowerCase().trim();
    const [provider, model] = this.route(providerName, asked);
    if (provider === undefined) return undefined;
    const spelled = withDateHyphens(model);
    return this.search(provider, model) ?? (spelled === model ? undefined : this.search(provider, spelled));
  }

  /** Models of one provider, or of all. */
  *models(provider?: string): Iterable<KnownModel> {
    for (const known of this.providers) {
      if (provider === undefined || known.entry.id === provider) yield* known.models;
    }
  }

  private route(providerName: string, model: string): [KnownProvider | undefined, string] {
    if (providerName.toLowerCase().trim() !== 'litellm') return [this.findProvider(providerName), model];
    const slash = model.indexOf('/');
    if (slash > 0 && slash < model.length - 1) {
      const named = this.findProvider(model.slice(0, slash));
      if (named !== undefined) return [named, model.slice(slash + 1)];
    }
    return [this.providers.find((known) => known.ownsModel?.(model)), model];
  }

  private findProvider(name: string): KnownProvider | undefined {
    const wanted = name.toLowerCase().trim();
    return this.byId.get(wanted) ?? this.providers.find((known) => known.answersTo?.(wanted));
  }

  private search(provider: KnownProvider, model: string): KnownModel | undefined {
    const own = firstMatch(provider, model);
    if (own !== undefined) return own;
    for (const id of provider.entry.fallback_model_providers ?? []) {
      const other = this.byId.get(id);
      const found = other === undefined ? undefined : firstMatch(other, model);
      if (found !== undefined) return found;
    }
    return undefined;
  }
}

function compileProvider(entry: ListProvider): KnownProvider {
  return {
    entry,
    answersTo: entry.provider_match && compileMatch(entry.provider_match),
    ownsModel: entry.model_match && compileMatch(entry.model_match),
    models: entry.models.map((model) => lazily(entry, model)),
  };
}

/** Compiled when first looked at: a start need not read 1,700 rules. */
function lazily(provider: ListProvider, model: ListModel): KnownModel & { matches: Matcher } {
  let matcher: Matcher | undefined;
  let dated: readonly Period[] | undefined;
  return {
    provider,
    model,
    get periods() {
      dated ??= periods(model.prices);
      return dated;
    },
    matches(name) {
      matcher ??= compileMatch(model.match);
      return matcher(name);
    },
  };
}

function firstMatch(provider: KnownProvider, model: string): KnownModel | undefined {
  return provider.models.find((known) => known.matches(model));
}

function withDateHyphens(name: string): string {
  return name.replace(COMPACT_DATE, (whole, year, month, day) => {
    const iso = `${year}-${month}-${day}`;
    const date = new Date(`${iso}T00:00:00Z`);
    return Number.isNaN(date.getTime()) || !date.toISOString().startsWith(iso) ? whole : `-${iso}`;
  });
}
