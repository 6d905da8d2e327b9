import type { TryCost } from '../../port.ts';
import { matchesPlace } from '../../subject.ts';
import type { Purse } from './purse.ts';

export function sumOf(tries: readonly TryCost[]): bigint {
  const [only] = tries;
  if (tries.length === 1 && only !== undefined) return only.amount;
  let sum = 0n;
  for (const { amount } of tries) sum += amount;
  return sum;
}

/** What of it falls to a budget. Undefined when none of the tries goes where it applies, or it does not apply at `at`. */
export function shareOf(
  purse: Purse,
  tries: readonly TryCost[],
  total: bigint,
  at: number,
): bigint | undefined {
  if (purse.dated && !purse.applies(at)) return undefined;
  if (!purse.placed) return total;
  let share: bigint | undefined;
  for (const { place, amount } of tries) {
    if (matchesPlace(purse.budget.scope, place)) share = (share ?? 0n) + amount;
  }
  return share;
}
