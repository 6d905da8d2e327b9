import type { AllocationRule, CostItem } from '@weir/core/contract';
import { type AllocatedPart, type SharedCost, shareCosts } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { type AmountDeps, amountOf, type ItemPart } from './amounts.ts';
import { bearersOf, matches } from './bearers.ts';
import type { MonthDays } from './days.ts';

/** What the month so far says about items of one kind: real ones, or those of the sandbox. */
export interface Shares {
  /** By item. */
  items: ReadonlyMap<string, ItemShares>;
  tags: ReadonlyMap<string, Readonly<Record<string, string>>>;
}

export interface ItemShares {
  amount: Decimal;
  parts: readonly AllocatedPart[];
  problems: readonly string[];
  /** There is no amount: nothing is booked, and nothing taken back. */
  failed: boolean;
}

/** The ledger refuses a batch with more in it, and with it the shares of all other items. */
const TOO_LARGE = Decimal.from('1000000000000000');
const TOO_SMALL = Decimal.ZERO.subtract(TOO_LARGE);

/** A part of an item that is for one workload goes past the item's rule; slugs have no such character. */
const OF = '/';

/** Shares as of the end of a day of the month. Items that come to nothing are there as pools. */
export async function sharesAt(
  days: MonthDays,
  sandbox: boolean,
  items: readonly CostItem[],
  rules: ReadonlyMap<string, AllocationRule>,
  deps: AmountDeps,
): Promise<Shares> {
  const had = await deps.bases({ since: days.since, until: days.until, sandbox });
  const { receivers, tags } = bearersOf(deps.workloads, had);
  const outcome = new Map<string, { amount: Decimal; problems: string[]; failed: boolean }>();
  const costs: SharedCost[] = [];
  for (const item of items.filter((one) => one.sandbox === sandbox)) {
    const rule = item.rule === undefined ? undefined : rules.get(item.rule);
    const { parts, problem } = await partsOrProblem(item, rule, days, deps);
    outcome.set(item.id, {
      amount: parts.reduce((sum, { amount }) => sum.add(amount), Decimal.ZERO),
      problems: problem === undefined ? [] : [problem],
      failed: problem !== undefined,
    });
    costs.push(...costsOf(item, rule, parts, tags));
  }
  const shared = shareCosts(costs, receivers);
  for (const { cost, message } of shared.problems) outcome.get(itemOf(cost))?.problems.push(message);
  const parts = grouped(shared.parts);
  return {
    tags,
    items: new Map([...outcome].map(([id, one]) => [id, { ...one, parts: summed(id, parts.get(id) ?? []) }])),
  };
}

async function partsOrProblem(
  item: CostItem,
  rule: AllocationRule | undefined,
  days: MonthDays,
  deps: AmountDeps,
): Promise<{ parts: ItemPart[]; problem?: string }> {
  try {
    const parts = await amountOf(item, rule, days, deps);
    const sum = parts.reduce((all, { amount }) => all.add(amount), Decimal.ZERO);
    if (sum.compare(TOO_LARGE) < 0 && sum.compare(TOO_SMALL) > 0) return { parts };
    return {
      parts: [],
      problem: `${item.id} comes to ${sum}, more than the ledger can hold: check its rate and quantities`,
    };
  } catch (error) {
    if (!(error instanceof WeirError) || error.code !== 'invalid_argument') throw error;
    return { parts: [], problem: error.message };
  }
}

function costsOf(
  item: CostItem,
  rule: AllocationRule | undefined,
  parts: readonly ItemPart[],
  tags: ReadonlyMap<string, Readonly<Record<string, string>>>,
): SharedCost[] {
  const shared = parts.filter(({ workload }) => workload === undefined);
  const direct = parts.filter(({ workload }) => workload !== undefined);
  const amount = shared.reduce((sum, part) => sum.add(part.amount), Decimal.ZERO);
  const terms =
    rule === undefined
      ? {}
      : {
          terms: { steps: rule.steps, onZeroBasis: rule.on_zero_basis },
          takesPart: ({ id }: { id: string }) => matches(rule.among, tags.get(id) ?? {}),
        };
  // one that other items send parts to is there even when it comes to nothing by itself
  const own = item.workload === undefined ? {} : { workload: item.workload };
  return [
    { id: item.id, amount, ...terms, ...own },
    ...direct.map(({ workload = '', amount: part }, i) => ({
      id: `${item.id}${OF}${i}`,
      amount: part,
      workload,
    })),
  ];
}

const itemOf = (cost: string) => cost.split(OF)[0] ?? cost;

function grouped(parts: readonly AllocatedPart[]): Map<string, AllocatedPart[]> {
  const groups = new Map<string, AllocatedPart[]>();
  for (const part of parts) {
    const id = itemOf(part.cost);
    const known = groups.get(id);
    if (known === undefined) groups.set(id, [part]);
    else known.push(part);
  }
  return groups;
}

/** One part per workload. */
function summed(id: string, parts: readonly AllocatedPart[]): AllocatedPart[] {
  const sums = new Map<string, AllocatedPart>();
  for (const part of parts) {
    const known = sums.get(part.workload);
    const amount = known === undefined ? part.amount : known.amount.add(part.amount);
    sums.set(part.workload, { ...part, cost: id, amount, ways: [...(known?.ways ?? []), ...part.ways] });
  }
  return [...sums.values()].sort((a, b) => (a.workload < b.workload ? -1 : 1));
}
