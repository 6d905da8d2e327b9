import type { PriceChange } from '@weir/core/contract';
import { diffLists, type ListChange, type PriceList } from '@weir/core/pricing';
import type { UnitRegistry } from '@weir/core/usage';

/** What a list changes, model by model, in the order of its providers; removed models come last. */
export function diffPriceLists(before: PriceList, after: PriceList, units: UnitRegistry): PriceChange[] {
  const models = new Map<string, ListChange[]>();
  for (const change of diffLists(before, after, units)) {
    const name = nameOf(change);
    models.set(name, [...(models.get(name) ?? []), change]);
  }
  const [old, now] = [namesOf(before), namesOf(after)];
  return [...models].map(([name, changes]) => {
    const { provider = '', model = '' } = changes[0] ?? {};
    return {
      provider,
      model,
      change: kindOf(changes, old.has(name), now.has(name)),
      rates: changes.map(rateOf),
    };
  });
}

const nameOf = ({ provider, model }: { provider: string; model: string }) => `${provider}/${model}`;

function namesOf(list: PriceList): Set<string> {
  return new Set(list.providers.flatMap(({ id, models }) => models.map((model) => `${id}/${model.id}`)));
}

/** A rate that comes or goes of a model that stays goes neither up nor down. */
function kindOf(changes: readonly ListChange[], was: boolean, is: boolean): PriceChange['change'] {
  if (!was) return 'added';
  if (!is) return 'removed';
  const [way, ...others] = [...new Set(changes.map(({ change }) => change))];
  return others.length === 0 && (way === 'raised' || way === 'lowered') ? way : 'changed';
}

function rateOf({ unit, from, before, after, percent }: ListChange): PriceChange['rates'][number] {
  return {
    unit,
    ...(from === undefined ? {} : { from }),
    ...(before === undefined ? {} : { before }),
    ...(after === undefined ? {} : { after }),
    ...(percent === undefined ? {} : { percent: percent.toString() }),
  };
}
