import type { changeRoute, createRoute, Page, Route, RouteStrategy } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { z } from 'zod';
import { routes } from '../schema/index.ts';
import type { ChangeBy } from '../store/change.ts';
import type { Directory, Tables } from '../store/directory.ts';
import type { Store } from '../store/store.ts';
import { checkModelRef, DEFAULT_MODEL, modelRefsOf } from './model-refs.ts';
import { namedRecords } from './named-records.ts';
import type { PageRequest } from './page.ts';
import { refuseRepeats } from './policies.ts';
import { stamps } from './present.ts';
import { refuseDuplicate, stillUsed } from './references.ts';

type Row = Tables['route'];
type Candidates = Row['candidates'];

const IN_POLICY = 'Take it out of the routing policy of these workloads, or name another model there, first.';

export interface RouteService {
  create(input: z.infer<typeof createRoute>, by: ChangeBy): Promise<Route>;
  list(request: PageRequest): Promise<Page<Route>>;
  show(id: string): Promise<Route>;
  change(id: string, input: z.infer<typeof changeRoute>, by: ChangeBy): Promise<Route>;
  /** Only one that no workload's policy names; clients that still ask for it are told that there is no such model. */
  remove(id: string, by: ChangeBy): Promise<void>;
}

const present = (row: Row): Route => ({
  id: row.id,
  name: row.name,
  strategy: row.strategy as RouteStrategy,
  candidates: row.candidates,
  ...stamps(row),
});

const records = namedRecords({ table: routes, name: 'route', noun: 'route', subject: 'route', present });

/**
 * Routes never contain routes: a candidate is a model, `provider/model` or a tier. So there are no cycles, and what a
 * route stands for can be read in one place. `providers` are the ids of the configured ones.
 */
export function routeService(store: Store, providers: () => readonly string[]): RouteService {
  return {
    create: (input, by) =>
      store.change(by, async (change) => {
        refuseReserved(input.id, providers());
        await refuseDuplicate(change.tx, routes, 'route', input.id);
        refuseNamedByOthers(input.id, store.directory);
        checkCandidates(input.id, input.candidates, store.directory);
        const row: Row = {
          id: input.id,
          name: input.name ?? input.id,
          strategy: input.strategy ?? 'ordered',
          candidates: input.candidates,
          createdAt: change.now,
          updatedAt: change.now,
        };
        return records.insert(change, row);
      }),
    list: (request) => records.list(store, request),
    show: async (id) => present(await records.find(store.db, id)),
    change: (id, input, by) =>
      store.change(by, async (change) => {
        const old = await records.find(change.tx, id);
        if (input.candidates !== undefined) checkCandidates(id, input.candidates, store.directory);
        const row: Row = {
          ...old,
          name: input.name ?? old.name,
          strategy: input.strategy ?? old.strategy,
          candidates: input.candidates ?? old.candidates,
          updatedAt: change.now,
        };
        return records.update(change, old, row);
      }),
    remove: (id, by) =>
      store.change(by, async (change) => {
        const old = await records.find(change.tx, id);
        const users = [...store.directory.rows.workload.values()].filter(
          ({ routing }) => routing !== null && modelRefsOf(routing).some(({ ref }) => ref === id),
        );
        if (users.length > 0) throw stillUsed(`Route "${id}"`, 'workload', users, IN_POLICY);
        await records.remove(change, old);
      }),
  };
}

/** Names that already mean something where a model is named. */
function refuseReserved(id: string, providers: readonly string[]): void {
  if (id === DEFAULT_MODEL) {
    throw invalid('id', '"default" means the default model of a workload', 'Choose another id.');
  }
  if (providers.includes(id)) {
    throw invalid('id', `"${id}" is the id of a provider`, 'Choose an id that no provider has.');
  }
}

/** A candidate that meant a model would mean the new route from then on. */
function refuseNamedByOthers(id: string, { rows }: Directory): void {
  for (const route of rows.route.values()) {
    if (!route.candidates.some(({ model }) => model === id)) continue;
    throw invalid(
      'id',
      `"${id}" is a candidate of route "${route.id}" and would mean this route instead of the model`,
      `Write it as provider/model in route "${route.id}" first, or choose another id.`,
    );
  }
}

function checkCandidates(id: string, candidates: Candidates, { rows }: Directory): void {
  refuseRepeats(
    candidates.map(({ model }) => model),
    'candidates',
  );
  for (const [i, { model }] of candidates.entries()) {
    const field = `candidates.${i}.model`;
    checkModelRef(model, field);
    if (model !== id && !rows.route.has(model)) continue;
    throw invalid(
      field,
      `"${model}" is ${model === id ? 'this route itself' : 'a route'}; routes do not contain routes`,
      'Name models (provider/model where a route has the name of a model) or tiers.',
    );
  }
}

function invalid(field: string, text: string, remedy: string): WeirError {
  return new WeirError('invalid_argument', text, { field, remedy });
}
