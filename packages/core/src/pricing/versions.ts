import { WeirError } from '../errors/index.ts';
import type { UnitRegistry } from '../usage/index.ts';
import { createListBook, type OverrideLayers } from './book.ts';
import type { PriceList } from './list.ts';
import type { PriceBook, PriceQuery, ResolvedPrice } from './types.ts';

/** A price list and from when on it is in force. */
export interface ListVersion {
  /** Epoch milliseconds, inclusive; undefined: since ever. */
  from: number | undefined;
  list: PriceList;
  /** Names it in price references. */
  version: string;
}

/** A book of one list, and from when on that list is in force. */
export interface DatedBook {
  from: number | undefined;
  version: string;
  book: PriceBook;
}

/** Books of list versions, ascending by `from`. Throws `config_invalid` for none at all, or two from the same instant. */
export function booksOf(
  versions: readonly ListVersion[],
  units: UnitRegistry,
  overrides: OverrideLayers,
): readonly DatedBook[] {
  const ascending = [...versions].sort((a, b) => compareInstants(a.from, b.from));
  const twice = ascending.find(({ from }, index) => index > 0 && ascending[index - 1]?.from === from);
  if (twice !== undefined) {
    const since = twice.from === undefined ? 'ever' : new Date(twice.from).toISOString();
    throw new WeirError('config_invalid', `Two price lists are in force since ${since}.`, { field: 'from' });
  }
  return ascending.map(({ from, list, version }) => ({
    from,
    version,
    book: createListBook(list, units, { ...overrides, version }),
  }));
}

/**
 * One book of several, ascending by `from`: what is asked of an instant is answered by the list in force then, before all of them
 * by the first. What that list does not know, the first later one that does tells: a price found late is the price of its day, too,
 * and better than a fallback. Throws `config_invalid` for no book.
 */
export function joinPriceBooks(books: readonly DatedBook[]): PriceBook {
  const [first] = books;
  const last = books.at(-1);
  if (first === undefined || last === undefined) {
    throw new WeirError('config_invalid', 'A price book needs at least one price list.');
  }
  return books.length === 1 ? first.book : new JoinedBook(books, first.book, last.book);
}

class JoinedBook implements PriceBook {
  private readonly books: readonly DatedBook[];
  private readonly first: PriceBook;
  private readonly last: PriceBook;

  constructor(books: readonly DatedBook[], first: PriceBook, last: PriceBook) {
    this.books = books;
    this.first = first;
    this.last = last;
  }

  resolve(query: PriceQuery): ResolvedPrice | undefined {
    for (let index = this.indexAt(query.at); index < this.books.length; index++) {
      const price = this.books[index]?.book.resolve(query);
      if (price !== undefined) return price;
    }
    return undefined;
  }

  resolveOrFallback(query: PriceQuery): ResolvedPrice {
    const inForce = this.books[this.indexAt(query.at)]?.book ?? this.first;
    return this.resolve(query) ?? inForce.resolveOrFallback(query);
  }

  /** As the newest list has it. */
  priceHistory(...model: Parameters<PriceBook['priceHistory']>): ReturnType<PriceBook['priceHistory']> {
    return this.last.priceHistory(...model);
  }

  private indexAt(at: number): number {
    let index = this.books.length - 1;
    while (index > 0 && at < (this.books[index]?.from ?? Number.NEGATIVE_INFINITY)) index--;
    return index;
  }
}

function compareInstants(a: number | undefined, b: number | undefined): number {
  const [first, second] = [a ?? Number.NEGATIVE_INFINITY, b ?? Number.NEGATIVE_INFINITY];
  return first === second ? 0 : first < second ? -1 : 1;
}
