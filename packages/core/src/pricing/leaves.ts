import { WeirError } from '../errors/index.ts';
import { Decimal } from '../money/index.ts';
import { notAQuantity, partExceedsWhole, type UnitId, type Usage } from '../usage/index.ts';
import type { Plan, UnitUse } from './compile.ts';

export interface Leaves {
  /** By line of the plan. Numbers when all are safe integers, else undefined and `decimals` is set. */
  numbers: readonly number[] | undefined;
  decimals: readonly Decimal[] | undefined;
  unpriced: readonly UnitId[];
}

/** Reported quantities by line of the plan; a unit that was not reported is ABSENT, which no quantity is. */
type Reported = number[];
const ABSENT = -1;
const NONE: readonly UnitId[] = [];

/**
 * Splits inclusive usage into what each line of a plan is to be charged for: every priced unit less its separately
 * priced parts. Throws `invalid_argument` when usage is impossible or leaves out a whole that the price needs.
 *
 * Runs for every call: loops are plain and nothing is allocated that is not returned.
 */
export function leavesOf(usage: Usage, plan: Plan): Leaves {
  const reported: Reported = [];
  for (let index = 0; index < plan.lines.length; index++) reported.push(ABSENT);
  let integers = true;
  let unpriced: UnitId[] | undefined;
  for (const id in usage) {
    const quantity = usage[id];
    if (quantity === undefined) continue;
    if (!(quantity >= 0 && quantity < Number.POSITIVE_INFINITY)) throw notAQuantity(id);
    if (!Number.isSafeInteger(quantity)) integers = false;
    const use = plan.uses.get(id);
    if (use !== undefined && use.line !== undefined) reported[use.line] = quantity;
    else if (quantity > 0 && isUncovered(id, use, plan)) unpriced = [...(unpriced ?? NONE), id];
  }
  if (plan.wholeLines.some((line) => reported[line] === ABSENT)) assertWholes(usage, plan, reported);
  if (plan.joins.length > 0) assertJoins(usage, plan, reported);
  if (plan.requestsLine !== undefined && reported[plan.requestsLine] === ABSENT)
    reported[plan.requestsLine] = 1;
  return {
    numbers: integers ? subtractNumbers(reported, plan) : undefined,
    decimals: integers ? undefined : subtractDecimals(reported, plan),
    unpriced: unpriced ?? NONE,
  };
}

/** Neither priced itself nor part of something priced. A price without any rate means free, not unpriced. */
function isUncovered(id: UnitId, use: UnitUse | undefined, plan: Plan): boolean {
  return (use === undefined || use.wholes.length === 0) && plan.lines.length > 0 && id !== 'requests';
}

function quantityOf(reported: Reported, line: number): number {
  const quantity = reported[line];
  return quantity === undefined || quantity === ABSENT ? 0 : quantity;
}

function subtractNumbers(reported: Reported, plan: Plan): number[] {
  const leaves: number[] = [];
  for (let index = 0; index < plan.lines.length; index++) {
    let left = quantityOf(reported, index);
    const parts = plan.lines[index]?.parts ?? [];
    for (let part = 0; part < parts.length; part++) left -= leaves[parts[part] ?? 0] ?? 0;
    if (left < 0) throw impossible(index, reported, plan);
    leaves.push(left);
  }
  return leaves;
}

function subtractDecimals(reported: Reported, plan: Plan): Decimal[] {
  const leaves: Decimal[] = [];
  for (const [index, line] of plan.lines.entries()) {
    let left = Decimal.from(quantityOf(reported, index));
    for (const part of line.parts) left = left.subtract(leaves[part] ?? Decimal.ZERO);
    if (left.isNegative) throw impossible(index, reported, plan);
    leaves.push(left);
  }
  return leaves;
}

function assertWholes(usage: Usage, plan: Plan, reported: Reported): void {
  for (const id in usage) {
    if ((usage[id] ?? 0) <= 0) continue;
    for (const line of plan.uses.get(id)?.wholes ?? []) {
      if (reported[line] === ABSENT) throw wholeMissing(plan.lines[line]?.rate.unit ?? '', id);
    }
  }
}

/** Two reported units overlap, the overlap has its own rate, and nobody said how large it is. */
function assertJoins(usage: Usage, plan: Plan, reported: Reported): void {
  for (const { line, pairs } of plan.joins) {
    if (reported[line] !== ABSENT) continue;
    for (const [a, b] of pairs) {
      if ((usage[a] ?? 0) > 0 && (usage[b] ?? 0) > 0) {
        const unit = plan.lines[line]?.rate.unit ?? '';
        throw new WeirError('invalid_argument', `${unit} is missing although ${a} and ${b} are reported.`, {
          field: `usage.${unit}`,
          remedy: `Report ${unit}, 0 if there were none: it has a price of its own.`,
        });
      }
    }
  }
}

function wholeMissing(whole: UnitId, part: UnitId): WeirError {
  return new WeirError(
    'invalid_argument',
    `${whole} is missing although ${part}, a part of it, is reported.`,
    {
      field: `usage.${whole}`,
      remedy: `Report ${whole} with ${part} counted in it.`,
    },
  );
}

function impossible(index: number, reported: Reported, plan: Plan): WeirError {
  const line = plan.lines[index];
  const whole = line?.rate.unit ?? '';
  const limit = quantityOf(reported, index);
  const parts = (line?.parts ?? []).map((part) => ({
    unit: plan.lines[part]?.rate.unit ?? '',
    quantity: quantityOf(reported, part),
  }));
  const larger = parts.find(({ quantity }) => quantity > limit);
  if (larger !== undefined) return partExceedsWhole(larger.unit, larger.quantity, whole, limit);
  const names = parts
    .filter(({ quantity }) => quantity > 0)
    .map(({ unit, quantity }) => `${unit} (${quantity})`);
  return new WeirError('invalid_argument', `${names.join(' and ')} together exceed ${whole} (${limit}).`, {
    field: `usage.${whole}`,
    remedy: `They are parts of ${whole} and must be counted in it.`,
  });
}
