import type { Application, changeApplication, createApplication, Page } from '@weir/core/contract';
import { and, eq } from 'drizzle-orm';
import type { z } from 'zod';
import { applications, teams, workloads } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Queries } from '../store/db.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { keyset, type PageRequest, pageOf } from './page.ts';
import { optional, stamps } from './present.ts';
import { notFound, refuseDuplicate, refuseReferenced, requireReference } from './references.ts';

type Row = Tables['application'];

export interface ApplicationService {
  create(input: z.infer<typeof createApplication>, by: ChangeBy): Promise<Application>;
  list(request: PageRequest): Promise<Page<Application>>;
  show(id: string): Promise<Application>;
  change(id: string, input: z.infer<typeof changeApplication>, by: ChangeBy): Promise<Application>;
  /** Only one without workloads; calls in the ledger keep its id. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

const present = (row: Row): Application => ({
  id: row.id,
  name: row.name,
  ...optional('team', row.team),
  ...stamps(row),
});

export function applicationService(store: Store): ApplicationService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        await refuseDuplicate(change.tx, applications, 'application', input.id);
        await requireReference(change.tx, teams, 'team', 'team', input.team);
        const row: Row = {
          id: input.id,
          name: input.name ?? input.id,
          team: input.team ?? null,
          createdAt: change.now,
          updatedAt: change.now,
        };
        await change.tx.insert(applications).values(row);
        change.put('application', row.id, row);
        change.audit('application.create', `application/${row.id}`, undefined, present(row));
        return present(row);
      }),
    async list(request) {
      const page = keyset(request, applications.createdAt, applications.id);
      const query = store.db.select().from(applications).where(and(page.after));
      const rows = await query.orderBy(...page.order).limit(page.fetch);
      return pageOf(rows, page, present, (row) => ({ at: row.createdAt, id: row.id }));
    },
    show: async (id) => present(await find(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        await requireReference(change.tx, teams, 'team', 'team', input.team);
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          team: input.team === undefined ? old.team : input.team,
          updatedAt: change.now,
        };
        await change.tx.update(applications).set(row).where(eq(applications.id, id));
        change.put('application', id, row);
        change.audit('application.change', `application/${id}`, present(old), present(row));
        return present(row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await find(change.tx, id);
        await refuseReferenced(change.tx, 'Application', workloads, 'workload', workloads.application, id);
        await change.tx.delete(applications).where(eq(applications.id, id));
        change.remove('application', id);
        change.audit('application.remove', `application/${id}`, present(old), undefined);
      }),
  };
}

async function find(db: Queries, id: string): Promise<Row> {
  const [row] = await db.select().from(applications).where(eq(applications.id, id));
  if (row === undefined) throw notFound('application', id);
  return row;
}
