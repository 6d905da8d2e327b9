import type { ViabilityMap, Workload } from '@weir/core/contract';
import { UNIT_FORMULAS, VERDICT_FORMULA } from '@weir/core/economics';
import type { Decimal } from '@weir/core/money';
import { basesOf, type UnitBasis } from './basis.ts';
import { type Judged, judged } from './judging.ts';
import type { UnitPorts, UnitQuery } from './port.ts';
import { money } from './report-figures.ts';

/** Workloads judged at a time: each may ask the registry for its scores. */
const AT_A_TIME = 8;

/**
 * Cost per outcome against value per outcome: every workload that is not retired, the dearest first. Proofs of concept that
 * neither cost nor achieved anything are left out.
 */
export async function viabilityMap(ports: UnitPorts, query: UnitQuery): Promise<ViabilityMap> {
  const workloads = (await ports.workloads()).filter(({ stage }) => stage !== 'retired');
  const bases = await basesOf(ports, workloads, query);
  const rows = await inTurns(bases, async (basis) => rowOf(basis, await judged(ports, basis, query)));
  return {
    since: query.since.toISOString(),
    until: query.until.toISOString(),
    currency: ports.organization().currency,
    workloads: rows
      .filter(({ cost, row }) => row.stage !== 'poc' || row.outcomes > 0 || !cost.isZero)
      .sort((a, b) => b.cost.compare(a.cost))
      .map(({ row }) => row),
    sandbox: query.sandbox,
    formulas: {
      api_cost: UNIT_FORMULAS.api_cost,
      loaded_cost: UNIT_FORMULAS.loaded_cost,
      cost_per_successful_outcome: UNIT_FORMULAS.cost_per_successful_outcome,
      value_per_outcome: UNIT_FORMULAS.value_per_outcome,
      value: UNIT_FORMULAS.value,
      margin: UNIT_FORMULAS.margin,
      verdict: VERDICT_FORMULA,
    },
  };
}

/** In the order of what was given, a few at a time. */
export async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>): Promise<R[]> {
  const done: R[] = [];
  for (let at = 0; at < items.length; at += AT_A_TIME) {
    done.push(...(await Promise.all(items.slice(at, at + AT_A_TIME).map(work))));
  }
  return done;
}

function rowOf(
  { workload, outcome, facts, worth, valueClass }: UnitBasis,
  { figures, verdict }: Judged,
): { cost: Decimal; row: ViabilityMap['workloads'][number] } {
  const text = (value: Decimal | undefined) => (value === undefined ? null : money(value));
  const surest = worth.by.find((one) => one.class === valueClass)?.confidence;
  const row = {
    ...identityOf(workload),
    ...(outcome === undefined ? {} : { outcome }),
    loaded_cost: money(facts.loadedCost),
    api_cost: money(facts.apiCost),
    outcomes: facts.outcomes,
    successes: facts.successes,
    cost_per_successful_outcome: text(figures.cost_per_successful_outcome.value),
    value_per_outcome: text(figures.value_per_outcome.value),
    margin: text(figures.margin.value),
    value: text(figures.value.value),
    value_class: valueClass ?? null,
    confidence: surest ?? workload.value_metric?.confidence ?? null,
    verdict: verdict.verdict,
    because: verdict.because,
    ...(workload.review_date === undefined ? {} : { review_date: workload.review_date }),
  };
  return { cost: facts.loadedCost, row };
}

function identityOf({ id, name, stage, owner }: Workload) {
  return { workload: id, name, stage, owner };
}
