import { readAgreement } from '@weir/core/contract';
import { type DatedBook, joinPriceBooks, type PriceBook, parsePriceList } from '@weir/core/pricing';
import type { Catalog } from '../../platform/catalog.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import type { Registry, RegistryOptions } from '../../registry/index.ts';
import { diffPriceLists } from './list-diff.ts';
import { PriceListShelf, type PriceRules } from './shelf.ts';

type DatedBooks = readonly [DatedBook, ...DatedBook[]];

/** The prices of control: what the registry may accept, and the book of what it holds. */
export interface PriceBooks {
  /** What the registry asks before it keeps a price. */
  readonly checks: Pick<RegistryOptions, 'checkOverride' | 'checkAgreement' | 'priceListRules'>;
  /** Call once the registry is open, before anything asks for a price. Takes in the list that came with this Weir. */
  follow(registry: Registry, updates: Config['prices']['updates'], log: Logger): Promise<void>;
  /** Prices as they are in force over time, the organization's overrides included. The same until one changes. */
  book(): PriceBook;
  /** What it is made of: a book per price list, in the order in which they hold. */
  books(): DatedBooks;
}

export function createPriceBooks(catalog: Catalog): PriceBooks {
  const { units } = catalog;
  const shelf = new PriceListShelf(catalog);
  let registry: Registry | undefined;
  let built: { rules: PriceRules; text: string; books: DatedBooks; book: PriceBook } | undefined;

  const rulesNow = (): PriceRules => registry?.compile() ?? { priceOverrides: [] };

  function current() {
    const rules = rulesNow();
    if (built?.rules === rules) return built;
    const text = JSON.stringify([rules.priceOverrides, rules.priceLists]);
    if (built?.text === text) {
      built.rules = rules;
      return built;
    }
    for (const { digest, content } of registry?.priceLists.approved() ?? []) shelf.put(digest, content);
    const books = shelf.books(rules);
    built = { rules, text, books, book: joinPriceBooks(books) };
    return built;
  }

  return {
    checks: {
      checkOverride(override) {
        const rules = rulesNow();
        shelf.books({ ...rules, priceOverrides: [...rules.priceOverrides, override] });
      },
      checkAgreement: (agreement) => void readAgreement(agreement, units),
      priceListRules: {
        check: (content) => shelf.try(parsePriceList(content, units), rulesNow()),
        diff: (before, after) =>
          diffPriceLists(parsePriceList(before, units), parsePriceList(after, units), units),
      },
    },
    async follow(opened, updates, log) {
      registry = opened;
      const found = await opened.priceLists.adoptBundled(
        { content: catalog.list, source: 'bundled' },
        updates,
      );
      if (found?.state === 'proposed') {
        log.info({ id: found.id, version: found.version }, 'newer prices wait for approval: weir price list');
      }
      if (found?.from !== undefined) {
        log.info({ id: found.id, version: found.version }, 'newer prices are in force');
      }
    },
    book: () => current().book,
    books: () => current().books,
  };
}
