import type { AddedCostQuantities, CostQuantity, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { and, eq, gte, inArray, lt, sql } from 'drizzle-orm';
import { costQuantities, workloads } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import type { CostItemRow } from './cost-item-checks.ts';
import { findCostItem } from './cost-items.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional } from './present.ts';

export type NewCostQuantity = Omit<CostQuantity, 'item' | 'created_at'>;

/** What metered costs were used of. A figure is taken once by its id; it is set right by a further one that may be negative. */
export interface CostQuantityService {
  /** All or none. The same again changes nothing; the same id with another figure is a `conflict`. */
  add(item: string, quantities: readonly NewCostQuantity[], by: ChangeBy): Promise<AddedCostQuantities>;
  list(item: string, request: PageRequest): Promise<Page<CostQuantity>>;
  /** Sums of days in [since, until) by the workload they name, '' for none. */
  sums(item: string, since: string, until: string): Promise<{ workload: string; quantity: string }[]>;
}

type Row = typeof costQuantities.$inferSelect;
const CHUNK = 500;
const PLACES = 12;

const present = (row: Row): CostQuantity => ({
  id: row.id,
  item: row.item,
  day: row.day,
  quantity: Decimal.from(row.quantity).toString(),
  ...optional('workload', row.workload),
  ...optional('note', row.note),
  created_at: row.createdAt.toISOString(),
});

export function costQuantityService(store: Store): CostQuantityService {
  return {
    add: (id, quantities, by) =>
      store.change(by, async (change) => {
        const item = await findCostItem(change.tx, id);
        refuseUnmetered(item);
        await refuseStrangers(change.tx, quantities);
        const rows = quantities.map((one, i) => rowOf(item, one, change.now, i));
        const known = new Map<string, Row>();
        for (let at = 0; at < rows.length; at += CHUNK) {
          const ids = rows.slice(at, at + CHUNK).map((row) => row.id);
          const found = await change.tx
            .select()
            .from(costQuantities)
            .where(and(eq(costQuantities.item, id), inArray(costQuantities.id, ids)));
          for (const row of found) known.set(row.id, row);
        }
        const fresh: Row[] = [];
        for (const row of rows) {
          const old = known.get(row.id);
          if (old === undefined) fresh.push(row);
          else refuseOther(old, row);
          known.set(row.id, old ?? row);
        }
        for (let at = 0; at < fresh.length; at += CHUNK) {
          await change.tx.insert(costQuantities).values(fresh.slice(at, at + CHUNK));
        }
        const counts = { added: fresh.length, unchanged: rows.length - fresh.length };
        if (fresh.length > 0) change.audit('cost_item.add_quantities', `cost_item/${id}`, undefined, counts);
        return counts;
      }),
    async list(item, request) {
      await findCostItem(store.db, item);
      const page = keyset(request, costQuantities.createdAt, costQuantities.id);
      const rows = await store.db
        .select()
        .from(costQuantities)
        .where(and(page.after, eq(costQuantities.item, item)))
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    async sums(item, since, until) {
      const { workload, quantity, day } = costQuantities;
      const rows = await store.db
        .select({ workload, quantity: sql<string>`sum(${quantity})::text` })
        .from(costQuantities)
        .where(and(eq(costQuantities.item, item), gte(day, since), lt(day, until)))
        .groupBy(workload);
      return rows.map((row) => ({ workload: row.workload ?? '', quantity: row.quantity }));
    },
  };
}

function rowOf(
  item: CostItemRow,
  { id, day, quantity, workload, note }: NewCostQuantity,
  now: Date,
  at: number,
): Row {
  const field = `quantities.${at}`;
  if (day < item.from || (item.until !== null && day >= item.until)) {
    throw unfit(
      `${field}.day`,
      `${day} of "${id}" is not a day of ${item.id}`,
      `It runs from ${item.from}${item.until === null ? '' : ` until ${item.until}`}.`,
    );
  }
  const exact = Decimal.from(quantity);
  if (exact.roundHalfEven(PLACES).compare(exact) !== 0 || exact.coefficient.toString().length > 30) {
    throw unfit(
      `${field}.quantity`,
      `${quantity} of "${id}" has more digits than can be kept`,
      `Give at most ${PLACES} decimals.`,
    );
  }
  if (workload === undefined && item.workload === null && item.rule === null) {
    throw unfit(
      `${field}.workload`,
      `Nobody bears "${id}"`,
      'Name its workload, or give the item a workload or a rule.',
    );
  }
  return {
    item: item.id,
    id,
    day,
    quantity: exact.toString(),
    workload: workload ?? null,
    note: note ?? null,
    createdAt: now,
  };
}

function refuseUnmetered({ id, terms }: CostItemRow): void {
  if (terms.kind === 'metered') return;
  throw unfit(
    'id',
    `${id} is ${terms.kind}, so that it takes no quantities`,
    'Create a metered cost item for them.',
  );
}

async function refuseStrangers(tx: Queries, quantities: readonly NewCostQuantity[]): Promise<void> {
  const names = new Set(quantities.flatMap(({ workload }) => (workload === undefined ? [] : [workload])));
  if (names.size === 0) return;
  const rows = await tx
    .select({ id: workloads.id })
    .from(workloads)
    .where(inArray(workloads.id, [...names]));
  for (const { id } of rows) names.delete(id);
  const [stranger] = names;
  if (stranger === undefined) return;
  const at = quantities.findIndex(({ workload }) => workload === stranger);
  throw unfit(
    `quantities.${at}.workload`,
    `There is no workload "${stranger}"`,
    'List them: weir workload list.',
  );
}

function refuseOther(old: Row, row: Row): void {
  const same =
    old.day === row.day &&
    Decimal.from(old.quantity).compare(Decimal.from(row.quantity)) === 0 &&
    old.workload === row.workload;
  if (same) return;
  throw new WeirError('conflict', `"${row.id}" was taken with ${Decimal.from(old.quantity)} on ${old.day}`, {
    field: 'id',
    remedy: 'Send the difference under an id of its own; it may be negative.',
  });
}

function unfit(field: string, message: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', message, { field, remedy });
}
