import type { CostCenter, changeCostCenter, createCostCenter, Page } from '@weir/core/contract';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { costCenters, teams, workloads } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { stamps } from './present.ts';
import { notFound, refuseDuplicate, refuseReferenced } from './references.ts';

type Row = Tables['costCenter'];

export interface CostCenterService {
  create(input: z.infer<typeof createCostCenter>, by: ChangeBy): Promise<CostCenter>;
  list(request: PageRequest): Promise<Page<CostCenter>>;
  show(id: string): Promise<CostCenter>;
  change(id: string, input: z.infer<typeof changeCostCenter>, by: ChangeBy): Promise<CostCenter>;
  /** Only one that nothing refers to; calls in the ledger keep its id. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

const present = (row: Row): CostCenter => ({ id: row.id, name: row.name, ...stamps(row) });
const NOUN = 'cost center';

export function costCenterService(store: Store): CostCenterService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        await refuseDuplicate(change.tx, costCenters, NOUN, input.id);
        const name = input.name ?? input.id;
        const row: Row = { id: input.id, name, createdAt: change.now, updatedAt: change.now };
        await change.tx.insert(costCenters).values(row);
        change.put('costCenter', row.id, row);
        change.audit('cost_center.create', `cost_center/${row.id}`, undefined, present(row));
        return present(row);
      }),
    async list(request) {
      const page = keyset(request, costCenters.createdAt, costCenters.id);
      const query = store.db.select().from(costCenters).where(and(page.after));
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        const row: Row = { ...old, name: input.name ?? old.name, updatedAt: change.now };
        await change.tx.update(costCenters).set(row).where(eq(costCenters.id, id));
        change.put('costCenter', id, row);
        change.audit('cost_center.change', `cost_center/${id}`, present(old), present(row));
        return present(row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        await refuseReferenced(change.tx, 'Cost center', teams, 'team', teams.costCenter, id);
        await refuseReferenced(change.tx, 'Cost center', workloads, 'workload', workloads.costCenter, id);
        await change.tx.delete(costCenters).where(eq(costCenters.id, id));
        change.remove('costCenter', id);
        change.audit('cost_center.remove', `cost_center/${id}`, present(old), undefined);
      }),
  };
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(costCenters).where(eq(costCenters.id, id));
  if (row === undefined) throw notFound(NOUN, id);
  return row;
}
