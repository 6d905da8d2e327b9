import { Decimal } from '@weir/core/money';
import { createExclusive } from '../../ledger/exclusive.ts';
import type { LandingGate } from '../../ledger/landing-gate.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import type { ChargeReader, StatementStore } from '../../ledger/statement-port.ts';
import { createUuidV7 } from '../../platform/ids.ts';
import { silentLogger } from '../../platform/log.ts';
import type { Registry } from '../../registry/registry.ts';
import type { TestClock } from '../../registry/testing.ts';
import { type ClosedMonths, createPeriods } from '../periods/index.ts';
import { createProposals } from '../proposals/index.ts';
import {
  type BilledAccount,
  createReconciliation,
  type ReconciliationDeps,
} from '../reconciliation/index.ts';

export interface TestBooks {
  registry: Registry;
  clock: TestClock;
  ledger: ChargeReader & Pick<LedgerStore, 'existing' | 'append'>;
  statements: StatementStore;
  closed: ClosedMonths;
  gate: Pick<LandingGate, 'hold'>;
  accounts?: readonly BilledAccount[];
  more?: Partial<ReconciliationDeps>;
}

const PROVIDERS = {
  openai: { priceProvider: 'openai', sandbox: false },
  'openai-eu': { priceProvider: 'openai', sandbox: false },
  anthropic: { priceProvider: 'anthropic', sandbox: false },
};

/** The books as the app puts them together, over any ledger, for tests. Dated model names mean the undated ones. */
export function testBooks({ registry, clock, ledger, statements, closed, gate, accounts, more }: TestBooks) {
  const books = createExclusive();
  const organization = () => registry.organization.show();
  const proposals = createProposals({
    records: registry.proposals,
    ledger,
    exclusive: createExclusive(),
    books,
    id: createUuidV7(clock),
    timeZone: () => organization().time_zone,
    fourEyes: more?.fourEyes ?? false,
    log: silentLogger,
  });
  const reconciliation = createReconciliation({
    ledger,
    statements,
    proposals,
    records: registry.proposals,
    accounts: accounts ?? [],
    withoutBill: [],
    providers: () => PROVIDERS,
    model: (_, model) => model.replace(/-\d{4}-?\d{2}-?\d{2}$/, ''),
    unitPrice: () => undefined,
    workload: (id) => {
      const tags = registry.compile().workloads[id]?.tags;
      return tags && { tags };
    },
    sources: async () => [],
    rates: async () => (amount, currency) =>
      currency === 'USD' ? amount : currency === 'EUR' ? amount.multiply(Decimal.from('1.25')) : undefined,
    organization,
    tolerancePercent: 0.01,
    fourEyes: false,
    clock,
    ...more,
  });
  const periods = createPeriods({
    records: registry.periods,
    ledger,
    sumOf: async () => '0',
    statements,
    closed,
    gate,
    books,
    points: {
      proposals: (month) => registry.proposals.ofMonth(month, ['open', 'booking']),
      gaps: (month) => reconciliation.gaps(month),
    },
    findings: registry.findings,
    organization,
    gapPercent: 0.5,
    clock,
  });
  return { proposals, reconciliation, periods };
}
