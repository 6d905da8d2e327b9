import type { CellKey } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';

/** Names a cell within a provider's month. */
export const cellId = ({ day, scope, model, unit }: CellKey): string =>
  JSON.stringify([day, scope, model, unit]);

/** The value under a key, made when there is none. */
export function entryOf<K, V>(map: Map<K, V>, key: K, make: () => V): V {
  const known = map.get(key);
  if (known !== undefined) return known;
  const made = make();
  map.set(key, made);
  return made;
}

export function addTo<K>(map: Map<K, Decimal>, key: K, amount: Decimal): void {
  map.set(key, (map.get(key) ?? Decimal.ZERO).add(amount));
}

export const total = (amounts: Iterable<Decimal>): Decimal =>
  [...amounts].reduce((sum, amount) => sum.add(amount), Decimal.ZERO);

export const negated = (amount: Decimal): Decimal => Decimal.ZERO.subtract(amount);
