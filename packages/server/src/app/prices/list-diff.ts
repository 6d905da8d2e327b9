import type { PriceChange } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { ListModel, ListPrice, ListRate, PriceList } from '@weir/core/pricing';
import type { UnitRegistry } from '@weir/core/usage';

type ChangedRate = PriceChange['rates'][number];

/** What a list changes, model by model, in the order of its providers; removed models come last. */
export function diffPriceLists(before: PriceList, after: PriceList, units: UnitRegistry): PriceChange[] {
  const old = modelsOf(before);
  const changes: PriceChange[] = [];
  for (const [name, { provider, model }] of modelsOf(after)) {
    const known = old.get(name);
    old.delete(name);
    const rates = changedRates(known?.model.prices ?? [], model.prices, units);
    if (rates.length === 0 && known !== undefined) continue;
    changes.push({ provider, model: model.id, change: kindOf(known?.model, rates), rates });
  }
  for (const { provider, model } of old.values()) {
    changes.push({
      provider,
      model: model.id,
      change: 'removed',
      rates: changedRates(model.prices, [], units),
    });
  }
  return changes;
}

function modelsOf(list: PriceList): Map<string, { provider: string; model: ListModel }> {
  return new Map(
    list.providers.flatMap(({ id, models }) =>
      models.map((model) => [`${id}/${model.id}`, { provider: id, model }] as const),
    ),
  );
}

function changedRates(
  before: readonly ListPrice[],
  after: readonly ListPrice[],
  units: UnitRegistry,
): ChangedRate[] {
  const [old, now] = [ratesOf(before, units), ratesOf(after, units)];
  const changed: ChangedRate[] = [];
  for (const [name, { unit, from, rate }] of [...old, ...[...now].filter(([key]) => !old.has(key))]) {
    const [was, is] = [old.has(name) ? textOf(rate) : undefined, now.get(name)?.rate];
    const becomes = is === undefined ? undefined : textOf(is);
    if (was === becomes) continue;
    changed.push({
      unit,
      ...(from === undefined ? {} : { from }),
      ...(was === undefined ? {} : { before: was }),
      ...(becomes === undefined ? {} : { after: becomes }),
    });
  }
  return changed;
}

interface NamedRate {
  unit: string;
  from: string | undefined;
  rate: ListRate;
}

/** By the condition they hold under and their unit. */
function ratesOf(prices: readonly ListPrice[], units: UnitRegistry): Map<string, NamedRate> {
  return new Map(
    prices.flatMap(({ start_date: from, time_of_day: window, rates }) =>
      Object.entries(rates).map(([key, rate]) => {
        const unit = units.forPriceKey(key)?.id ?? key;
        return [`${from ?? ''} ${window?.start ?? ''} ${unit}`, { unit, from, rate }] as const;
      }),
    ),
  );
}

/** `2.5`, or with its steps `2.5, above 200000: 5`; written alike however the list writes it. */
function textOf(rate: ListRate): string {
  if (typeof rate === 'string') return plain(rate);
  const steps = rate.tiers.map(({ start, price }) => `above ${start}: ${plain(price)}`);
  return [plain(rate.base), ...steps].join(', ');
}

const plain = (amount: string) => Decimal.from(amount).toString();

function kindOf(known: ListModel | undefined, rates: readonly ChangedRate[]): PriceChange['change'] {
  if (known === undefined) return 'added';
  const ways = new Set(rates.map(wayOf));
  const [only] = ways;
  return ways.size === 1 && only !== undefined ? only : 'changed';
}

/** A rate that comes or goes, or has steps, goes neither up nor down. */
function wayOf({ before, after }: ChangedRate): 'raised' | 'lowered' | 'changed' {
  if (before === undefined || after === undefined || /,/.test(before + after)) return 'changed';
  return Decimal.from(after).compare(Decimal.from(before)) > 0 ? 'raised' : 'lowered';
}
