import { toPriceView } from '@weir/core/contract';
import { findPriceConflicts, parseOverrides, quoteLine } from '@weir/core/pricing';
import { type AgreementBooks, createAgreementBooks } from '../../books/agreements/index.ts';
import { exchangeRatesAmong } from '../../books/exchange.ts';
import type { Proposals } from '../../books/proposals/port.ts';
import { rerate } from '../../books/rerate/index.ts';
import type { AdminDeps } from '../../http/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { RaisedFinding } from '../../registry/index.ts';
import { coverageOf } from '../prices/coverage.ts';
import { historyOf } from '../prices/history.ts';
import { usageLoader } from '../prices/usage-loader.ts';
import type { Stores } from './stores.ts';

/** Overrides of one model that a history tells: more than anybody agrees on. */
const MOST_OVERRIDES = 500;

/** What the API tells of prices, from the book in force. */
export function pricingOf(stores: Stores): AdminDeps['pricing'] {
  const { catalog, priceBook } = stores;
  const { list, units } = catalog;
  return {
    show(provider, model, at) {
      if (!isKnown(provider, stores)) return undefined;
      return toPriceView(priceBook().resolveOrFallback({ provider, model, at: at.getTime() }), at);
    },
    quote: (lines) =>
      lines.map((line) => quoteLine(line, { book: priceBook(), list, units, now: systemClock.now() })),
  };
}

/** Prices over time and against what was used. Without `proposals` rerates are dry runs. */
export function priceDeskOf(
  stores: Stores,
  proposals: Proposals | undefined,
): NonNullable<AdminDeps['priceDesk']> {
  const { catalog, ledger, registry, priceBook, priceBooks } = stores;
  const { units } = catalog;
  return {
    async history(provider, model, range) {
      if (!isKnown(provider, stores)) return undefined;
      const overrides = await registry.priceOverrides.list({ provider, model, limit: MOST_OVERRIDES });
      return historyOf({
        provider,
        model,
        ...range,
        books: priceBooks(),
        overrides: overrides.data,
        catalog: catalog.overrides,
      });
    },
    coverage: (range) =>
      coverageOf(range, {
        ledger,
        rates: (currencies) => exchangeRatesAmong(registry.exchangeRates, currencies),
        book: priceBook(),
        priceProvider: priceProviderOf(stores),
        organization: organizationOf(stores),
        now: systemClock.now(),
      }),
    conflicts: () => conflictsOf(stores),
    rerate: (request, actor) =>
      rerate(
        request,
        {
          ledger,
          book: priceBook(),
          units,
          timeZone: () => organizationOf(stores).timeZone,
          priceProvider: priceProviderOf(stores),
          usageOf: usageLoader(ledger),
          ...(proposals === undefined ? {} : { proposals }),
        },
        actor,
      ),
  };
}

/** What agreements make of months. `isClosed` by the month's name. */
export function agreementBooksOf(
  { ledger, registry, catalog }: Stores,
  { proposals, isClosed }: { proposals: Proposals; isClosed(month: string): boolean | Promise<boolean> },
): AgreementBooks {
  return createAgreementBooks({
    ledger,
    proposals,
    isClosed,
    agreements: registry.agreements,
    exchangeRates: registry.exchangeRates,
    units: catalog.units,
    timeZone: () => registry.organization.show().time_zone,
    // prices are in US dollars, and so is what is charged by them: see docs/guides/prices.md
    currency: () => 'USD',
    clock: systemClock,
  });
}

/** Contradictions among the organization's prices, as findings; call it when prices change. */
export function priceConflictFindings(stores: Stores): RaisedFinding[] {
  return conflictsOf(stores).map(({ subject, message }) => ({
    kind: 'price_conflict',
    severity: 'warning',
    subject,
    message,
  }));
}

function conflictsOf({ catalog, registry }: Stores): { subject: string; message: string }[] {
  const overrides = registry.compile().priceOverrides;
  // what has ended contradicts nobody any more, and nothing could be done about it
  const organization = parseOverrides({ overrides }, catalog.units).filter(
    ({ until }) => until > systemClock.now(),
  );
  return findPriceConflicts(catalog.list, { organization }).map(({ provider, model, message }) => ({
    subject: `${provider}/${model}`,
    message,
  }));
}

function isKnown(provider: string, { catalog, registry }: Stores): boolean {
  if (catalog.list.providers.some(({ id }) => id === provider)) return true;
  const named = registry.compile().priceOverrides as readonly { provider?: string }[];
  return named.some((override) => override.provider?.toLowerCase() === provider.toLowerCase());
}

function priceProviderOf({ registry }: Stores): (provider: string) => string {
  const { providers } = registry.compile();
  return (provider) => providers[provider]?.priceProvider ?? provider;
}

function organizationOf({ registry }: Stores): { timeZone: string; currency: string } {
  const { time_zone: timeZone, currency } = registry.organization.show();
  return { timeZone, currency };
}
