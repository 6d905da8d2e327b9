import { WeirError } from '../errors/index.ts';
import { allocate, Decimal, MONEY_SCALE } from '../money/index.ts';
import { type SplitPart, splitPart, strangers } from './allocation-split.ts';
import type {
  AllocatedPart,
  AllocationProblem,
  AllocationResult,
  AllocationTerms,
  AllocationTrace,
  Receiver,
  SharedCost,
} from './allocation-types.ts';

/** Among shares of pools: what stays, for the steps behind. */
export const KEPT = 'self';

/** More ways through pools than anybody can follow, and than can be walked in a moment. */
const MAX_WAYS = 1_000;

/** Ids in docs/formulas.md of what shares out costs. */
export const ALLOCATION_FORMULAS = { allocation: 'allocation' } as const;

/**
 * Shares costs out among workloads (formula `allocation`, docs/formulas.md). Source: product.md C5.
 * A cost goes through the steps of its terms: parts of it into other costs, whose terms they follow in turn; then split by split,
 * each part within itself, down to workloads. Whatever cannot be laid at a workload's door is a part of workload ''. Parts of a
 * cost sum to it exactly, in units of the last of `places` decimals, whatever the order of the arguments.
 * A cost that more than 1,000 ways lead from is borne by nobody, and told.
 * Throws `invalid_argument` naming a loop of pools, before anything is shared.
 */
export function shareCosts(
  costs: readonly SharedCost[],
  receivers: readonly Receiver[],
  places = MONEY_SCALE,
): AllocationResult {
  const inOrder = [...receivers].sort((a, b) => (a.id < b.id ? -1 : 1));
  const byId = new Map(costs.map((cost) => [cost.id, cost]));
  refuseLoops(costs);
  const problems = new Set<string>();
  const parts = [...byId.values()]
    .sort((a, b) => (a.id < b.id ? -1 : 1))
    .flatMap((cost) => shareOne(cost, byId, inOrder, places, problems));
  return { parts, problems: [...problems].sort().map((text) => JSON.parse(text) as AllocationProblem) };
}

/** The first loop of pools as a sentence names it: `a -> b -> a`; undefined when there is none. */
export function poolLoop(costs: readonly Pick<SharedCost, 'id' | 'terms'>[]): string | undefined {
  const targets = new Map(costs.map((cost) => [cost.id, poolsOf(cost.terms)]));
  const done = new Set<string>();
  function visit(id: string, path: readonly string[]): string | undefined {
    const at = path.indexOf(id);
    if (at !== -1) return [...path.slice(at), id].join(' -> ');
    if (done.has(id)) return undefined;
    for (const next of targets.get(id) ?? []) {
      const loop = visit(next, [...path, id]);
      if (loop !== undefined) return loop;
    }
    done.add(id);
    return undefined;
  }
  for (const id of [...targets.keys()].sort()) {
    const loop = visit(id, []);
    if (loop !== undefined) return loop;
  }
  return undefined;
}

function refuseLoops(costs: readonly SharedCost[]): void {
  const loop = poolLoop(costs);
  if (loop === undefined) return;
  throw new WeirError('invalid_argument', `Costs go round in a loop: ${loop}`, {
    field: 'steps',
    remedy: 'Take one of these pools out of a rule, so that every cost ends at workloads.',
  });
}

function poolsOf(terms: AllocationTerms | undefined): string[] {
  const pools = (terms?.steps ?? []).flatMap((step) =>
    step.kind === 'pools' ? Object.keys(step.shares).filter((id) => id !== KEPT) : [],
  );
  return pools.sort();
}

interface Flow {
  amount: Decimal;
  way: readonly AllocationTrace[];
}

