import { WeirError } from '../errors/index.ts';
import type { UnitRegistry } from '../usage/index.ts';
import { BoundedCache } from './bounded-cache.ts';
import { PriceDirectory } from './directory.ts';
import { FallbackPrices } from './fallback.ts';
import type { PriceList } from './list.ts';
import { ModelPrices, type ModelPricesInput } from './model-prices.ts';
import type { PriceOverride } from './overrides.ts';
import { concerning } from './select-overrides.ts';
import type { PriceBook, PriceHistoryEntry, PriceQuery, ResolvedPrice } from './types.ts';

export interface OverrideLayers {
  /** From catalog/prices/overrides.json: corrections and service modifiers. */
  catalog?: readonly PriceOverride[];
  /** Contracts of the organization. */
  organization?: readonly PriceOverride[];
  /** Of the list: named in price references where it is given. */
  version?: string;
}

/** Names come from callers, so what is remembered of them is bounded. */
const REMEMBERED_NAMES = 4_096;
const LONGEST_REMEMBERED = 512;

/**
 * The price book of one list and its overrides. Throws `config_invalid` when an override leaves a price that cannot
 * be applied (a part priced without its whole).
 */
export function createListBook(
  list: PriceList,
  units: UnitRegistry,
  overrides: OverrideLayers = {},
): PriceBook {
  return new ListPriceBook(list, units, overrides);
}

class ListPriceBook implements PriceBook {
  private readonly directory: PriceDirectory;
  private readonly units: UnitRegistry;
  private readonly catalog: readonly PriceOverride[];
  private readonly organization: readonly PriceOverride[];
  private readonly version: string | undefined;
  private readonly fallbacks: FallbackPrices;
  private readonly names = new BoundedCache<ModelPrices>(REMEMBERED_NAMES);
  /** Bounded by the list and the overrides: names that mean the same share an entry. */
  private readonly prices = new Map<string, ModelPrices>();
  private readonly nothing: ModelPrices;

  constructor(
    list: PriceList,
    units: UnitRegistry,
    { catalog = [], organization = [], version }: OverrideLayers,
  ) {
    this.directory = new PriceDirectory(list);
    this.units = units;
    this.catalog = catalog;
    this.organization = organization;
    this.version = version;
    this.fallbacks = new FallbackPrices(this.directory, units);
    this.nothing = this.pricesOf({ provider: '', known: undefined, catalog: [], organization: [] });
    this.assertApplicable();
  }

  resolve(query: PriceQuery): ResolvedPrice | undefined {
    return this.lookUp(query.provider, query.model).at(query.at, query.tier ?? 'standard', query.region);
  }

  resolveOrFallback(query: PriceQuery): ResolvedPrice {
    const price = this.resolve(query) ?? this.fallbacks.at(query.provider, query.at);
    if (price !== undefined) return price;
    throw new WeirError('config_invalid', 'The price list holds no token price to fall back on.');
  }

  priceHistory(provider: string, model: string): readonly PriceHistoryEntry[] {
    return this.lookUp(provider, model).history();
  }

  private lookUp(provider: string, model: string): ModelPrices {
    if (provider.length + model.length > LONGEST_REMEMBERED) return this.find(provider, model);
    const name = `${provider}\n${model}`;
    const remembered = this.names.get(name);
    if (remembered !== undefined) return remembered;
    const found = this.find(provider, model);
    this.names.set(name, found);
    return found;
  }

  private find(providerName: string, modelName: string): ModelPrices {
    const known = this.directory.model(providerName, modelName);
    const asked = providerName.toLowerCase().trim();
    const provider = this.directory.provider(providerName)?.id ?? known?.provider.id ?? asked;
    const subject = {
      providers: [asked, provider],
      models: [
        modelName.toLowerCase().trim(),
        ...(known === undefined ? [] : [known.model.id.toLowerCase()]),
      ],
    };
    const catalog = concerning(this.catalog, subject);
    const organization = concerning(this.organization, subject);
    if (known === undefined && catalog.length + organization.length === 0) return this.nothing;
    const owner = known === undefined ? '' : `${known.provider.id}/${known.model.id}`;
    const ids = [...catalog.map(({ id }) => `c:${id}`), ...organization.map(({ id }) => `o:${id}`)];
    const key = JSON.stringify([provider, owner, ...ids]);
    const made = this.prices.get(key) ?? this.pricesOf({ provider, known, catalog, organization });
    this.prices.set(key, made);
    return made;
  }

  private pricesOf(input: Omit<ModelPricesInput, 'units' | 'version'>): ModelPrices {
    return new ModelPrices({ ...input, units: this.units, version: this.version });
  }

  /** Tries every price that an override with rates of its own produces, so that none fails on the call path. */
  private assertApplicable(): void {
    for (const override of [...this.catalog, ...this.organization]) {
      if (override.rates === undefined) continue;
      const owner = this.directory.provider(override.provider)?.id;
      const prefix = override.model.replace(/\*$/, '');
      const models =
        owner === undefined ? [] : [...this.directory.models(owner)].map(({ model }) => model.id);
      const names = models.filter((id) => id.toLowerCase().startsWith(prefix));
      for (const model of [prefix, ...names]) this.tryOut(override, model);
    }
  }

  private tryOut(override: PriceOverride, model: string): void {
    const starts = this.priceHistory(override.provider, model).map(({ from }) =>
      Date.parse(from ?? '1970-01-01'),
    );
    const within = [override.from, ...starts].filter((at) => at >= override.from && at < override.until);
    for (const at of within) {
      try {
        this.lookUp(override.provider, model).at(at, override.tier ?? 'standard', override.region);
      } catch (cause) {
        const reason = cause instanceof WeirError ? cause.message : String(cause);
        throw new WeirError('config_invalid', `Price override ${override.id} for ${model}: ${reason}`, {
          field: 'rates',
          cause,
        });
      }
    }
  }
}
