import { openFullCost } from '../../../packages/server/src/app/control/full-cost.ts';
import { openUnitDesk } from '../../../packages/server/src/app/control/unit-economics.ts';
import { createAttributionBooks } from '../../../packages/server/src/books/attribution/index.ts';
import { createProposals } from '../../../packages/server/src/books/proposals/index.ts';
import { createGateDesk } from '../../../packages/server/src/governance/gate/index.ts';
import type { AdminDeps } from '../../../packages/server/src/http/deps.ts';
import { createExclusive } from '../../../packages/server/src/ledger/exclusive.ts';
import { createIntake, importOutcomes } from '../../../packages/server/src/outcomes/index.ts';
import { systemClock } from '../../../packages/server/src/platform/clock.ts';
import { createUuidV7 } from '../../../packages/server/src/platform/ids.ts';
import { silentLogger } from '../../../packages/server/src/platform/log.ts';
import type { Registry } from '../../../packages/server/src/registry/index.ts';

type RememberedLedger = Parameters<typeof openFullCost>[0]['stores']['ledger'];
type Desks = Required<Pick<AdminDeps, 'unit' | 'outcomes' | 'gates' | 'fullCost' | 'attribution'>>;

/** What tells value, full cost, gates and attribution, over the real registry and ledger; months are never closed. */
export function openDesks(registry: Registry, ledger: RememberedLedger): Desks {
  const exclusive = createExclusive();
  const timeZone = () => registry.organization.show().time_zone;
  const intake = createIntake({
    store: ledger.outcomes,
    async workload(id) {
      const found = registry.compile().workloads[id];
      if (found === undefined) return undefined;
      const { value_metric: valueMetric } = await registry.workloads.show(id);
      return { id, ...(valueMetric === undefined ? {} : { valueMetric }) };
    },
    isClosed: () => false,
    clock: systemClock,
  });
  const proposals = createProposals({
    records: registry.proposals,
    ledger,
    exclusive,
    books: createExclusive(),
    id: createUuidV7(systemClock),
    timeZone,
    fourEyes: false,
    log: silentLogger,
  });
  return {
    unit: openUnitDesk({ registry, ledger }),
    gates: createGateDesk({ registry, ledger, clock: systemClock }),
    outcomes: {
      store: ledger.outcomes,
      intake,
      importFile: (file, options) => importOutcomes(file, options, intake, { source: 'csv' }),
    },
    fullCost: openFullCost({ stores: { registry, ledger }, store: ledger, exclusive, raise: () => {} }),
    attribution: createAttributionBooks({
      ledger,
      ownership: {
        workload: (id) => registry.compile().workloads[id]?.tags,
        requiredTags: (id) => registry.compile().environments[id]?.requiredTags,
      },
      timeZone,
      rules: () => registry.attributionRules.all(),
      proposals,
      clock: systemClock,
    }),
  };
}
