import type { changeTeam, createTeam, Page, Team } from '@weir/core/contract';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { applications, costCenters, teams, workloads } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional, stamps } from './present.ts';
import { notFound, refuseDuplicate, refuseReferenced, requireReference } from './references.ts';

type Row = Tables['team'];

export interface TeamService {
  create(input: z.infer<typeof createTeam>, by: ChangeBy): Promise<Team>;
  list(request: PageRequest): Promise<Page<Team>>;
  show(id: string): Promise<Team>;
  change(id: string, input: z.infer<typeof changeTeam>, by: ChangeBy): Promise<Team>;
  /** Only one that nothing refers to; calls in the ledger keep its id. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

const present = (row: Row): Team => ({
  id: row.id,
  name: row.name,
  ...optional('cost_center', row.costCenter),
  ...stamps(row),
});

export function teamService(store: Store): TeamService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        await refuseDuplicate(change.tx, teams, 'team', input.id);
        await requireReference(change.tx, costCenters, 'cost center', 'cost_center', input.cost_center);
        const row: Row = {
          id: input.id,
          name: input.name ?? input.id,
          costCenter: input.cost_center ?? null,
          createdAt: change.now,
          updatedAt: change.now,
        };
        await change.tx.insert(teams).values(row);
        change.put('team', row.id, row);
        change.audit('team.create', `team/${row.id}`, undefined, present(row));
        return present(row);
      }),
    async list(request) {
      const page = keyset(request, teams.createdAt, teams.id);
      const query = store.db.select().from(teams).where(and(page.after));
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        await requireReference(change.tx, costCenters, 'cost center', 'cost_center', input.cost_center);
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          costCenter: input.cost_center === undefined ? old.costCenter : input.cost_center,
          updatedAt: change.now,
        };
        await change.tx.update(teams).set(row).where(eq(teams.id, id));
        change.put('team', id, row);
        change.audit('team.change', `team/${id}`, present(old), present(row));
        return present(row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        await refuseReferenced(change.tx, 'Team', applications, 'application', applications.team, id);
        await refuseReferenced(change.tx, 'Team', workloads, 'workload', workloads.team, id);
        await change.tx.delete(teams).where(eq(teams.id, id));
        change.remove('team', id);
        change.audit('team.remove', `team/${id}`, present(old), undefined);
      }),
  };
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(teams).where(eq(teams.id, id));
  if (row === undefined) throw notFound('team', id);
  return row;
}
