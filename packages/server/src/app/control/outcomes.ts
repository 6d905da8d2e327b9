import { WeirError } from '@weir/core/errors';
import type { OutcomeDeps } from '../../http/deps.ts';
import {
  createIntake,
  createOutcomeKeeper,
  importOutcomes,
  type OutcomeKeeper,
  type WorkloadFacts,
} from '../../outcomes/index.ts';
import { systemClock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { RaisedFinding, Registry } from '../../registry/index.ts';
import type { Stores } from './stores.ts';

const EVERY_MS = 60_000;

/** Outcomes as the admin API serves them. */
export function openOutcomes({ registry, ledger, closedMonths }: Stores): OutcomeDeps {
  const intake = createIntake({
    store: ledger.outcomes,
    workload: (id) => factsOf(registry, id),
    isClosed: (at) => closedMonths.isClosed(at),
    clock: systemClock,
  });
  return {
    store: ledger.outcomes,
    intake,
    importFile: (file, options) => importOutcomes(file, options, intake, { source: 'csv' }),
  };
}

/** What the leading control does about outcomes every minute: rules on traffic, links, findings. */
export function keepOutcomes(
  { registry, ledger }: Stores,
  deps: { raise(finding: RaisedFinding): void; lagMs(): number; log: Logger },
): { stop(): Promise<void> } {
  const keeper: OutcomeKeeper = createOutcomeKeeper({
    store: ledger.outcomes,
    rules: registry.outcomeRules,
    workload: (id) => factsOf(registry, id),
    detailSince: () => ledger.detailSince(),
    lagMs: deps.lagMs,
    raise: deps.raise,
    clock: systemClock,
    failed: (what, error) => deps.log.error({ err: error }, what),
  });
  let last: Promise<void> = Promise.resolve();
  const timer = setInterval(() => {
    last = keeper.run();
  }, EVERY_MS);
  return {
    async stop() {
      clearInterval(timer);
      await last;
    },
  };
}

async function factsOf(registry: Registry, id: string): Promise<WorkloadFacts | undefined> {
  try {
    const { value_metric: valueMetric, merged_into: mergedInto } = await registry.workloads.show(id);
    return {
      id,
      ...(valueMetric === undefined ? {} : { valueMetric }),
      ...(mergedInto === undefined ? {} : { mergedInto }),
    };
  } catch (error) {
    if (error instanceof WeirError && error.code === 'not_found') return undefined;
    throw error;
  }
}
