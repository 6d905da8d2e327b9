import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import type { CliDeps } from '../../ports.ts';
import { routeChange } from './change.ts';
import { routeCreate } from './create.ts';
import { routeList } from './list.ts';
import { routeShow } from './show.ts';
import { routeSimulate } from './simulate.ts';

export const routeGroup = (deps: CliDeps) =>
  defineGroup('route', 'routes: names that stand for models, and which one a request gets', [
    routeCreate(deps),
    routeList(deps),
    routeShow(deps),
    routeChange(deps),
    removeCommand(deps, {
      name: 'route',
      label: 'route',
      path: '/routes',
      example: 'fast',
      unless: 'while a workload names it; clients that go on asking for it are told there is no such model',
    }),
    routeSimulate(deps),
  ]);
