import {
  createPriceBook,
  type DatedBook,
  joinPriceBooks,
  type PriceBook,
  type PriceList,
  parseOverrides,
  parsePriceList,
} from '@weir/core/pricing';
import type { Catalog } from '../../platform/catalog.ts';
import { contentDigest } from '../../platform/content-digest.ts';
import type { AdmissionState } from '../../registry/index.ts';

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
    const layers = { catalog, organization };
    const dated = (rules.priceLists ?? []).flatMap(({ digest, version, from }): DatedBook[] => {
      const list = this.lists.get(digest);
      if (list === undefined) return [];
      // references name the list, but for the first: what has one price needs no name for it
      const book =
        from === undefined
          ? createPriceBook(list, units, layers)
          : createPriceBook([{ from, list, version: shortVersion(version) }], units, layers);
      return [{ from, version, book }];
    });
    const [first, ...others] = dated;
    if (first !== undefined) return [first, ...others];
    return [{ from: undefined, version: 'bundled', book: createPriceBook(this.catalog.list, units, layers) }];
  }

  /** Throws WeirError when the overrides cannot be applied to a list. */
  try(list: PriceList, { priceOverrides: overrides }: PriceRules): void {
    const { units, overrides: catalog } = this.catalog;
    createPriceBook(list, units, { catalog, organization: parseOverrides({ overrides }, units) });
  }

  book(rules: PriceRules): PriceBook {
    return joinPriceBooks(this.books(rules));
  }
}

/** `0.1.9` of `@pydantic/genai-prices 0.1.9`, without what separates the parts of a reference. */
function shortVersion(version: string): string {
  return (version.split(' ').at(-1) ?? version).replace(/[@~+/:#]/g, '-');
}
