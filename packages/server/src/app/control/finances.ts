import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import type { Logger } from '../../platform/log.ts';
import type { RaisedFinding } from '../../registry/index.ts';
import type { Admin } from './admin.ts';
import { keepBooks } from './books.ts';
import { priceConflictFindings } from './pricing.ts';
import type { Stores } from './stores.ts';

const DAY_MS = 86_400_000;

/** What the leading control does for the books by itself: sources on schedule, agreements, shared costs and retention daily, bookings to their end. */
export function keepFinances(
  stores: Stores,
  {
    books,
    agreements,
    attribution,
    fullCost,
    sources,
  }: Pick<Admin, 'books' | 'agreements' | 'attribution' | 'fullCost' | 'sources'>,
  config: Pick<Config, 'ledger'>,
  raise: (finding: RaisedFinding) => void,
  log: Logger,
): { stop(): Promise<void> } {
  const { registry } = stores;
  const failed = (what: string) => (error: unknown) => log.error({ err: error }, what);
  const freshen = () =>
    void agreements.keepFresh().catch(failed('what agreements make of this month was not booked'));
  const shareOut = () => void fullCost.nightly().catch(failed('shared costs were not booked'));
  let overrides: unknown;
  const findConflicts = () => {
    const { priceOverrides } = registry.compile();
    if (priceOverrides === overrides) return;
    overrides = priceOverrides;
    for (const finding of priceConflictFindings(stores)) raise(finding);
  };
  const forget = () =>
    void dropOld(stores, agreements, config.ledger.retention, log).catch(
      failed('old detail was not dropped'),
    );
  const attribute = () =>
    void attribution
      .apply({ dryRun: false, actor: 'attribution' })
      .catch(failed('what rules of attribution find was not proposed'));
  const lookAtOwners = () =>
    void registry.keepOwnerFindings().catch(failed('owners and due reviews were not looked at'));
  const stopBooks = keepBooks(books, log);
  freshen();
  shareOut();
  findConflicts();
  forget();
  lookAtOwners();
  attribute();
  const daily = setInterval(() => {
    freshen();
    shareOut();
    forget();
    lookAtOwners();
    attribute();
  }, DAY_MS);
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

/** Nothing lands meanwhile, and no answer that rests on what is dropped is remembered. */
async function dropOld(
  { ledger, ledgerBackend }: Stores,
  agreements: Pick<Admin['agreements'], 'countsSince'>,
  { detail_days, hourly_days, daily_days, force }: Config['ledger']['retention'],
  log: Logger,
): Promise<void> {
  if (detail_days === undefined && hourly_days === undefined && daily_days === undefined) return;
  const policy = {
    ...(detail_days === undefined ? {} : { detailDays: detail_days }),
    ...(hourly_days === undefined ? {} : { hourlyDays: hourly_days }),
    ...(daily_days === undefined ? {} : { dailyDays: daily_days }),
    force,
    neededSince: await agreements.countsSince(),
  };
  const now = new Date(systemClock.now());
  const { dropped, kept } = await ledgerBackend.gate.hold(() => ledger.applyRetention(policy, now));
  if (dropped.length === 0 && kept.length === 0) return;
  ledger.forget({ since: new Date(0), until: now });
  log.info({ dropped, kept }, 'retention of the ledger was applied');
}
