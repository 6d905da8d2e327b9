import { Decimal, MONEY_SCALE } from '../money/index.ts';

/** What a workload cost and did in one of two ranges of equal length. */
export interface CostFacts {
  apiCost: Decimal;
  loadedCost: Decimal;
  tokens: number;
  calls: number;
  outcomes: number;
  successes: number;
}

/**
 * other_costs: more or less was spent on what no call tells. volume: that is spread over more or fewer outcomes. price_per_token: prices, and
 * which models were taken. The others as their names say; success_rate: attempts it takes for one success. cost_per_call, api_cost_per_outcome:
 * what cannot be taken further apart, because a range has no tokens, or no calls.
 */
export const COST_CAUSES = [
  'price_per_token',
  'tokens_per_call',
  'cost_per_call',
  'calls_per_outcome',
  'api_cost_per_outcome',
  'success_rate',
  'other_costs',
  'volume',
] as const;
export type CostCause = (typeof COST_CAUSES)[number];

export interface CostChange {
  from: Decimal;
  to: Decimal;
  /** Sum to `to - from`, exactly; greatest first. */
  parts: { cause: CostCause; amount: Decimal }[];
}

export const COST_CHANGE_FORMULA = 'cost_change';

/** Places that products of ratios are kept with; what they lack is put right at the end. */
const INNER_PLACES = 36;

/** One factor of the cost of a successful outcome, before and after. */
interface Factor {
  cause: CostCause;
  of: 'api' | 'other' | 'both';
  before: Decimal;
  after: Decimal;
}

/**
 * Why the cost per successful outcome changed (formula `cost_change`, docs/formulas.md):
 * (price per token x tokens per call x calls per outcome + other costs / outcomes) x outcomes per success, each factor given its Shapley value:
 * its effect averaged over all orders in which the factors could have changed, so that no order is favoured and the parts sum to the whole.
 * Source: Shorrocks 2013, Journal of Economic Inequality 11 (Shapley decomposition); product.md C7, C16.
 * Units: money of both in one currency; parts with 12 decimals. Undefined when a range has no success.
 */
export function explainCostChange(before: CostFacts, after: CostFacts): CostChange | undefined {
  if (before.successes <= 0 || after.successes <= 0) return undefined;
  const factors = factorsOf(before, after);
  const from = per(before.loadedCost, before.successes).roundHalfEven(MONEY_SCALE);
  const to = per(after.loadedCost, after.successes).roundHalfEven(MONEY_SCALE);
  const shares = shapley(factors).map((share) => share.roundHalfEven(MONEY_SCALE));
  const parts = factors.map(({ cause }, index) => ({ cause, amount: shares[index] ?? Decimal.ZERO }));
  parts.sort((a, b) => size(b.amount).compare(size(a.amount)));
  const told = parts.reduce((sum, { amount }) => sum.add(amount), Decimal.ZERO);
  const [first, ...rest] = parts;
  if (first === undefined) return { from, to, parts };
  const rounding = to.subtract(from).subtract(told);
  return { from, to, parts: [{ ...first, amount: first.amount.add(rounding) }, ...rest] };
}

function factorsOf(before: CostFacts, after: CostFacts): Factor[] {
  const both = (cause: CostCause, of: Factor['of'], factor: (facts: CostFacts) => Decimal): Factor => ({
    cause,
    of,
    before: factor(before),
    after: factor(after),
  });
  return [
    ...apiCauses(before, after).map(([cause, factor]) => both(cause, 'api', factor)),
    both('other_costs', 'other', ({ loadedCost, apiCost }) => loadedCost.subtract(apiCost)),
    both('volume', 'other', ({ outcomes }) => per(Decimal.from(1), outcomes)),
    both('success_rate', 'both', ({ outcomes, successes }) => per(Decimal.from(outcomes), successes)),
  ];
}

type FactorOf = [CostCause, (facts: CostFacts) => Decimal];

/** As far apart as what both ranges have allows. */
function apiCauses(before: CostFacts, after: CostFacts): FactorOf[] {
  const calls = before.calls > 0 && after.calls > 0;
  const tokens = before.tokens > 0 && after.tokens > 0;
  if (!calls) return [['api_cost_per_outcome', ({ apiCost, outcomes }) => per(apiCost, outcomes)]];
  const callsPerOutcome: FactorOf = [
    'calls_per_outcome',
    ({ calls, outcomes }) => per(Decimal.from(calls), outcomes),
  ];
  if (!tokens) return [['cost_per_call', ({ apiCost, calls }) => per(apiCost, calls)], callsPerOutcome];
  return [
    ['price_per_token', ({ apiCost, tokens }) => per(apiCost, tokens)],
    ['tokens_per_call', ({ tokens, calls }) => per(Decimal.from(tokens), calls)],
    callsPerOutcome,
  ];
}

/** Shapley value of each factor: over all sets of the others, what changing it adds. */
function shapley(factors: readonly Factor[]): Decimal[] {
  const n = factors.length;
  const costs = Array.from({ length: 2 ** n }, (_, changed) => costWith(factors, changed));
  const orders = factorial(n);
  return factors.map((_, index) => {
    const bit = 2 ** index;
    let sum = Decimal.ZERO;
    for (let others = 0; others < costs.length; others += 1) {
      if ((others & bit) !== 0) continue;
      const before = bitsOf(others);
      const weight = factorial(before) * factorial(n - before - 1);
      const added = (costs[others | bit] ?? Decimal.ZERO).subtract(costs[others] ?? Decimal.ZERO);
      sum = sum.add(added.multiply(new Decimal(weight, 0)));
    }
    return sum.divide(orders, INNER_PLACES);
  });
}

/** Cost per success where the factors of the set are those of after, the others those of before. */
function costWith(factors: readonly Factor[], changed: number): Decimal {
  const product = (of: Factor['of']) =>
    factors.reduce(
      (value, factor, index) =>
        factor.of === of
          ? value
              .multiply((changed & (2 ** index)) === 0 ? factor.before : factor.after)
              .roundHalfEven(INNER_PLACES)
          : value,
      Decimal.from(1),
    );
  return product('api').add(product('other')).multiply(product('both')).roundHalfEven(INNER_PLACES);
}

function per(amount: Decimal, count: number): Decimal {
  return amount.quotient(Decimal.from(count), INNER_PLACES);
}

function size(value: Decimal): Decimal {
  return value.isNegative ? Decimal.ZERO.subtract(value) : value;
}

function bitsOf(set: number): number {
  let bits = 0;
  for (let left = set; left > 0; left = Math.floor(left / 2)) bits += left % 2;
  return bits;
}

function factorial(n: number): bigint {
  return n <= 1 ? 1n : BigInt(n) * factorial(n - 1);
}
