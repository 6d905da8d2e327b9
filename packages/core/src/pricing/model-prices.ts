import type { UnitRegistry } from '../usage/index.ts';
import { BoundedCache } from './bounded-cache.ts';
import { compilePrice } from './compile.ts';
import type { KnownModel } from './directory.ts';
import type { PriceOverride } from './overrides.ts';
import { periodAt } from './period.ts';
import { layerRates, modifiersOf } from './rates.ts';
import { listRef, withModifiers } from './ref.ts';
import { ANYWHERE, holdsIn, inForce, touches } from './select-overrides.ts';
import {
  type PriceHistoryEntry,
  type ResolvedPrice,
  SERVICE_TIERS,
  type ServiceTier,
  type UnitRate,
} from './types.ts';

/** Regions come from configurations and answers, so what is remembered of them is bounded. */
const REMEMBERED_REGIONS = 64;

export interface ModelPricesInput {
  /** Provider as priced, e.g. `azure` even where it resells models of `openai`. */
  provider: string;
  known: KnownModel | undefined;
  /** Concerning this model at any time, most telling first. */
  catalog: readonly PriceOverride[];
  organization: readonly PriceOverride[];
  units: UnitRegistry;
  /** Of the list, for references. */
  version: string | undefined;
}

/** All prices of one model over time. Each is worked out and compiled once, when first asked for. */
export class ModelPrices {
  private readonly input: ModelPricesInput;
  private readonly anywhere: ServicePrices;
  private readonly regional: Overrides;
  private readonly byRegion = new BoundedCache<ServicePrices>(REMEMBERED_REGIONS);
  /** By the regional overrides that hold: regions that mean the same share an entry. */
  private readonly byRules = new Map<string, ServicePrices>();
  private readonly made = new Map<string, ResolvedPrice | null>();

  constructor(input: ModelPricesInput) {
    this.input = input;
    this.regional = [...input.catalog, ...input.organization].filter(({ region }) => region !== undefined);
    this.anywhere = this.pricesIn(ANYWHERE);
  }

  at(at: number, tier: ServiceTier, region?: string): ResolvedPrice | undefined {
    const { known } = this.input;
    const period = known === undefined ? 0 : periodAt(known.periods, at);
    const { byTier, slots: byPeriod } =
      region === undefined || this.regional.length === 0
        ? this.anywhere
        : this.remembered(region.toLowerCase());
    const layers = byTier[tier];
    if (layers.timeless) {
      const slots = byPeriod[tier];
      slots[period] ??= this.make(period, layers);
      return slots[period];
    }
    const active = {
      catalog: layers.catalog.filter((override) => inForce(override, at)),
      organization: layers.organization.filter((override) => inForce(override, at)),
    };
    const ids = [
      ...active.catalog.map(({ id }) => `c:${id}`),
      ...active.organization.map(({ id }) => `o:${id}`),
    ];
    const key = [period, ...ids].join('\n');
    const remembered = this.made.get(key);
    if (remembered !== undefined) return remembered ?? undefined;
    const made = this.make(period, active);
    this.made.set(key, made ?? null);
    return made;
  }

  history(): readonly PriceHistoryEntry[] {
    const { known, units } = this.input;
    return (known?.periods ?? []).map(({ price }) => ({
      ref: this.listRef(price.start_date),
      rates: layerRates(price.rates, [], [], units),
      ...(price.start_date === undefined ? {} : { from: price.start_date }),
      ...(price.time_of_day === undefined ? {} : { timeOfDay: price.time_of_day }),
    }));
  }

  private remembered(region: string): ServicePrices {
    const known = this.byRegion.get(region);
    if (known !== undefined) return known;
    const made = this.pricesIn(region);
    this.byRegion.set(region, made);
    return made;
  }

  private pricesIn(region: string): ServicePrices {
    const rules = this.regional.map((override) => (holdsIn(override, region) ? 1 : 0)).join('');
    const known = this.byRules.get(rules);
    if (known !== undefined) return known;
    const made = {
      byTier: forEachTier((tier) => layersFor(this.input, tier, region)),
      slots: forEachTier((): (ResolvedPrice | undefined)[] => []),
    };
    this.byRules.set(rules, made);
    return made;
  }

