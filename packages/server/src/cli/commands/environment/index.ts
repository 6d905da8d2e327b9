import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { environmentChange } from './change.ts';
import { environmentList } from './list.ts';

export const environmentGroup = (deps: CliDeps) =>
  defineGroup('environment', 'environments: which tags a call must have', [
    environmentList(deps),
    environmentChange(deps),
  ]);
