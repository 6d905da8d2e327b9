import { allocate, Decimal } from '../money/index.ts';
import type {
  AllocationBasisName,
  AllocationLevelName,
  AllocationTerms,
  AllocationTrace,
  Receiver,
} from './allocation-types.ts';

type SplitStep = Extract<AllocationTerms['steps'][number], { kind: 'split' }>;

export interface SplitPart {
  amount: Decimal;
  receivers: readonly Receiver[];
  way: readonly AllocationTrace[];
}

export interface SplitOutcome {
  parts: SplitPart[];
  /** What no basis said whose it is. */
  unallocated: { amount: Decimal; way: readonly AllocationTrace[] }[];
  problems: string[];
}

const ONE = Decimal.from(1);

/**
 * Splits a part among the values of a level, within itself, in proportion to a basis (formula `allocation`, docs/formulas.md): cut down to
 * `places`, then a last digit each to the largest remainders, so that the parts sum to the whole exactly. Groups are in the
 * order of their names, so that what comes first does not depend on who asked. A basis below zero (credits beyond use)
 * counts as none and is told.
 */
export function splitPart(
  part: SplitPart,
  step: SplitStep,
  onZeroBasis: AllocationTerms['onZeroBasis'],
  places: number,
): SplitOutcome {
  const groups = groupsOf(part.receivers, step.among);
  const problems: string[] = [];
  const basis = groups.map(({ value, receivers }) => basisOf(step, value, receivers));
  const weights = basis.map((weight, i) => {
    if (!weight.isNegative) return weight;
    problems.push(
      `${step.among} "${groups[i]?.value}" has ${weight} of ${step.by}: below zero, so it counts as none`,
    );
    return Decimal.ZERO;
  });
  const sum = weights.reduce((a, b) => a.add(b), Decimal.ZERO);
  const evened = sum.isZero;
  if (groups.length === 0 || (evened && onZeroBasis === 'unallocated')) {
    problems.push(noBasis(part, step, groups.length));
    return { parts: [], unallocated: [{ amount: part.amount, way: part.way }], problems };
  }
  const used = evened ? groups.map(() => ONE) : weights;
  const of = evened ? Decimal.from(groups.length) : sum;
  const amounts = allocate(part.amount, used, places);
  const parts = groups.map(({ value, receivers }, i): SplitPart => {
    const amount = amounts[i] ?? Decimal.ZERO;
    const trace: AllocationTrace = {
      kind: 'split',
      level: step.among,
      to: value,
      by: step.by,
      ...(evened && step.by !== 'even' ? { evened } : {}),
      basis: used[i] ?? Decimal.ZERO,
      of,
      whole: part.amount,
      part: amount,
    };
    return { amount, receivers, way: [...part.way, trace] };
  });
  return { parts: parts.filter(({ amount }) => !amount.isZero), unallocated: [], problems };
}

/** Shares of a `fixed` step for whom nobody is there: their part goes to the others, and somebody should know. */
export function strangers(step: SplitStep, receivers: readonly Receiver[]): string[] {
  if (step.by !== 'fixed') return [];
  const there = new Set(receivers.map((receiver) => valueAt(receiver, step.among)));
  return Object.keys(step.shares ?? {})
    .filter((value) => !there.has(value))
    .sort();
}

function noBasis({ amount, way }: SplitPart, { among, by }: SplitStep, groups: number): string {
  const last = way.at(-1);
  const within = last === undefined || last.kind !== 'split' ? '' : ` of ${last.level} "${last.to}"`;
  return groups === 0
    ? `No workload takes part, so ${amount} is borne by nobody`
    : `No ${among}${within} has any ${by}, so ${amount} is borne by nobody`;
}

interface Group {
  value: string;
  receivers: Receiver[];
}

function groupsOf(receivers: readonly Receiver[], level: AllocationLevelName): Group[] {
  const groups = new Map<string, Receiver[]>();
  for (const receiver of receivers) {
    const value = valueAt(receiver, level);
    const known = groups.get(value);
    if (known === undefined) groups.set(value, [receiver]);
    else known.push(receiver);
  }
  return [...groups]
    .map(([value, members]) => ({ value, receivers: members }))
    .sort((a, b) => (a.value < b.value ? -1 : 1));
}

function valueAt(receiver: Receiver, level: AllocationLevelName): string {
  return level === 'workload' ? receiver.id : receiver.levels[level];
}

/** Of a group, what its workloads have together: who uses two of them counts in both. */
function basisOf({ by, shares }: SplitStep, value: string, receivers: readonly Receiver[]): Decimal {
  if (by === 'even') return ONE;
  if (by === 'fixed') return Decimal.from(shares?.[value] ?? '0');
  return measured(receivers, by);
}

function measured(
  receivers: readonly Receiver[],
  by: Exclude<AllocationBasisName, 'fixed' | 'even'>,
): Decimal {
  let sum = Decimal.ZERO;
  for (const { basis } of receivers) {
    const had = basis[by];
    if (had !== undefined) sum = sum.add(had);
  }
  return sum;
}
