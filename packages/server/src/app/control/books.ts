import type { Decimal } from '@weir/core/money';
import { exchangeRatesAmong, whereKnown } from '../../books/exchange.ts';
import type { MonthSpan } from '../../books/months.ts';
import { createPeriods, type Periods, type SourceCoverage } from '../../books/periods/index.ts';
import { createProposals, type Proposals } from '../../books/proposals/index.ts';
import { type Convert, createReconciliation, type Reconciliation } from '../../books/reconciliation/index.ts';
import { createExclusive, type Exclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Config } from '../../platform/config/schema.ts';
import { createUuidV7 } from '../../platform/ids.ts';
import type { Logger } from '../../platform/log.ts';
import type { Stores } from './stores.ts';

export interface BooksOptions {
  stores: Stores;
  config: Pick<Config, 'books'>;
  /** As the ledger, but whoever must hear of what lands does. */
  store: Pick<LedgerStore, 'existing' | 'append'>;
  /** Of all who add what is missing. */
  exclusive: Exclusive;
  /** Records of gateways that began before that instant and have not landed; absent where no gateway can run. */
  unlanded?(until: Date): Promise<number>;
  /** What agreements change about a month and is not booked, a sentence each. */
  agreements(month: string): Promise<readonly string[]>;
  log: Logger;
}

export interface Books {
  proposals: Proposals;
  periods: Periods;
  reconciliation: Reconciliation;
}

/** Months, proposals and reconciliation over the stores. `start` belongs to the control that leads. */
export function openBooks(options: BooksOptions): Books {
  const { stores, config, store, exclusive, log } = options;
  const { registry, ledger, closedMonths } = stores;
  const { four_eyes: fourEyes, accounts, without_bill: withoutBill } = config.books;
  const books = createExclusive();
  const organization = () => registry.organization.show();
  const proposals = createProposals({
    records: registry.proposals,
    ledger: store,
    exclusive,
    books,
    id: createUuidV7(systemClock),
    timeZone: () => organization().time_zone,
    fourEyes,
    log,
  });
  const reconciliation = createReconciliation({
    ledger,
    statements: ledger.statements,
    proposals,
    records: registry.proposals,
    accounts,
    withoutBill,
    providers: () => registry.compile().providers,
    model: (provider, model) => listModel(stores, provider, model),
    unitPrice: (provider, model, unit, at) =>
      listPrice(stores, organization().currency, provider, model, unit, at),
    workload(id) {
      const tags = registry.compile().workloads[id]?.tags;
      return tags === undefined ? undefined : { tags };
    },
    sources: async () =>
      (await registry.sources.all()).map(({ id, role, attribution, coveredUntil }) => ({
        id,
        role,
        attribution,
        ...(coveredUntil === undefined ? {} : { covered_until: coveredUntil.toISOString() }),
      })),
    rates: (currencies) => ratesOf(stores, currencies),
    organization,
    tolerancePercent: config.books.tolerance_percent,
    fourEyes,
    clock: systemClock,
  });
  const { unlanded } = options;
  const periods = createPeriods({
    records: registry.periods,
    ledger,
    async sumOf(span, timeZone) {
      const asked = { ...span, timeZone, by: [], filter: {}, sandbox: 'exclude' } as const;
      return (await ledger.costs(asked)).total.cost;
    },
    statements: ledger.statements,
    closed: closedMonths,
    gate: stores.ledgerBackend.gate,
    books,
    points: {
      proposals: (month) => registry.proposals.ofMonth(month, ['open', 'booking']),
      ...(unlanded === undefined ? {} : { unlanded }),
      sources: (span) => sourceCoverage(stores, span),
      quarantined: async () =>
        (await registry.sources.all()).reduce((sum, { quarantined }) => sum + quarantined, 0),
      gaps: (month) => reconciliation.gaps(month),
      agreements: options.agreements,
    },
    findings: registry.findings,
    organization,
    gapPercent: config.books.gap_percent,
    clock: systemClock,
  });
  return { proposals, periods, reconciliation };
}

/** How far sources reach; of those that are only given files, whether they told anything of that stretch. */
async function sourceCoverage({ registry, ledger }: Stores, span: MonthSpan): Promise<SourceCoverage[]> {
  const sums = await ledger.statements.sums({ ...span, timeZone: 'UTC', by: ['source'] });
  const telling = new Set(sums.map(({ group }) => group.source));
  return (await registry.sources.all()).map(({ id, name, role, enabled, schedule, coveredUntil }) => ({
    name,
    role,
    enabled,
    ...(coveredUntil === undefined ? {} : { covered_until: coveredUntil.toISOString() }),
    ...(coveredUntil === undefined && schedule === undefined ? { tells: telling.has(id) } : {}),
  }));
}

/** Goes on with bookings that broke off, and checks closed months. Returns how to stop. */
export function keepBooks({ proposals, periods }: Books, log: Logger): () => void {
  const resume = () =>
    void proposals
      .resume()
      .catch((error: unknown) => log.error({ err: error }, 'bookings could not be resumed'));
  const verify = () =>
    void periods
      .verify()
      .catch((error: unknown) => log.error({ err: error }, 'closed months were not checked'));
  resume();
  verify();
  const timers = [setInterval(resume, RESUME_MS), setInterval(verify, VERIFY_MS)];
  for (const timer of timers) timer.unref();
  return () => {
    for (const timer of timers) clearInterval(timer);
  };
}

const RESUME_MS = 60_000;
const VERIFY_MS = 3_600_000;

/** A dated name and its alias mean the same entry of the price list. */
function listModel({ priceBook }: Stores, provider: string, model: string): string {
  return priceBook().resolve({ provider, model, at: systemClock.now() })?.model ?? model;
}

function listPrice(
  { priceBook }: Stores,
  currency: string,
  provider: string,
  model: string,
  unit: string,
  at: Date,
): Decimal | undefined {
  const price = priceBook().resolve({ provider, model, at: at.getTime() });
  if (price === undefined || price.currency !== currency) return undefined;
  const rate = price.rates.find((one) => one.unit === unit);
  return rate?.contracted.divide(BigInt(rate.per), 24);
}

async function ratesOf({ registry }: Stores, currencies: readonly string[]): Promise<Convert> {
  const { currency: own } = registry.organization.show();
  const rates = await exchangeRatesAmong(registry.exchangeRates, [...currencies, own]);
  return (amount, currency, at) => {
    if (currency === own) return amount;
    return whereKnown(() => rates.convert(amount, currency, own, at.getTime()).amount);
  };
}
