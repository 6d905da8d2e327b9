import { Decimal, MONEY_SCALE } from '../money/index.ts';
import { type Interval, type RatioPeriod, rateInterval, ratioInterval, SMALL_SAMPLE } from './intervals.ts';
import { ratio } from './ratio.ts';
import { SHARE_PLACES } from './shares.ts';
import { costPerMillionTokens } from './unit-costs.ts';

/** A figure with what went in; `value` undefined: it cannot be told, and `why` says why. */
export interface UnitValue {
  value: Decimal | undefined;
  /** Of `value`, as shown. */
  places: number;
  /** `USD`, `1`, `days`. */
  unit: string;
  formula: string;
  inputs: Record<string, Decimal | number | null>;
  sample?: number;
  interval?: Interval;
  why?: string;
}

/** What a workload did, cost and achieved in a range; money in one currency. */
export interface UnitFacts {
  currency: string;
  /** What providers bill for use of models, and all of it with what was allocated. */
  apiCost: Decimal;
  loadedCost: Decimal;
  /** Input and output. */
  tokens: number;
  calls: number;
  /** Different ones that were named. */
  users: number;
  tasks: number;
  outcomes: number;
  successes: number;
  /** Successes whose value is known, in the class that counts, and its sum. */
  valued: number;
  value: Decimal;
  /** Whole or broken days of the range. */
  days: Decimal;
  /** Invested once; before AI, the cost of one outcome. */
  investment?: Decimal;
  baseline?: Decimal;
  /** Loaded cost, outcomes and successes of periods of equal length, for intervals. */
  periods: readonly { loadedCost: Decimal; outcomes: number; successes: number }[];
}

/** Ids in docs/formulas.md by figure. */
export const UNIT_FORMULAS = {
  api_cost: 'api_cost',
  loaded_cost: 'loaded_cost',
  load_ratio: 'load_ratio',
  cost_per_million_tokens: 'api_cost_per_million_tokens',
  cost_per_call: 'api_cost_per_call',
  cost_per_user: 'cost_per_user',
  cost_per_task: 'cost_per_task',
  cost_per_outcome: 'cost_per_outcome',
  cost_per_successful_outcome: 'cost_per_successful_outcome',
  success_rate: 'success_rate',
  value_per_outcome: 'value_per_outcome',
  value: 'value',
  margin_per_outcome: 'margin_per_outcome',
  margin: 'margin',
  roi: 'roi',
  payback_days: 'payback_days',
  saving_per_outcome: 'saving_per_outcome',
} as const;
export type UnitFigureName = keyof typeof UNIT_FORMULAS;

const DAY_PLACES = 1;

/**
 * Every figure of C7 for one workload and range (formulas by name, docs/formulas.md). Source: product.md C7, standards.md KPIs.
 * Units: as UNIT_FORMULAS' sections say; money in `facts.currency` with 12 decimals half-even, shares with 4, days with 1. A figure whose
 * denominator is 0 is undefined and says why. Never throws.
 */
export function unitFigures(facts: UnitFacts): Record<UnitFigureName, UnitValue> {
  const { apiCost, loadedCost, value, valued, currency } = facts;
  const money = (name: UnitFigureName, rest: Omit<UnitValue, 'unit' | 'places' | 'formula'>): UnitValue => ({
    ...rest,
    unit: currency,
    places: MONEY_SCALE,
    formula: UNIT_FORMULAS[name],
  });
  const per = (
    name: UnitFigureName,
    of: 'api_cost' | 'loaded_cost',
    by: string,
    count: number,
    periods?: readonly RatioPeriod[],
  ): UnitValue => {
    const cost = of === 'api_cost' ? apiCost : loadedCost;
    const each = count <= 0 ? undefined : ratio(cost, Decimal.from(count), MONEY_SCALE);
    const interval = each && periods && ratioInterval(each, periods);
    return money(name, {
      value: each,
      inputs: { [of]: cost, [by]: count },
      sample: Math.max(count, 0),
      ...(interval === undefined ? {} : { interval }),
      ...(each === undefined ? { why: `There are no ${WORDS[by] ?? by} in the range.` } : {}),
    });
  };
  const counted = (of: 'outcomes' | 'successes') =>
    facts.periods.map((period) => ({ cost: period.loadedCost, count: period[of] }));
  const perSuccess = per(
    'cost_per_successful_outcome',
    'loaded_cost',
    'successes',
    facts.successes,
    counted('successes'),
  );
  const valueEach = money('value_per_outcome', {
    value: valued <= 0 ? undefined : ratio(value, Decimal.from(valued), MONEY_SCALE),
    inputs: { value, valued },
    sample: valued,
    ...(valued <= 0 ? { why: WITHOUT_VALUE } : {}),
  });
  const total = valued <= 0 ? undefined : value;
  const margin = total?.subtract(loadedCost);

  return {
    api_cost: money('api_cost', { value: apiCost, inputs: { api_cost: apiCost }, sample: facts.calls }),
    loaded_cost: money('loaded_cost', {
      value: loadedCost,
      inputs: { api_cost: apiCost, other_costs: loadedCost.subtract(apiCost) },
      sample: facts.calls,
    }),
    load_ratio: share('load_ratio', {
      value: ratio(loadedCost, apiCost, SHARE_PLACES),
      inputs: { loaded_cost: loadedCost, api_cost: apiCost },
      ...(apiCost.isZero ? { why: 'Providers billed nothing for models in the range.' } : {}),
    }),
    cost_per_million_tokens: money('cost_per_million_tokens', {
      value: costPerMillionTokens(apiCost, facts.tokens),
      inputs: { api_cost: apiCost, tokens: facts.tokens },
      sample: facts.calls,
      ...(facts.tokens <= 0 ? { why: 'There are no tokens in the range.' } : {}),
    }),
    cost_per_call: per('cost_per_call', 'api_cost', 'calls', facts.calls),
    cost_per_user: per('cost_per_user', 'loaded_cost', 'users', facts.users),
    cost_per_task: per('cost_per_task', 'loaded_cost', 'tasks', facts.tasks),
    cost_per_outcome: per('cost_per_outcome', 'loaded_cost', 'outcomes', facts.outcomes, counted('outcomes')),
    cost_per_successful_outcome: perSuccess,
    success_rate: successRate(facts),
    value_per_outcome: valueEach,
    value: money('value', {
      value: total,
      inputs: { value: total ?? null, valued, successes: facts.successes },
      sample: valued,
      ...(total === undefined ? { why: WITHOUT_VALUE } : {}),
    }),
    margin_per_outcome: marginPerOutcome(valueEach, perSuccess, currency),
    margin: money('margin', {
      value: margin,
      inputs: { value: total ?? null, loaded_cost: loadedCost },
      sample: valued,
      ...(margin === undefined ? { why: WITHOUT_VALUE } : {}),
    }),
    roi: returnOn(total, loadedCost, valued),
    payback_days: payback(facts, margin),
    saving_per_outcome: saving(facts, perSuccess),
  };
}

