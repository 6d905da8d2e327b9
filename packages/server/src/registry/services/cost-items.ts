import type { CostItem, changeCostItem, createCostItem, Page } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { asc, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { costItems } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { refusePoolLoop } from './allocation-rule-checks.ts';
import { type CostItemRow, checkItem } from './cost-item-checks.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional, stamps } from './present.ts';
import { notFound, refuseDuplicate } from './references.ts';

/** Costs of AI that no call tells. Never removed, because they may have been booked: ended, or voided by ending where they began. */
export interface CostItemService {
  create(input: z.infer<typeof createCostItem>, by: ChangeBy): Promise<CostItem>;
  list(request: PageRequest): Promise<Page<CostItem>>;
  /** By id, all of them. */
  all(): Promise<CostItem[]>;
  show(id: string): Promise<CostItem>;
  /** Holds for all its time: months that are booked are set right by the next run, closed ones by corrections. */
  change(id: string, input: z.infer<typeof changeCostItem>, by: ChangeBy): Promise<CostItem>;
}

const present = (row: CostItemRow): CostItem => ({
  id: row.id,
  name: row.name,
  category: row.category as CostItem['category'],
  terms: row.terms,
  from: row.from,
  ...optional('until', row.until),
  ...optional('workload', row.workload),
  ...optional('rule', row.rule),
  sandbox: row.sandbox,
  source: row.source,
  ...optional('owner', row.owner),
  ...stamps(row),
});

export function costItemService(store: Store): CostItemService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        await refuseDuplicate(change.tx, costItems, 'cost item', input.id);
        const row: CostItemRow = {
          id: input.id,
          name: input.name ?? input.id,
          category: input.category,
          terms: input.terms,
          from: input.from,
          until: input.until ?? null,
          workload: input.workload ?? null,
          rule: input.rule ?? null,
          sandbox: input.sandbox ?? false,
          source: input.source,
          owner: input.owner ?? null,
          createdAt: change.now,
          updatedAt: change.now,
        };
        await checkItem(change.tx, row, false);
        await change.tx.insert(costItems).values(row);
        await refusePoolLoop(change.tx);
        change.audit('cost_item.create', `cost_item/${row.id}`, undefined, present(row));
        return present(row);
      }),
    async list(request) {
      const page = keyset(request, costItems.createdAt, costItems.id);
      const rows = await store.db
        .select()
        .from(costItems)
        .where(page.after)
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    all: async () => (await store.db.select().from(costItems).orderBy(asc(costItems.id))).map(present),
    show: async (id) => present(await findCostItem(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await findCostItem(change.tx, id);
        const keep = <T>(next: T | undefined, current: T) => (next === undefined ? current : next);
        const row: CostItemRow = {
          ...old,
          name: input.name ?? old.name,
          terms: input.terms ?? old.terms,
          until: keep(input.until, old.until),
          rule: keep(input.rule, old.rule),
          workload: keep(input.workload, old.workload),
          owner: keep(input.owner, old.owner),
          source: input.source ?? old.source,
          updatedAt: change.now,
        };
        refuseOtherKind(old, row);
        await checkItem(change.tx, row, true);
        await change.tx.update(costItems).set(row).where(eq(costItems.id, id));
        await refusePoolLoop(change.tx);
        change.audit('cost_item.change', `cost_item/${id}`, present(old), present(row));
        return present(row);
      }),
  };
}

/** Quantities that were sent would otherwise mean something else. */
function refuseOtherKind(old: CostItemRow, row: CostItemRow): void {
  if (old.terms.kind === row.terms.kind) return;
  throw new WeirError(
    'invalid_argument',
    `A cost that is ${old.terms.kind} does not become ${row.terms.kind}`,
    {
      field: 'terms.kind',
      remedy: 'End it (until), and create another from then on.',
    },
  );
}

export async function findCostItem(db: Queries, id: string): Promise<CostItemRow> {
  const [row] = await db.select().from(costItems).where(eq(costItems.id, id));
  if (row === undefined) throw notFound('cost item', id, 'List them: weir cost-item list.');
  return row;
}
