import { defineGroup } from '../../group.ts';
import type { CliDeps } from '../../ports.ts';
import { taskList } from './list.ts';
import { taskShow } from './show.ts';
import { taskStop } from './stop.ts';

export const taskGroup = (deps: CliDeps) =>
  defineGroup('task', 'tasks: runs of agents and workflows, what they cost and where they stand', [
    taskList(deps),
    taskShow(deps),
    taskStop(deps),
  ]);
