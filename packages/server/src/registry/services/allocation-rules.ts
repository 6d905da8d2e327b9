import type { AllocationRule, changeAllocationRule, createAllocationRule, Page } from '@weir/core/contract';
import { asc, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { allocationRules, costItems } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Store } from '../store/store.ts';
import { checkRule, refusePoolLoop } from './allocation-rule-checks.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { stamps } from './present.ts';
import { notFound, refuseDuplicate, refuseReferenced } from './references.ts';

/** Who bears costs that nobody bears alone. A change holds for every month that is shared out from then on. */
export interface AllocationRuleService {
  create(input: z.infer<typeof createAllocationRule>, by: ChangeBy): Promise<AllocationRule>;
  list(request: PageRequest): Promise<Page<AllocationRule>>;
  /** By id, all of them. */
  all(): Promise<AllocationRule[]>;
  show(id: string): Promise<AllocationRule>;
  change(id: string, input: z.infer<typeof changeAllocationRule>, by: ChangeBy): Promise<AllocationRule>;
  /** Refused while cost items follow it. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

type Row = typeof allocationRules.$inferSelect;

const present = (row: Row): AllocationRule => ({
  id: row.id,
  name: row.name,
  among: row.among,
  steps: row.steps,
  on_zero_basis: row.onZeroBasis as AllocationRule['on_zero_basis'],
  ...stamps(row),
});

export function allocationRuleService(store: Store): AllocationRuleService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        await refuseDuplicate(change.tx, allocationRules, 'allocation rule', input.id);
        const row: Row = {
          id: input.id,
          name: input.name ?? input.id,
          among: input.among ?? {},
          steps: input.steps,
          onZeroBasis: input.on_zero_basis ?? 'even',
          createdAt: change.now,
          updatedAt: change.now,
        };
        await checkRule(change.tx, row);
        await change.tx.insert(allocationRules).values(row);
        change.audit('allocation_rule.create', subjectOf(row.id), undefined, present(row));
        return present(row);
      }),
    async list(request) {
      const page = keyset(request, allocationRules.createdAt, allocationRules.id);
      const rows = await store.db
        .select()
        .from(allocationRules)
        .where(page.after)
        .orderBy(...page.order)
        .limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    all: async () =>
      (await store.db.select().from(allocationRules).orderBy(asc(allocationRules.id))).map(present),
    show: async (id) => present(await find(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          among: input.among ?? old.among,
          steps: input.steps ?? old.steps,
          onZeroBasis: input.on_zero_basis ?? old.onZeroBasis,
          updatedAt: change.now,
        };
        await checkRule(change.tx, row);
        await change.tx.update(allocationRules).set(row).where(eq(allocationRules.id, id));
        await refusePoolLoop(change.tx);
        change.audit('allocation_rule.change', subjectOf(id), present(old), present(row));
        return present(row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        await refuseReferenced(change.tx, 'The allocation rule', costItems, 'cost item', costItems.rule, id);
        await change.tx.delete(allocationRules).where(eq(allocationRules.id, id));
        change.audit('allocation_rule.remove', subjectOf(id), present(old), undefined);
      }),
  };
}

const subjectOf = (id: string) => `allocation_rule/${id}`;

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(allocationRules).where(eq(allocationRules.id, id));
  if (row === undefined) throw notFound('allocation rule', id, 'List them: weir allocation rule list.');
  return row;
}
