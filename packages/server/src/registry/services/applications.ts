import type { Application, changeApplication, createApplication, Page } from '@weir/core/contract';
import type { z } from 'zod';
import { applications, teams, workloads } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { namedRecords } from './named-records.ts';
import type { PageRequest } from './page.ts';
import { optional, stamps } from './present.ts';
import { refuseDuplicate, refuseReferenced, requireReference } from './references.ts';
import { refuseScoped } from './scopes.ts';

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

const records = namedRecords({
  table: applications,
  name: 'application',
  noun: 'application',
  subject: 'application',
  present,
});

export async function insertApplication(
  change: Change,
  input: z.infer<typeof createApplication>,
): Promise<Application> {
  await refuseDuplicate(change.tx, applications, 'application', input.id);
  await requireReference(change.tx, teams, 'team', 'team', input.team);
  const row: Row = {
    id: input.id,
    name: input.name ?? input.id,
    team: input.team ?? null,
    createdAt: change.now,
    updatedAt: change.now,
  };
  return records.insert(change, row);
}

export async function updateApplication(
  change: Change,
  id: string,
  input: z.infer<typeof changeApplication>,
): Promise<Application> {
  const old = await records.find(change.tx, id);
  await requireReference(change.tx, teams, 'team', 'team', input.team);
  const row: Row = {
    ...old,
    name: input.name ?? old.name,
    team: input.team === undefined ? old.team : input.team,
    updatedAt: change.now,
  };
  return records.update(change, old, row);
}

export function applicationService(store: Store): ApplicationService {
  return {
    create: (input, by) => store.change(by, (change) => insertApplication(change, input)),
    list: (request) => records.list(store, request),
    show: async (id) => present(await records.find(store.db, id)),
    change: (id, input, by) => store.change(by, (change) => updateApplication(change, id, input)),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await records.find(change.tx, id);
        await refuseReferenced(change.tx, 'Application', workloads, 'workload', workloads.application, id);
        await refuseScoped(change.tx, 'Application', 'application', id);
        await records.remove(change, old);
      }),
  };
}
