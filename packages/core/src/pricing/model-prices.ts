import type { UnitRegistry } from '../usage/index.ts';
import { compilePrice } from './compile.ts';
import type { KnownModel } from './directory.ts';
import type { PriceOverride } from './overrides.ts';
import { periodAt } from './period.ts';
import { layerRates } from './rates.ts';
import { inForce, touches } from './select-overrides.ts';
import {
  type PriceHistoryEntry,
  type ResolvedPrice,
  SERVICE_TIERS,
  type ServiceTier,
  type UnitRate,
} from './types.ts';

export interface ModelPricesInput {
  /** Provider as priced, e.g. `azure` even where it resells models of `openai`. */
  provider: string;
  known: KnownModel | undefined;
  /** Concerning this model at any time, most telling first. */
  catalog: readonly PriceOverride[];
  organization: readonly PriceOverride[];
  units: UnitRegistry;
}

/** All prices of one model over time. Each is worked out and compiled once, when first asked for. */
export class ModelPrices {
  private readonly input: ModelPricesInput;
  private readonly byTier: Record<ServiceTier, Layers>;
  private readonly made = new Map<string, ResolvedPrice | null>();
  /** The common case, no overrides for the tier: one slot per dated price. */
  private readonly plain: Record<ServiceTier, (ResolvedPrice | undefined)[]> = forEachTier(() => []);

  constructor(input: ModelPricesInput) {
    this.input = input;
    this.byTier = forEachTier((tier) => forTier(input, tier));
  }

  at(at: number, tier: ServiceTier): ResolvedPrice | undefined {
    const { known } = this.input;
    const period = known === undefined ? 0 : periodAt(known.periods, at);
    const layers = this.byTier[tier];
    if (layers.all.length === 0) {
      const slots = this.plain[tier];
      slots[period] ??= this.make(period, NO_LAYERS);
      return slots[period];
    }
    const active = {
      catalog: layers.catalog.filter((override) => inForce(override, at)),
      organization: layers.organization.filter((override) => inForce(override, at)),
    };
    const key = [tier, period, ...layers.all.map((override) => (inForce(override, at) ? 1 : 0))].join();
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

  private refOf(date: string | undefined, { contract, correction, modifier }: RateSource): string {
    if (contract !== undefined) return `org:${contract.id}`;
    const base = correction === undefined ? this.listRef(date) : `catalog:${correction.id}`;
    return modifier === undefined ? base : `${base}+${modifier.tier ?? modifier.id}`;
  }

  private listRef(date: string | undefined): string {
    const { known, provider } = this.input;
    return `list:${known?.provider.id ?? provider}/${known?.model.id ?? ''}@${date ?? 'undated'}`;
  }
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
  all: Overrides;
}

const NO_LAYERS: ActiveLayers = { catalog: [], organization: [] };

/** Overrides that decided something about these rates. */
interface RateSource {
  contract: PriceOverride | undefined;
  correction: PriceOverride | undefined;
  modifier: PriceOverride | undefined;
}

function sourceOf(rates: readonly UnitRate[], catalog: Overrides, organization: Overrides): RateSource {
  const ids = rates.map(({ unit }) => unit);
  const deciding = catalog.filter((override) => touches(override, ids));
  return {
    contract: organization.find((override) => touches(override, ids)),
    correction: deciding.find((override) => override.rates !== undefined),
    modifier: deciding.find((override) => override.multiplier !== undefined),
  };
}

/**
 * A contract's rates without a tier are for standard service, and modifiers of other tiers do not apply to them; for a model
 * that the list does not know they are all there is.
 */
function forTier({ catalog, organization, known }: ModelPricesInput, tier: ServiceTier): Layers {
  const named = (override: PriceOverride) => override.tier === undefined || override.tier === tier;
  const agreed = (override: PriceOverride) =>
    override.rates === undefined || known === undefined
      ? named(override)
      : (override.tier ?? 'standard') === tier;
  const layers = { catalog: catalog.filter(named), organization: organization.filter(agreed) };
  return { ...layers, all: [...layers.catalog, ...layers.organization] };
}
