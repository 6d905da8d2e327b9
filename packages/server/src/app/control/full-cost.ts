import { exchangeRatesAmong, whereKnown } from '../../books/exchange.ts';
import { type BearingWorkload, createFullCost, type FullCost } from '../../books/full-cost/index.ts';
import type { Exclusive } from '../../ledger/exclusive.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import { systemClock } from '../../platform/clock.ts';
import type { RaisedFinding, Registry } from '../../registry/index.ts';
import type { Stores } from './stores.ts';

export interface FullCostOptions {
  stores: Pick<Stores, 'registry' | 'ledger'>;
  /** As the ledger, but whoever must hear of what lands does. */
  store: Pick<LedgerStore, 'existing' | 'append'>;
  /** Of all who add what is missing. */
  exclusive: Exclusive;
  raise(finding: RaisedFinding): void;
}

/** Costs beside calls over the stores. `nightly` belongs to the control that leads. */
export function openFullCost({ stores, store, exclusive, raise }: FullCostOptions): FullCost {
  const { registry, ledger } = stores;
  return createFullCost({
    ledger: { ...store, detailSince: () => ledger.detailSince() },
    economics: ledger.economics,
    outcomes: ledger.outcomes,
    items: () => registry.costItems.all(),
    rules: () => registry.allocationRules.all(),
    quantities: registry.costQuantities,
    pending: registry.pendingAllocations,
    workloads: () => workloadsOf(registry),
    organization: () => registry.organization.show(),
    async rates(currencies) {
      const { currency: own } = registry.organization.show();
      const rates = await exchangeRatesAmong(registry.exchangeRates, [...currencies, own]);
      return (amount, currency, at) =>
        currency === own
          ? amount
          : whereKnown(() => rates.convert(amount, currency, own, at.getTime()).amount);
    },
    exclusive,
    raise,
    clock: systemClock,
  });
}

function workloadsOf({ compile, workloads }: Registry): BearingWorkload[] {
  const merged = workloads.merged();
  return Object.values(compile().workloads).map(({ id, stage, tags }) => {
    const mergedInto = merged.get(id);
    return { id, stage, tags, ...(mergedInto === undefined ? {} : { mergedInto }) };
  });
}
