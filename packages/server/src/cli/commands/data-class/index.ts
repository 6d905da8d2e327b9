import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import type { CliDeps } from '../../ports.ts';
import { dataClassChange } from './change.ts';
import { dataClassCreate } from './create.ts';
import { dataClassList } from './list.ts';
import { dataClassShow } from './show.ts';

export const dataClassGroup = (deps: CliDeps) =>
  defineGroup('data-class', 'data classes: which providers and regions may see which data', [
    dataClassCreate(deps),
    dataClassList(deps),
    dataClassShow(deps),
    dataClassChange(deps),
    removeCommand(deps, {
      name: 'data-class',
      label: 'data class',
      path: '/data-classes',
      example: 'internal',
      unless: 'while a workload names it',
    }),
  ]);
