import {
  createPriceBook,
  type PriceBook,
  type PriceList,
  parseOverrides,
  parsePriceList,
} from '@weir/core/pricing';
import type { Catalog } from '../../platform/catalog.ts';
import { contentDigest } from '../../platform/content-digest.ts';
import type { AdmissionState } from '../../registry/index.ts';
import { type DatedBook, joinBooks } from './dated-book.ts';

export type PriceRules = Pick<AdmissionState, 'priceOverrides'> & Partial<Pick<AdmissionState, 'priceLists'>>;

/** Price lists at hand, by digest: the one that came with this Weir, and those that were brought. */
export class PriceListShelf {
  readonly bundled: string;
  private readonly catalog: Catalog;
  private readonly lists: Map<string, PriceList>;

  constructor(catalog: Catalog) {
    this.catalog = catalog;
    this.bundled = contentDigest(catalog.list);
    this.lists = new Map([[this.bundled, catalog.list]]);
  }

  has(digest: string): boolean {
    return this.lists.has(digest);
  }

  /** Throws WeirError `config_invalid` for what is no list, or not the one with this digest. */
  put(digest: string, content: string): void {
    if (this.has(digest)) return;
    const list = parsePriceList(JSON.parse(content), this.catalog.units);
    if (contentDigest(list) !== digest) throw new Error(`the price list is not the one named ${digest}`);
    this.lists.set(digest, list);
  }

  missing({ priceLists = [] }: PriceRules): string[] {
    return [...new Set(priceLists.map(({ digest }) => digest))].filter((digest) => !this.has(digest));
  }

  /**
   * The books of the lists in force over time. A list that is not at hand is left out, so that the one before it goes on; with none
   * at hand the bundled one stands in. Throws WeirError when an override cannot be applied.
   */
  books(rules: PriceRules): [DatedBook, ...DatedBook[]] {
    const { units, overrides: catalog } = this.catalog;
    const organization = parseOverrides({ overrides: rules.priceOverrides }, units);
    const made = (list: PriceList) => createPriceBook(list, units, { catalog, organization });
    const dated = (rules.priceLists ?? []).flatMap(({ digest, version, from }): DatedBook[] => {
      const list = this.lists.get(digest);
      return list === undefined ? [] : [{ from, version, book: made(list) }];
    });
    const [first, ...others] = dated;
    if (first !== undefined) return [first, ...others];
    return [{ from: undefined, version: 'bundled', book: made(this.catalog.list) }];
  }

  /** Throws WeirError when the overrides cannot be applied to a list. */
  try(list: PriceList, { priceOverrides: overrides }: PriceRules): void {
    const { units, overrides: catalog } = this.catalog;
    createPriceBook(list, units, { catalog, organization: parseOverrides({ overrides }, units) });
  }

  book(rules: PriceRules): PriceBook {
    return joinBooks(this.books(rules));
  }
}
