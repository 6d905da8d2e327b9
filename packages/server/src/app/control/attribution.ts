import { type AttributionBooks, createAttributionBooks } from '../../books/attribution/index.ts';
import type { Proposals } from '../../books/proposals/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Stores } from './stores.ts';

/** Attribution of the past over the stores. */
export function openAttribution({ registry, ledger }: Stores, proposals: Proposals): AttributionBooks {
  return createAttributionBooks({
    ledger,
    ownership: {
      workload: (id) => registry.compile().workloads[id]?.tags,
      requiredTags: (id) => registry.compile().environments[id]?.requiredTags,
    },
    timeZone: () => registry.organization.show().time_zone,
    rules: () => registry.attributionRules.all(),
    proposals,
    clock: systemClock,
  });
}
