import { Decimal } from '../money/index.ts';
import type { UnitId, UnitRegistry } from '../usage/index.ts';
import { compilePrice } from './compile.ts';
import type { KnownModel, PriceDirectory } from './directory.ts';
import { periodAt } from './period.ts';
import { layerRates } from './rates.ts';
import type { ResolvedPrice, UnitRate } from './types.ts';

/**
 * Prices for models nobody knows: the token rates of the provider's dearest model in force (highest output rate, then
 * input rate), or of the dearest of all for an unknown provider. Other units (audio, pages, searches ...) get the
 * highest rate the provider charges, else anyone, so that no unit that somebody prices is ever free. Marked `priced: false`.
 */
export class FallbackPrices {
  private readonly directory: PriceDirectory;
  private readonly units: UnitRegistry;
  /** Days on which some list price begins, epoch ms, ascending: between two of them nothing changes. */
  private readonly changes: readonly number[];
  private readonly made = new Map<string, ResolvedPrice | undefined>();
  private readonly lenders = new Map<number, Lenders>();

  constructor(directory: PriceDirectory, units: UnitRegistry) {
    this.directory = directory;
    this.units = units;
    const starts = [...directory.models()].flatMap(({ model }) =>
      model.prices.flatMap(({ start_date: date }) => (date === undefined ? [] : [Date.parse(date)])),
    );
    this.changes = [...new Set(starts)].sort((a, b) => a - b);
  }

  /** Undefined only when the list prices no tokens at all. */
  at(provider: string, at: number): ResolvedPrice | undefined {
    const since = this.changes.findLast((change) => change <= at) ?? Number.NEGATIVE_INFINITY;
    const owner = this.directory.provider(provider)?.id;
    const key = `${owner ?? ''} ${since}`;
    if (!this.made.has(key)) this.made.set(key, this.make(owner, since));
    return this.made.get(key);
  }

  private make(owner: string | undefined, since: number): ResolvedPrice | undefined {
    const anyone = this.ofAll(since);
    const own = owner === undefined ? [] : this.current(this.directory.models(owner), since);
    const dearest = this.dearestTokens(own) ?? anyone.dearest;
    if (dearest === undefined || anyone.dearest === undefined) return undefined;
    const { provider, model } = dearest.known;
    return compilePrice(
      {
        provider: owner ?? provider.id,
        model: model.id,
        ref: `fallback:${provider.id}/${model.id}`,
        currency: 'USD',
        priced: false,
        rates: [
          ...this.tokenRates(dearest, anyone.dearest),
          ...this.otherRates(this.highest(own), anyone.highest),
        ],
      },
      this.units,
    );
  }

  /** What the whole list has to offer is the same for every provider. */
  private ofAll(since: number): Lenders {
    const known = this.lenders.get(since);
    if (known !== undefined) return known;
    const all = this.current(this.directory.models(), since);
    const made = { dearest: this.dearestTokens(all), highest: this.highest(all) };
    this.lenders.set(since, made);
    return made;
  }

  /** Prices in force since a day; where they change by the hour, each of them. */
  private current(models: Iterable<KnownModel>, since: number): Current[] {
    return [...models].flatMap((known) => {
      const now = periodAt(known.periods, since);
      return known.periods
        .filter(({ price }, index) => index === now || price.time_of_day !== undefined)
        .map(({ price }) => ({ known, rates: layerRates(price.rates, [], [], this.units) }));
    });
  }

  private dearestTokens(prices: readonly Current[]): Current | undefined {
    const withTokens = prices.filter(({ rates }) => rates.some(({ unit }) => this.isToken(unit)));
    const [first, ...rest] = withTokens;
    return rest.reduce((best, price) => (compareTokens(price, best as Current) > 0 ? price : best), first);
  }

  /** Who sells embeddings only has no output rate: then the dearest of all lends its own. */
  private tokenRates(dearest: Current, lender: Current): UnitRate[] {
    return ['input', 'output'].flatMap((direction) => {
      const towards = ({ unit }: UnitRate) => {
        const { family, direction: its } = this.units.get(unit)?.dimensions ?? {};
        return family === 'tokens' && its === direction;
      };
      const theirs = dearest.rates.filter(towards);
      return theirs.length > 0 ? theirs : lender.rates.filter(towards);
    });
  }

  /** A family of units is taken whole from one source, so that parts keep their wholes. */
  private otherRates(theirs: readonly UnitRate[], anyones: readonly UnitRate[]): UnitRate[] {
    const families = new Set(theirs.map(({ unit }) => this.familyOf(unit)));
    const added = anyones.filter(({ unit }) => {
      const family = this.familyOf(unit);
      if (family === 'requests') return false;
      return family === 'tool_calls' ? !theirs.some((rate) => rate.unit === unit) : !families.has(family);
    });
    return [...theirs, ...added];
  }

  private highest(prices: readonly Current[]): UnitRate[] {
    const highest = new Map<UnitId, UnitRate>();
    for (const rate of prices.flatMap(({ rates }) => rates)) {
      if (this.isToken(rate.unit)) continue;
      const best = highest.get(rate.unit);
      if (best === undefined || rate.list.compare(best.list) > 0) highest.set(rate.unit, rate);
    }
    return [...highest.values()];
  }

  private isToken(unit: UnitId): boolean {
    return this.familyOf(unit) === 'tokens';
  }

  private familyOf(unit: UnitId): string | undefined {
    return this.units.get(unit)?.dimensions['family'];
  }
}

interface Lenders {
  dearest: Current | undefined;
  /** Highest rate of each unit that is no token. */
  highest: readonly UnitRate[];
}

interface Current {
  known: KnownModel;
  rates: readonly UnitRate[];
}

function compareTokens(a: Current, b: Current): number {
  return (
    rateOf(a, 'output_tokens').compare(rateOf(b, 'output_tokens')) ||
    rateOf(a, 'input_tokens').compare(rateOf(b, 'input_tokens'))
  );
}

function rateOf({ rates }: Current, unit: UnitId): Decimal {
  return rates.find((rate) => rate.unit === unit)?.list ?? Decimal.ZERO;
}
