import type { QualityScore, VerdictReport, Workload } from '@weir/core/contract';
import {
  costAtExpectedUse,
  type JudgedRule,
  judge,
  type UnitFigureName,
  type UnitValue,
  unitFigures,
  VERDICT_FORMULA,
  type VerdictFacts,
} from '@weir/core/economics';
import { Decimal, MONEY_SCALE } from '@weir/core/money';
import { sumOf, type UnitBasis } from './basis.ts';
import type { BudgetFact, UnitPorts, UnitQuery } from './port.ts';

/** How far back scores of quality are taken as telling of now. */
export const QUALITY_DAYS = 90;
const DAY_MS = 86_400_000;
/** Modes in which a budget stops calls or makes them cheaper. */
const HOLDING: ReadonlySet<BudgetFact['mode']> = new Set(['hard', 'degrade', 'approval']);

export interface Judged {
  figures: Record<UnitFigureName, UnitValue>;
  verdict: VerdictReport;
  /** What else the scorecard tells of. */
  controls: VerdictFacts['controls'];
  quality: VerdictFacts['quality'];
}

/** Figures of a workload and what they come to. The same facts give the same verdict, on its page and on the map. */
export async function judged(ports: UnitPorts, basis: UnitBasis, query: UnitQuery): Promise<Judged> {
  const { workload, facts } = basis;
  const figures = unitFigures(facts);
  const perSuccess = figures.cost_per_successful_outcome;
  const [quality, p95Cost] = await Promise.all([
    qualityOf(ports, workload, query),
    // only where there are too few days to tell an interval from
    perSuccess.value !== undefined && perSuccess.interval === undefined
      ? p95Of(ports, basis, query)
      : undefined,
  ]);
  const controls = {
    hardBudgets: holdingBudgets(ports, workload.id),
    gate: ports.gateOf(workload.id),
    fallback: hasFallback(workload),
  };
  const verdict = judge({
    currency: facts.currency,
    outcome: basis.outcome,
    successes: facts.successes,
    cost: perSuccess.value,
    costInterval: perSuccess.interval,
    value: figures.value_per_outcome.value,
    valueClass: basis.valueClass,
    valueBy: valueByConfidence(basis),
    periods: facts.periods.map(({ loadedCost, successes }) => ({ cost: loadedCost, successes })),
    quality,
    controls,
    expectedCost: expectedCost(basis),
    p95Cost,
  });
  return { figures, quality, controls, verdict: shownVerdict(verdict) };
}

/** Ids of budgets that hold back every call of the workload. */
export function holdingBudgets(
  { budgets, tagsOf }: Pick<UnitPorts, 'budgets' | 'tagsOf'>,
  workload: string,
): string[] {
  const tags: Record<string, string> = { ...tagsOf(workload), workload };
  return budgets()
    .filter(
      ({ mode, scope }) =>
        HOLDING.has(mode) && Object.entries(scope).every(([name, value]) => tags[name] === value),
    )
    .map(({ id }) => id);
}

export function hasFallback({ routing, fallback_plan }: Workload): boolean {
  return fallback_plan !== undefined || (routing?.fallbacks.length ?? 0) > 0;
}

async function qualityOf(
  ports: UnitPorts,
  { id, quality_metric: metric }: Workload,
  { until }: UnitQuery,
): Promise<VerdictFacts['quality']> {
  if (metric === undefined) return undefined;
  const range = { since: new Date(until.getTime() - QUALITY_DAYS * DAY_MS), until };
  const scores = await Promise.all(ports.family(id).map((one) => ports.quality(one, metric.name, range)));
  return { metric: metric.name, target: metric.target, scores: scores.flat().map(pickScore) };
}

const pickScore = ({ score, samples }: QualityScore) => ({ score, samples });

async function p95Of(ports: UnitPorts, { workload, outcome }: UnitBasis, query: UnitQuery) {
  const { since, until, sandbox } = query;
  const costs = await ports.outcomes.costs({
    since,
    until,
    sandbox,
    workload: ports.family(workload.id),
    ...(outcome === undefined ? {} : { outcome }),
  });
  return costs.p95 === undefined ? undefined : Decimal.from(costs.p95);
}

function valueByConfidence({ worth, valueClass }: UnitBasis): VerdictFacts['valueBy'] {
  const of = (confidence: 'measured' | 'estimated' | 'asserted') =>
    sumOf(
      worth.by
        .filter((one) => one.class === valueClass && one.confidence === confidence)
        .map(({ value }) => value),
    );
  return { measured: of('measured'), estimated: of('estimated'), asserted: of('asserted') };
}

function expectedCost({ facts, workload: { usage_profile: profile } }: UnitBasis): Decimal | undefined {
  if (profile === undefined) return undefined;
  const { input_tokens_per_call: input, output_tokens_per_call: output } = profile;
  return costAtExpectedUse(facts, {
    callsPerDay: Decimal.from(profile.calls_per_day),
    ...(input === undefined || output === undefined
      ? {}
      : { tokensPerCall: Decimal.from(input).add(Decimal.from(output)) }),
  });
}

function shownVerdict({ verdict, because, rules }: ReturnType<typeof judge>): VerdictReport {
  return { verdict, because, rules: rules.map(shownRule), formula: VERDICT_FORMULA };
}

function shownRule({ rule, result, evidence, inputs }: JudgedRule): VerdictReport['rules'][number] {
  return {
    rule,
    result,
    evidence,
    inputs: Object.fromEntries(
      Object.entries(inputs).map(([name, value]) => [name, value instanceof Decimal ? text(value) : value]),
    ),
  };
}

function text(value: Decimal): string {
  return value.roundHalfEven(MONEY_SCALE).toString();
}
