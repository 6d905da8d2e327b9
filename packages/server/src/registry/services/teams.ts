import type { changeTeam, createTeam, Page, Team } from '@weir/core/contract';
import type { z } from 'zod';
import { applications, costCenters, people, teams, workloads } from '../schema/index.ts';
import type { Change, ChangeBy } from '../store/change.ts';
import type { Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { namedRecords } from './named-records.ts';
import type { PageRequest } from './page.ts';
import { optional, stamps } from './present.ts';
import { refuseDuplicate, refuseReferenced, requireReference } from './references.ts';
import { refuseScoped } from './scopes.ts';

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

const records = namedRecords({ table: teams, name: 'team', noun: 'team', subject: 'team', present });

export async function insertTeam(change: Change, input: z.infer<typeof createTeam>): Promise<Team> {
  await refuseDuplicate(change.tx, teams, 'team', input.id);
  await requireReference(change.tx, costCenters, 'cost center', 'cost_center', input.cost_center);
  const row: Row = {
    id: input.id,
    name: input.name ?? input.id,
    costCenter: input.cost_center ?? null,
    createdAt: change.now,
    updatedAt: change.now,
  };
  return records.insert(change, row);
}

export async function updateTeam(
  change: Change,
  id: string,
  input: z.infer<typeof changeTeam>,
): Promise<Team> {
  const old = await records.find(change.tx, id);
  await requireReference(change.tx, costCenters, 'cost center', 'cost_center', input.cost_center);
  const row: Row = {
    ...old,
    name: input.name ?? old.name,
    costCenter: input.cost_center === undefined ? old.costCenter : input.cost_center,
    updatedAt: change.now,
  };
  return records.update(change, old, row);
}

export function teamService(store: Store): TeamService {
  return {
    create: (input, by) => store.change(by, (change) => insertTeam(change, input)),
    list: (request) => records.list(store, request),
    show: async (id) => present(await records.find(store.db, id)),
    change: (id, input, by) => store.change(by, (change) => updateTeam(change, id, input)),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await records.find(change.tx, id);
        await refuseReferenced(change.tx, 'Team', applications, 'application', applications.team, id);
        await refuseReferenced(change.tx, 'Team', workloads, 'workload', workloads.team, id);
        await refuseReferenced(change.tx, 'Team', people, 'person', people.team, id);
        await refuseScoped(change.tx, 'Team', 'team', id);
        await records.remove(change, old);
      }),
  };
}
