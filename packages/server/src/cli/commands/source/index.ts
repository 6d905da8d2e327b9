import { defineGroup } from '../../group.ts';
import { removeCommand } from '../../nouns/delete.ts';
import type { CliDeps } from '../../ports.ts';
import { sourceChange, sourceCreate } from './edit.ts';
import { sourceImport, sourcePreviewCommand } from './files.ts';
import { sourceKinds, sourceList, sourceRuns, sourceShow } from './look.ts';
import { quarantineGroup } from './quarantine.ts';
import { sourceBackfill, sourceRun } from './run.ts';

export const sourceGroup = (deps: CliDeps) =>
  defineGroup('source', 'sources of what the gateway does not see: provider APIs, bills, seats, files', [
    sourceCreate(deps),
    sourceList(deps),
    sourceShow(deps),
    sourceChange(deps),
    sourceRun(deps),
    sourceBackfill(deps),
    sourceImport(deps),
    sourcePreviewCommand(deps),
    sourceRuns(deps),
    quarantineGroup(deps),
    sourceKinds(deps),
    removeCommand(deps, {
      name: 'source',
      label: 'source',
      path: '/sources',
      example: 'aws-bill',
      unless: 'while it runs',
      after: ' What it has told stays in the books; its runs and its quarantine go.',
    }),
  ]);
