import { Decimal } from '../money/index.ts';
import type { Usage } from '../usage/index.ts';
import { CompiledPrice, type Plan, type PlanLine, type PlanStep } from './compile.ts';
import { leavesOf } from './leaves.ts';
import type { CostLine, PricedUsage, ResolvedPrice } from './types.ts';

/**
 * Decimal places kept where a cost has no finite decimal form: only rates per hour (3,600 seconds) can do that.
 * Everything else is exact.
 */
export const QUOTIENT_PLACES = 24;

/**
 * Charges usage at a price: one line per priced unit with a quantity, in order of the price's rates. A call counts as
 * one request where requests are priced, unless usage says how many. Throws `invalid_argument` when usage is
 * impossible (a part exceeds its whole) and names the units.
 */
export function rateUsage(usage: Usage, price: ResolvedPrice): PricedUsage {
  const plan = CompiledPrice.planOf(price);
  const billed = price.minimumAudioSeconds === undefined ? usage : atLeast(usage, price.minimumAudioSeconds);
  const { numbers, decimals, unpriced } = leavesOf(billed, plan);
  const totalInput = billed['input_tokens'] ?? 0;
  const lines: CostLine[] = [];
  const total =
    numbers !== undefined && plan.scale !== undefined
      ? rateNumbers(numbers, totalInput, plan, plan.scale, lines)
      : rateDecimals(decimals ?? numbers?.map(Decimal.from) ?? [], totalInput, plan, lines);
  return { lines, total, price, unpriced };
}

/** The fast way: all costs share a scale, so that they are integer products, most of them safe as numbers. Fills `lines`. */
function rateNumbers(
  quantities: readonly number[],
  totalInput: number,
  plan: Plan,
  scale: number,
  lines: CostLine[],
): Decimal {
  let safeTotal = 0;
  let total = 0n;
  for (const index of plan.order) {
    const quantity = quantities[index];
    const line = plan.lines[index];
    if (line === undefined || quantity === undefined || quantity === 0) continue;
    const step = stepFor(line, totalInput);
    const product = quantity * step.contractedFactor;
    const safe = product <= Number.MAX_SAFE_INTEGER;
    const cost = safe ? BigInt(product) : BigInt(quantity) * step.contractedFactorExact;
    if (safe && safeTotal + product <= Number.MAX_SAFE_INTEGER) safeTotal += product;
    else total += cost;
    const contractedCost = new Decimal(cost, scale);
    lines.push({
      unit: line.rate.unit,
      quantity: new Decimal(BigInt(quantity), 0),
      per: line.rate.per,
      listRate: step.list,
      contractedRate: step.contracted,
      listCost: step.same ? contractedCost : new Decimal(BigInt(quantity) * step.listFactorExact, scale),
      contractedCost,
    });
  }
  return new Decimal(total === 0n ? BigInt(safeTotal) : total + BigInt(safeTotal), scale);
}

/** The general way: fractional quantities, and rates per something that is no power of ten. */
function rateDecimals(
  quantities: readonly Decimal[],
  totalInput: number,
  plan: Plan,
  lines: CostLine[],
): Decimal {
  let total = Decimal.ZERO;
  for (const index of plan.order) {
    const quantity = quantities[index];
    const line = plan.lines[index];
    if (line === undefined || quantity === undefined || quantity.isZero) continue;
    const step = stepFor(line, totalInput);
    const { unit, per } = line.rate;
    const contractedCost = costOf(quantity, step.contracted, per);
    const listCost = step.same ? contractedCost : costOf(quantity, step.list, per);
    lines.push({
      unit,
      quantity,
      per,
      listRate: step.list,
      contractedRate: step.contracted,
      listCost,
      contractedCost,
    });
    total = total.add(contractedCost);
  }
  return total;
}

function costOf(quantity: Decimal, rate: Decimal, per: number): Decimal {
  const product = quantity.multiply(rate);
  const places = Math.log10(per);
  return Number.isInteger(places) ? product.shiftDown(places) : product.divide(BigInt(per), QUOTIENT_PLACES);
}

function stepFor({ steps }: PlanLine, totalInput: number): PlanStep {
  let index = steps.length - 1;
  while (index > 0 && !(totalInput > (steps[index] as PlanStep).start)) index--;
  return steps[index] as PlanStep;
}

/** Audio below the minimum is billed as the minimum; no audio stays no audio. */
function atLeast(usage: Usage, seconds: number): Usage {
  const { audio_seconds: all, input_audio_seconds: input } = usage;
  const said = all === 0 ? input : (all ?? input);
  if (said === undefined) return usage;
  const billed = said > 0 ? Math.max(said, seconds) : 0;
  return { ...usage, audio_seconds: billed, input_audio_seconds: billed };
}
