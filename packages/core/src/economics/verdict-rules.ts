import { Decimal } from '../money/index.ts';
import { halvesOf, MIN_TREND_PERIODS, rose, STABLE_PERCENT } from './cost-trend.ts';
import { ratio } from './ratio.ts';
import { SHARE_PLACES } from './shares.ts';
import type { VerdictFacts } from './verdict-facts.ts';

/** Part of the value, in percent, that has to be measured or estimated. */
export const EVIDENCED_VALUE_PERCENT = 80;
/** Answers that scores have to rest on together. */
export const MIN_QUALITY_SAMPLES = 30;

export interface JudgedRule {
  rule: 'cost_stable' | 'value_measurable' | 'quality_acceptable' | 'controls_in_place' | 'viable_at_scale';
  result: 'pass' | 'fail' | 'unknown';
  evidence: string;
  inputs: Record<string, Decimal | number | string | null>;
}

export function costStable({ periods, currency }: VerdictFacts): JudgedRule {
  const rule = 'cost_stable';
  const halves = halvesOf(periods);
  const counted = periods.filter(({ successes }) => successes > 0).length;
  if (halves === undefined) {
    return {
      rule,
      result: 'unknown',
      evidence: `Only ${counted} periods have successes; a trend needs ${MIN_TREND_PERIODS}, in both halves of the range.`,
      inputs: { periods: counted, needed: MIN_TREND_PERIODS },
    };
  }
  const { first, second, change } = halves;
  const stable = !rose(halves);
  const told = `Cost per success went from ${shortMoney(first, currency)} to ${shortMoney(second, currency)} (${percentOf(change)} %) between the halves of the range`;
  return {
    rule,
    result: stable ? 'pass' : 'fail',
    evidence: stable
      ? `${told}; up to ${STABLE_PERCENT} % more is stable.`
      : `${told}; stable is up to ${STABLE_PERCENT} % more.`,
    inputs: { first_half: first, second_half: second, change, tolerance_percent: STABLE_PERCENT },
  };
}

export function valueMeasurable({ successes, value, valueClass, valueBy }: VerdictFacts): JudgedRule {
  const rule = 'value_measurable';
  if (value === undefined) {
    const evidence =
      successes === 0
        ? 'There are no successful outcomes in the range.'
        : 'No successful outcome has a known value: give the workload a value metric, or outcomes a value.';
    return { rule, result: 'unknown', evidence, inputs: { value_per_outcome: null } };
  }
  const { measured = Decimal.ZERO, estimated = Decimal.ZERO, asserted = Decimal.ZERO } = valueBy;
  const sure = size(measured).add(size(estimated));
  const share = ratio(sure, sure.add(size(asserted)), SHARE_PLACES) ?? Decimal.ZERO;
  const inputs = {
    class: valueClass ?? null,
    value_per_outcome: value,
    evidenced_share: share,
    needed_percent: EVIDENCED_VALUE_PERCENT,
  };
  if (valueClass !== 'measurable') {
    const evidence = `Its value is ${valueClass ?? 'of no class'}: real, perhaps, but nothing that can be counted.`;
    return { rule, result: 'fail', evidence, inputs };
  }
  const enough = share.multiply(HUNDRED).compare(Decimal.from(EVIDENCED_VALUE_PERCENT)) >= 0;
  const told = `${percentOf(share, '')} % of its value is measured or estimated, the rest asserted`;
  return {
    rule,
    result: enough ? 'pass' : 'fail',
    evidence: `${told}; ${EVIDENCED_VALUE_PERCENT} % are needed.`,
    inputs,
  };
}

export function qualityAcceptable({ quality }: VerdictFacts): JudgedRule {
  const rule = 'quality_acceptable';
  if (quality === undefined) {
    const evidence = 'It has no quality metric, so nobody can say whether answers are good enough.';
    return { rule, result: 'unknown', evidence, inputs: { metric: null } };
  }
  const { metric, target, scores } = quality;
  const samples = scores.reduce((sum, score) => sum + score.samples, 0);
  const mean = meanScore(scores);
  const inputs = { metric, target, mean: mean ?? null, samples, scores: scores.length };
  if (mean === undefined || samples < MIN_QUALITY_SAMPLES) {
    const evidence = `Scores of ${metric} rest on ${samples} answers lately; ${MIN_QUALITY_SAMPLES} are needed.`;
    return { rule, result: 'unknown', evidence, inputs };
  }
  const met = mean.compare(Decimal.from(target)) >= 0;
  return {
    rule,
    result: met ? 'pass' : 'fail',
    evidence: `${metric} is ${mean.toString()} over ${samples} answers, ${met ? 'at or above' : 'below'} the target of ${target}.`,
    inputs,
  };
}

