import type { PriceBook } from '@weir/core/pricing';

/** A book of one price list, and from when on that list is in force. */
export interface DatedBook {
  /** Epoch ms; undefined: since ever. */
  from: number | undefined;
  /** Of the list. */
  version: string;
  book: PriceBook;
}

/**
 * One book of several lists, in the order in which they hold: what is asked of an instant is answered by the list in force
 * then. What that list does not know at all, the first later one tells: a price that was found late is the price of its
 * day, too, and better than a fallback.
 */
export function joinBooks(books: readonly [DatedBook, ...DatedBook[]]): PriceBook {
  const last = books[books.length - 1]?.book ?? books[0].book;
  if (books.length === 1) return books[0].book;
  const resolve: PriceBook['resolve'] = (query) => {
    for (let index = indexAt(books, query.at); index < books.length; index++) {
      const price = books[index]?.book.resolve(query);
      if (price !== undefined) return price;
    }
    return undefined;
  };
  return {
    resolve,
    resolveOrFallback: (query) =>
      resolve(query) ?? (books[indexAt(books, query.at)] ?? books[0]).book.resolveOrFallback(query),
    priceHistory: (provider, model) => last.priceHistory(provider, model),
  };
}

/** The list in force at an instant; before all of them, the first. */
export function indexAt(books: readonly { from: number | undefined }[], at: number): number {
  for (let index = books.length - 1; index > 0; index--) {
    const from = books[index]?.from;
    if (from === undefined || at >= from) return index;
  }
  return 0;
}