/** Flows of one cost through the pools, and what arrives at workloads. */
function shareOne(
  cost: SharedCost,
  byId: ReadonlyMap<string, SharedCost>,
  receivers: readonly Receiver[],
  places: number,
  problems: Set<string>,
): AllocatedPart[] {
  const tell = (message: string) => problems.add(JSON.stringify({ cost: cost.id, message }));
  const arrived = new Map<string, { amount: Decimal; ways: AllocationTrace[][] }>();
  const arrive = (workload: string, { amount, way }: Flow) => {
    if (amount.isZero) return;
    const known = arrived.get(workload) ?? { amount: Decimal.ZERO, ways: [] };
    known.amount = known.amount.add(amount);
    known.ways.push([...way]);
    arrived.set(workload, known);
  };
  let walked = 0;
  const go = (at: SharedCost, flow: Flow): void => {
    if (flow.amount.isZero || walked > MAX_WAYS) return;
    walked += 1;
    if (at.terms === undefined) {
      end(at, flow);
      return;
    }
    const takers = at.takesPart === undefined ? receivers : receivers.filter(at.takesPart);
    let flows: SplitPart[] = [{ ...flow, receivers: takers }];
    for (const step of at.terms.steps) {
      if (step.kind === 'pools') {
        flows = flows.flatMap((part) => toPools(part, step.shares));
        continue;
      }
      for (const stranger of strangers(step, takers)) {
        tell(
          `Shares name ${step.among} "${stranger}", of which no workload takes part: the others bear its share`,
        );
      }
      const { onZeroBasis } = at.terms;
      flows = flows.flatMap((part) => {
        const split = splitPart(part, step, onZeroBasis, places);
        split.problems.forEach(tell);
        for (const left of split.unallocated) arrive('', left);
        return split.parts;
      });
    }
    for (const { receivers: left, amount, way } of flows) {
      const [only, ...others] = left;
      arrive(only !== undefined && others.length === 0 ? only.id : '', { amount, way });
      if (only === undefined || others.length > 0) tell('The last step does not split among workloads');
    }
  };
  const end = (at: SharedCost, flow: Flow): void => {
    const { workload } = at;
    if (workload === undefined)
      tell(`${at.id} has no rule and no workload, so ${flow.amount} is borne by nobody`);
    const known = workload !== undefined && receivers.some(({ id }) => id === workload);
    if (workload !== undefined && !known) tell(`Workload "${workload}" takes no part in this period`);
    const trace: AllocationTrace = {
      kind: 'whole',
      to: known ? workload : '',
      whole: flow.amount,
      part: flow.amount,
    };
    arrive(known ? workload : '', { amount: flow.amount, way: [...flow.way, trace] });
  };
  const toPools = (part: SplitPart, shares: Readonly<Record<string, string>>): SplitPart[] => {
    const names = Object.keys(shares).sort();
    const weights = names.map((name) => Decimal.from(shares[name] ?? '0'));
    const of = weights.reduce((a, b) => a.add(b), Decimal.ZERO);
    if (of.isZero) {
      tell(`All shares of pools are zero, so ${part.amount} is borne by nobody`);
      arrive('', part);
      return [];
    }
    const amounts = allocate(part.amount, weights, places);
    return names.flatMap((name, i): SplitPart[] => {
      const amount = amounts[i] ?? Decimal.ZERO;
      const basis = weights[i] ?? Decimal.ZERO;
      const trace = { to: name, by: 'fixed', basis, of, whole: part.amount, part: amount } as const;
      const kind = name === KEPT ? 'kept' : 'pool';
      const flow = { amount, way: [...part.way, { kind, ...trace } as const] };
      if (name === KEPT) return [{ ...flow, receivers: part.receivers }];
      const pool = byId.get(name);
      if (pool !== undefined) go(pool, flow);
      else {
        tell(`There is no cost item "${name}" in this period, so ${amount} is borne by nobody`);
        arrive('', flow);
      }
      return [];
    });
  };
  go(cost, { amount: cost.amount, way: [] });
  if (walked > MAX_WAYS) {
    tell(
      `More than ${MAX_WAYS} ways lead through pools from ${cost.id}, so ${cost.amount} is borne by nobody`,
    );
    return [{ cost: cost.id, workload: '', amount: cost.amount, ways: [] }];
  }
  return [...arrived]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([workload, { amount, ways }]) => ({ cost: cost.id, workload, amount, ways }));
}
