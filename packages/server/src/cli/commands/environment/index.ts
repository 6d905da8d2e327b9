import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import type { CliDeps } from '../../ports.ts';
import { environmentChange } from './change.ts';
import { environmentList } from './list.ts';

export const environmentGroup = (deps: CliDeps) =>
  defineGroup('environment', 'environments: which tags a call must have', [
    environmentList(deps),
    environmentChange(deps),
    removeCommand(deps, {
      name: 'environment',
      label: 'environment',
      path: '/environments',
      example: 'qa',
      unless: 'while a workload is in it, a retired one included',
    }),
  ]);