  private make(period: number, { catalog, organization }: ActiveLayers): ResolvedPrice | undefined {
    const { known, units, provider } = this.input;
    const price = known?.periods[period]?.price;
    const fixed = [...organization, ...catalog].find((override) => override.rates !== undefined);
    if (price === undefined && fixed === undefined) return undefined;
    const rates = layerRates(price?.rates ?? {}, catalog, organization, units);
    const source = sourceOf(rates, catalog, organization);
    const from = source.contract?.fromText ?? source.correction?.fromText ?? price?.start_date;
    return compilePrice(
      {
        provider,
        model: known?.model.id ?? fixed?.model ?? '',
        ref: this.refOf(price?.start_date, source),
        currency: 'USD',
        priced: true,
        rates,
        ...(from === undefined ? {} : { effectiveFrom: from }),
        ...(known?.model.minimum_audio_seconds === undefined
          ? {}
          : { minimumAudioSeconds: known.model.minimum_audio_seconds }),
      },
      units,
    );
  }

  private refOf(date: string | undefined, { contract, correction, modifiers }: RateSource): string {
    if (contract !== undefined) return `org:${contract.id}`;
    const base = correction === undefined ? this.listRef(date) : `catalog:${correction.id}`;
    return withModifiers(base, modifiers);
  }

  private listRef(date: string | undefined): string {
    const { known, provider, version } = this.input;
    return listRef(known?.provider.id ?? provider, known?.model.id ?? '', date, version);
  }
}

/** Prices of one region, by service. */
interface ServicePrices {
  byTier: Record<ServiceTier, Layers>;
  /** The common case, no overrides that begin or end: one slot per dated price. */
  slots: Record<ServiceTier, (ResolvedPrice | undefined)[]>;
}

function forEachTier<T>(make: (tier: ServiceTier) => T): Record<ServiceTier, T> {
  return Object.fromEntries(SERVICE_TIERS.map((tier) => [tier, make(tier)])) as Record<ServiceTier, T>;
}

type Overrides = readonly PriceOverride[];

interface ActiveLayers {
  catalog: Overrides;
  organization: Overrides;
}

interface Layers extends ActiveLayers {
  /** None of them begins or ends. */
  timeless: boolean;
}

/** Overrides that decided something about these rates. */
interface RateSource {
  contract: PriceOverride | undefined;
  correction: PriceOverride | undefined;
  /** Of service, of region. */
  modifiers: Overrides;
}

function sourceOf(rates: readonly UnitRate[], catalog: Overrides, organization: Overrides): RateSource {
  const ids = rates.map(({ unit }) => unit);
  const deciding = catalog.filter((override) => touches(override, ids));
  return {
    contract: organization.find((override) => touches(override, ids)),
    correction: deciding.find((override) => override.rates !== undefined),
    modifiers: [...new Set(ids.flatMap((unit) => modifiersOf(deciding, unit)))],
  };
}

/**
 * A contract's rates without a tier are for standard service, and modifiers of other tiers do not apply to them; for a model
 * that the list does not know they are all there is. Rates that name no region hold in every region, uplifts included.
 */
function layersFor(
  { catalog, organization, known }: ModelPricesInput,
  tier: ServiceTier,
  region: string,
): Layers {
  const named = (override: PriceOverride) =>
    (override.tier === undefined || override.tier === tier) && holdsIn(override, region);
  const agreed = (override: PriceOverride) =>
    override.rates === undefined || known === undefined
      ? named(override)
      : (override.tier ?? 'standard') === tier && holdsIn(override, region);
  const layers = { catalog: catalog.filter(named), organization: organization.filter(agreed) };
  const all = [...layers.catalog, ...layers.organization];
  return {
    ...layers,
    timeless: !all.some(({ from, until }) => Number.isFinite(from) || Number.isFinite(until)),
  };
}
