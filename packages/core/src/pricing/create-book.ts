import type { UnitRegistry } from '../usage/index.ts';
import { createListBook, type OverrideLayers } from './book.ts';
import type { PriceList } from './list.ts';
import type { PriceBook } from './types.ts';
import { booksOf, joinPriceBooks, type ListVersion } from './versions.ts';

/**
 * Makes the price book of a list, or of list versions in force one after the other (see `joinPriceBooks`), and its overrides. Throws
 * `config_invalid` when an override leaves a price that cannot be applied (a part priced without its whole), or the versions are none
 * or not in force one after the other.
 */
export function createPriceBook(
  lists: PriceList | readonly ListVersion[],
  units: UnitRegistry,
  overrides: OverrideLayers = {},
): PriceBook {
  if ('providers' in lists) return createListBook(lists, units, overrides);
  return joinPriceBooks(booksOf(lists, units, overrides));
}
