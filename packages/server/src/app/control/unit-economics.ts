import type { Note, Page, QualityScore, Workload } from '@weir/core/contract';
import type { GateFact } from '@weir/core/economics';
import { exchangeRatesAmong } from '../../books/exchange.ts';
import type { Ledger } from '../../ledger/statement-port.ts';
import { createUnitDesk, type UnitDesk } from '../../outcomes/unit/index.ts';
import { type Clock, systemClock } from '../../platform/clock.ts';
import type { Registry } from '../../registry/index.ts';

const PAGE = 500;

/** Unit economics over ledger and registry. */
export function openUnitDesk(
  { registry, ledger }: { registry: Registry; ledger: Pick<Ledger, 'economics' | 'outcomes'> },
  clock: Pick<Clock, 'now'> = systemClock,
): UnitDesk {
  const workloadOf = (id: string) => registry.compile().workloads[id];
  return createUnitDesk(
    {
      economics: ledger.economics,
      outcomes: ledger.outcomes,
      organization: () => registry.organization.show(),
      workload: (id) => registry.workloads.show(id),
      workloads: () => everything<Workload>((cursor) => registry.workloads.list({ limit: PAGE, ...cursor })),
      family: (id) => registry.workloads.family(id),
      tagsOf: (id) => ({ environment: workloadOf(id)?.environment ?? '', ...workloadOf(id)?.tags }),
      budgets: () => registry.compile().budgets,
      gateOf: (id) => gateOf(registry, id, clock.now()),
      quality: (workload, metric, range) =>
        everything<QualityScore>((cursor) =>
          registry.qualityScores.list({ workload, metric, ...range, limit: PAGE, ...cursor }),
        ),
      rates: (currencies) => exchangeRatesAmong(registry.exchangeRates, currencies),
      audit: (filter) => registry.audit.list(filter),
      notes: (workload, range) =>
        everything<Note>((cursor) => registry.notes.list({ workload, ...range, limit: PAGE, ...cursor })),
    },
    () => clock.now(),
  );
}

/** As the gateway sees it: only production workloads have one, and none where gates are off. */
function gateOf({ compile }: Pick<Registry, 'compile'>, id: string, now: number): GateFact | undefined {
  const { gate, workloads } = compile();
  const workload = workloads[id];
  if (workload === undefined || gate === undefined || gate.mode === 'off') return undefined;
  if (workload.stage !== 'production' || workload.environment !== 'production') return undefined;
  const later = (workload.gate?.later ?? []).filter(({ from }) => from <= now).map(({ item }) => item);
  const missing = [...(workload.gate?.missing ?? []), ...later];
  if (missing.length > 0) return { state: 'open', missing };
  return { state: workload.gate === undefined ? 'passed' : 'excepted', missing };
}

async function everything<T>(fetch: (cursor: { cursor?: string }) => Promise<Page<T>>): Promise<T[]> {
  const all: T[] = [];
  let next: string | null = null;
  do {
    const page: Page<T> = await fetch(next === null ? {} : { cursor: next });
    all.push(...page.data);
    next = page.next_cursor;
  } while (next !== null);
  return all;
}
