import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import type { CliDeps } from '../../ports.ts';
import { mappingList, mappingShow } from './look.ts';
import { mappingSave } from './save.ts';
import { mappingSuggest } from './suggest.ts';

export const mappingGroup = (deps: CliDeps) =>
  defineGroup('mapping', 'how columns of your files become lines', [
    mappingSuggest(deps),
    mappingSave(deps),
    mappingList(deps),
    mappingShow(deps),
    removeCommand(deps, {
      name: 'mapping',
      label: 'mapping',
      path: '/mappings',
      example: 'mistral-invoices',
      unless: 'while a source uses it',
      after: ' What was read with it stays.',
    }),
  ]);
