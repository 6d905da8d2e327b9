import { WeirError } from '../errors/index.ts';
import { Decimal } from '../money/index.ts';
import { notAQuantity, partExceedsWhole, type UnitId, type Usage } from '../usage/index.ts';
import type { Plan } from './compile.ts';

/**
 * Splits inclusive usage into what each line of a plan is to be charged for: every priced unit less its separately
 * priced parts. Numbers when all quantities are safe integers, else Decimals. Throws `invalid_argument` when usage is
 * impossible or leaves out a whole that the price needs.
 */
export type Leaves =
  | { exact: false; quantities: number[]; totalInput: number; unpriced: readonly UnitId[] }
  | { exact: true; quantities: Decimal[]; totalInput: number; unpriced: readonly UnitId[] };

const NONE: readonly UnitId[] = [];

export function leavesOf(usage: Usage, plan: Plan): Leaves {
  const { lines, uses } = plan;
  const reported: (number | undefined)[] = new Array(lines.length).fill(undefined);
  let whole = true;
  let unpriced: UnitId[] | undefined;
  for (const id in usage) {
    const quantity = usage[id];
    if (quantity === undefined) continue;
    if (!(quantity >= 0 && quantity < Number.POSITIVE_INFINITY)) throw notAQuantity(id);
    if (!Number.isSafeInteger(quantity)) whole = false;
    const use = uses.get(id);
    if (use?.line !== undefined) reported[use.line] = quantity;
    else if (quantity > 0 && lines.length > 0 && id !== 'requests' && !use?.wholes.length) {
      unpriced ??= [];
      unpriced.push(id);
    }
  }
  for (const id in usage) {
    const quantity = usage[id];
    if (quantity === undefined || quantity <= 0) continue;
    for (const line of uses.get(id)?.wholes ?? []) {
      if (reported[line] === undefined) throw wholeMissing(lines[line]?.rate.unit ?? '', id);
    }
  }
  if (plan.joins.length > 0) assertJoins(usage, plan, reported);
  if (plan.requestsLine !== undefined) reported[plan.requestsLine] ??= 1;
  const rest = { totalInput: usage['input_tokens'] ?? 0, unpriced: unpriced ?? NONE };
  return whole
    ? { exact: false, quantities: subtractNumbers(reported, plan), ...rest }
    : { exact: true, quantities: subtractDecimals(reported, plan), ...rest };
}

function subtractNumbers(reported: readonly (number | undefined)[], plan: Plan): number[] {
  const leaves: number[] = [];
  for (let index = 0; index < plan.lines.length; index++) {
    let left = reported[index] ?? 0;
    for (const part of plan.lines[index]?.parts ?? []) left -= leaves[part] ?? 0;
    if (left < 0) throw impossible(index, reported, plan);
    leaves.push(left);
  }
  return leaves;
}

function subtractDecimals(reported: readonly (number | undefined)[], plan: Plan): Decimal[] {
  const leaves: Decimal[] = [];
  for (const [index, line] of plan.lines.entries()) {
    let left = Decimal.from(reported[index] ?? 0);
    for (const part of line.parts) left = left.subtract(leaves[part] ?? Decimal.ZERO);
    if (left.isNegative) throw impossible(index, reported, plan);
    leaves.push(left);
  }
  return leaves;
}

/** Two reported units overlap, the overlap has its own rate, and nobody said how large it is. */
function assertJoins(usage: Usage, plan: Plan, reported: readonly (number | undefined)[]): void {
  for (const { line, pairs } of plan.joins) {
    if (reported[line] !== undefined) continue;
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

function impossible(index: number, reported: readonly (number | undefined)[], plan: Plan): WeirError {
  const line = plan.lines[index];
  const whole = line?.rate.unit ?? '';
  const limit = reported[index] ?? 0;
  const parts = (line?.parts ?? []).map((part) => ({
    unit: plan.lines[part]?.rate.unit ?? '',
    quantity: reported[part] ?? 0,
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
