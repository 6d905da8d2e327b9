import type { AllocationRule, CostItem } from '@weir/core/contract';
import { plusDays } from '@weir/core/economics';
import { Decimal } from '@weir/core/money';
import type { AllocatedSum } from '../../ledger/economics-port.ts';
import type { AmountDeps } from './amounts.ts';
import { eachDay, instantOfDay, type MonthDays } from './days.ts';
import type { Missing } from './entries.ts';
import { type ItemShares, type Shares, sharesAt } from './shares.ts';

/** What the books lack of an item. */
export interface Accrued {
  item: CostItem;
  /** As of the last day that is over. */
  shares: ItemShares;
  booked: Decimal;
  missing: Missing[];
}

export interface AccrualInput {
  days: MonthDays;
  items: readonly CostItem[];
  rules: ReadonlyMap<string, AllocationRule>;
  /** Of the month, real ones and those of the sandbox. */
  booked: readonly AllocatedSum[];
  deps: AmountDeps;
}

const HALF_DAY_MS = 12 * 3_600_000;

/**
 * Day by day, what the month up to its end says and the books do not: past days behind the last one that is booked get theirs,
 * and whatever else has come to be different lands on the last day that is over.
 */
export async function accrue({ days, items, rules, booked, deps }: AccrualInput): Promise<Accrued[]> {
  const last = plusDays(days.until, -1);
  const bookedOf = byItem(booked);
  const relevant = items.filter(
    (item) =>
      bookedOf.has(item.id) ||
      (item.from < days.until && (item.until === undefined || item.until > days.since)),
  );
  const shares = new Map<string, Promise<Shares>>();
  const sharesOf = (day: string, sandbox: boolean): Promise<Shares> => {
    const name = `${day} ${sandbox}`;
    const known =
      shares.get(name) ?? sharesAt({ ...days, until: plusDays(day, 1) }, sandbox, items, rules, deps);
    shares.set(name, known);
    return known;
  };
  const result: Accrued[] = [];
  for (const item of relevant) {
    const rows = bookedOf.get(item.id) ?? [];
    const state = new BookedState(rows);
    const total = state.total();
    const missing: Missing[] = [];
    for (const day of daysToBook(item, state.lastDay, days)) {
      const { items: all, tags } = await sharesOf(day, item.sandbox);
      const ofItem = all.get(item.id);
      if (ofItem === undefined || ofItem.failed) continue;
      missing.push(...state.catchUp(item, day, ofItem, tags, deps.timeZone));
    }
    const now = (await sharesOf(last, item.sandbox)).items.get(item.id);
    if (now !== undefined) result.push({ item, shares: now, booked: total, missing });
  }
  return result;
}

function daysToBook(item: CostItem, lastBooked: string | undefined, days: MonthDays): string[] {
  const last = plusDays(days.until, -1);
  const from = item.from > days.since ? item.from : days.since;
  const behind = lastBooked === undefined ? from : plusDays(lastBooked, 1);
  const end = item.until !== undefined && item.until < days.until ? item.until : days.until;
  return [...new Set([...eachDay(behind > from ? behind : from, end), last])].sort();
}

function byItem(booked: readonly AllocatedSum[]): Map<string, AllocatedSum[]> {
  const items = new Map<string, AllocatedSum[]>();
  for (const row of booked) {
    const known = items.get(row.item);
    if (known === undefined) items.set(row.item, [row]);
    else known.push(row);
  }
  return items;
}

/** What the books have of an item, and will have once what is missing has landed. */
class BookedState {
  readonly lastDay: string | undefined;
  private readonly sums = new Map<string, Decimal>();
  private readonly entries = new Map<string, number>();

  constructor(rows: readonly AllocatedSum[]) {
    for (const { day, workload, cost, entries } of rows) {
      this.sums.set(workload, (this.sums.get(workload) ?? Decimal.ZERO).add(Decimal.from(cost)));
      this.entries.set(`${day} ${workload}`, entries);
    }
    this.lastDay = rows.reduce<string | undefined>(
      (a, { day }) => (a === undefined || day > a ? day : a),
      undefined,
    );
  }

  total(): Decimal {
    return [...this.sums.values()].reduce((a, b) => a.add(b), Decimal.ZERO);
  }

  catchUp(
    item: CostItem,
    day: string,
    { parts }: ItemShares,
    tags: Shares['tags'],
    timeZone: string,
  ): Missing[] {
    const wanted = new Map(parts.map(({ workload, amount }) => [workload, amount]));
    const at = new Date(instantOfDay(day, timeZone).getTime() + HALF_DAY_MS);
    const missing: Missing[] = [];
    for (const workload of [...new Set([...wanted.keys(), ...this.sums.keys()])].sort()) {
      const amount = (wanted.get(workload) ?? Decimal.ZERO).subtract(this.sums.get(workload) ?? Decimal.ZERO);
      if (amount.isZero) continue;
      const before = this.entries.get(`${day} ${workload}`) ?? 0;
      const known = workload === '' ? {} : (tags.get(workload) ?? { workload });
      missing.push({ item, workload, tags: known, day, at, amount, before });
      this.sums.set(workload, (this.sums.get(workload) ?? Decimal.ZERO).add(amount));
    }
    return missing;
  }
}