export function controlsInPlace({ controls }: VerdictFacts): JudgedRule {
  const { hardBudgets, gate, fallback } = controls;
  const lacking = [
    ...(hardBudgets.length === 0 ? ['a budget that stops calls'] : []),
    ...(fallback ? [] : ['a fallback for its models']),
    ...(gate?.state === 'open' ? [`its gate (${gate.missing.join(', ')})`] : []),
  ];
  const passed = gate === undefined ? 'no gate asked for' : `gate ${gate.state}`;
  return {
    rule: 'controls_in_place',
    result: lacking.length === 0 ? 'pass' : 'fail',
    evidence:
      lacking.length === 0
        ? `Budget ${hardBudgets.join(', ')} stops calls, there is a fallback, ${passed}.`
        : `Missing: ${lacking.join('; ')}.`,
    inputs: {
      hard_budgets: hardBudgets.length,
      fallback: fallback ? 'yes' : 'no',
      gate: gate?.state ?? null,
      gate_missing: gate?.missing.length ?? null,
    },
  };
}

/** Pessimistic on purpose: the dearer end of what it may cost, and what is expected of it. */
export function viableAtScale(facts: VerdictFacts): JudgedRule {
  const rule = 'viable_at_scale';
  const { value, cost, costInterval, expectedCost, p95Cost, currency } = facts;
  const dearest = costInterval?.high ?? greater(cost, p95Cost);
  const inputs = {
    value_per_outcome: value ?? null,
    cost_upper_end: dearest ?? null,
    cost_at_expected_use: expectedCost ?? null,
  };
  if (value === undefined || cost === undefined || dearest === undefined) {
    return { rule, result: 'unknown', evidence: 'Cost or value of an outcome is unknown.', inputs };
  }
  const worth = `it is worth ${shortMoney(value, currency)}`;
  const upper = `At the upper end an outcome costs ${shortMoney(dearest, currency)}`;
  if (value.compare(dearest) <= 0) return { rule, result: 'fail', evidence: `${upper}, ${worth}.`, inputs };
  if (expectedCost === undefined) {
    const evidence = `${upper}, ${worth}; what it costs at scale is unknown without a usage profile.`;
    return { rule, result: 'unknown', evidence, inputs };
  }
  const atScale = `at the expected use ${shortMoney(expectedCost, currency)}`;
  const viable = value.compare(expectedCost) > 0;
  return { rule, result: viable ? 'pass' : 'fail', evidence: `${upper}, ${atScale}, ${worth}.`, inputs };
}

/** `0.4231` as `0.4231 USD`, `1234.5` as `1234.50 USD`. */
export function shortMoney(amount: Decimal, currency: string): string {
  return `${amount.toFixed(size(amount).compare(Decimal.from(1)) >= 0 ? 2 : 4)} ${currency}`;
}

function meanScore(scores: readonly { score: number; samples: number }[]): Decimal | undefined {
  const samples = scores.reduce((sum, score) => sum + score.samples, 0);
  const weighted = scores.reduce(
    (sum, one) => sum.add(Decimal.from(one.score).multiply(Decimal.from(one.samples))),
    Decimal.ZERO,
  );
  return ratio(weighted, Decimal.from(samples), SHARE_PLACES);
}

function greater(a: Decimal | undefined, b: Decimal | undefined): Decimal | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.compare(b) >= 0 ? a : b;
}

/** A share as a percent with its sign. */
function percentOf(share: Decimal, plus = '+'): string {
  const percent = share.multiply(HUNDRED).toFixed(1);
  return share.isNegative || share.isZero ? percent : `${plus}${percent}`;
}

function size(value: Decimal): Decimal {
  return value.isNegative ? Decimal.ZERO.subtract(value) : value;
}

const HUNDRED = Decimal.from(100);
