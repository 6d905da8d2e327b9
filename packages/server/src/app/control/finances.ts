import type { Logger } from '../../platform/log.ts';
import type { RaisedFinding } from '../../registry/index.ts';
import type { Admin } from './admin.ts';
import { keepBooks } from './books.ts';
import { priceConflictFindings } from './pricing.ts';
import type { Stores } from './stores.ts';

const DAY_MS = 86_400_000;

/** What the leading control does for the books by itself: sources on schedule, agreements daily, bookings to their end. */
export function keepFinances(
  stores: Stores,
  { books, agreements, sources }: Pick<Admin, 'books' | 'agreements' | 'sources'>,
  raise: (finding: RaisedFinding) => void,
  log: Logger,
): { stop(): Promise<void> } {
  const { registry } = stores;
  const failed = (what: string) => (error: unknown) => log.error({ err: error }, what);
  const freshen = () =>
    void agreements.keepFresh().catch(failed('what agreements make of this month was not booked'));
  let overrides: unknown;
  const findConflicts = () => {
    const { priceOverrides } = registry.compile();
    if (priceOverrides === overrides) return;
    overrides = priceOverrides;
    for (const finding of priceConflictFindings(stores)) raise(finding);
  };
  const stopBooks = keepBooks(books, log);
  freshen();
  findConflicts();
  const daily = setInterval(freshen, DAY_MS);
  const unsubscribe = registry.onChange(findConflicts);
  void sources.start().catch(failed('sources were not started'));
  return {
    async stop() {
      clearInterval(daily);
      unsubscribe();
      stopBooks();
      await sources.stop();
    },
  };
}