/**
 * Return on what was spent (formula `roi`): (value - loaded cost) / loaded cost. Units: both in one currency; 4 decimals, half-even.
 * Undefined without value or cost. Source: standards.md KPIs.
 */
export function returnOnCost(value: Decimal | undefined, loadedCost: Decimal): Decimal | undefined {
  return value && ratio(value.subtract(loadedCost), loadedCost, SHARE_PLACES);
}

/** Whether a figure rests on too few for anybody to lean on it. */
export function isSmallSample(sample: number | undefined): boolean {
  return sample !== undefined && sample < SMALL_SAMPLE;
}

const WITHOUT_VALUE =
  'No successful outcome of the range has a known value: give outcomes one, or the workload a value metric.';
const WORDS: Record<string, string> = { successes: 'successful outcomes', users: 'calls that name a user' };

function share(
  name: UnitFigureName,
  rest: Omit<UnitValue, 'unit' | 'places' | 'formula'> & { places?: number; unit?: string },
): UnitValue {
  return { unit: '1', places: SHARE_PLACES, ...rest, formula: UNIT_FORMULAS[name] };
}

function successRate({ successes, outcomes }: UnitFacts): UnitValue {
  const interval = rateInterval(successes, outcomes);
  return share('success_rate', {
    value: outcomes <= 0 ? undefined : ratio(Decimal.from(successes), Decimal.from(outcomes), SHARE_PLACES),
    inputs: { successes, outcomes },
    sample: outcomes,
    ...(interval === undefined ? {} : { interval }),
    ...(outcomes <= 0 ? { why: 'There are no outcomes in the range.' } : {}),
  });
}

/** What an outcome is worth is taken as told: the interval is that of its cost, upside down. */
function marginPerOutcome(worth: UnitValue, cost: UnitValue, unit: string): UnitValue {
  const { value } = worth;
  const why = worth.why ?? cost.why;
  const margin = cost.value && value?.subtract(cost.value);
  const interval = cost.interval &&
    value && { low: value.subtract(cost.interval.high), high: value.subtract(cost.interval.low) };
  return {
    value: margin,
    unit,
    places: MONEY_SCALE,
    formula: UNIT_FORMULAS.margin_per_outcome,
    inputs: { value_per_outcome: value ?? null, cost_per_successful_outcome: cost.value ?? null },
    ...(cost.sample === undefined ? {} : { sample: cost.sample }),
    ...(interval === undefined ? {} : { interval }),
    ...(margin !== undefined || why === undefined ? {} : { why }),
  };
}

function returnOn(value: Decimal | undefined, loadedCost: Decimal, valued: number): UnitValue {
  const found = returnOnCost(value, loadedCost);
  return share('roi', {
    value: found,
    inputs: { value: value ?? null, loaded_cost: loadedCost },
    sample: valued,
    ...(found === undefined
      ? { why: value === undefined ? WITHOUT_VALUE : 'Nothing was spent in the range.' }
      : {}),
  });
}

function payback({ investment, days }: UnitFacts, margin: Decimal | undefined): UnitValue {
  const gains = margin !== undefined && !margin.isNegative && !margin.isZero;
  const found =
    investment !== undefined && gains ? ratio(investment.multiply(days), margin, DAY_PLACES) : undefined;
  return share('payback_days', {
    value: found,
    unit: 'days',
    places: DAY_PLACES,
    inputs: { investment: investment ?? null, margin: margin ?? null, days },
    ...(found === undefined ? { why: whyNoPayback(investment, margin) } : {}),
  });
}

function whyNoPayback(investment: Decimal | undefined, margin: Decimal | undefined): string {
  if (investment === undefined) return 'The value metric names no investment.';
  return margin === undefined ? WITHOUT_VALUE : 'There is no gain that could pay it back.';
}

function saving({ baseline, currency }: UnitFacts, cost: UnitValue): UnitValue {
  const saved = cost.value && baseline?.subtract(cost.value);
  const why = baseline === undefined ? 'The value metric names no cost before AI.' : cost.why;
  return {
    value: saved,
    unit: currency,
    places: MONEY_SCALE,
    formula: UNIT_FORMULAS.saving_per_outcome,
    inputs: { baseline_cost: baseline ?? null, cost_per_successful_outcome: cost.value ?? null },
    ...(cost.sample === undefined ? {} : { sample: cost.sample }),
    ...(saved !== undefined || why === undefined ? {} : { why }),
  };
}
