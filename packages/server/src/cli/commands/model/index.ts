import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { modelList } from './list.ts';
import { modelShow } from './show.ts';

export const modelGroup = (deps: CliDeps) =>
  defineGroup('model', 'models: what there is, what it can do, what it costs', [
    modelList(deps),
    modelShow(deps),
  ]);
