import type { TaskState } from '@weir/core/contract';
import { oneOf, textOf } from '../../routes/search.ts';
import { readScope, type Scope } from '../scope/scope.ts';

export const TASK_STATES = ['running', 'waiting', 'stopped', 'ended'] as const satisfies readonly TaskState[];

export interface TasksSearch extends Pick<Scope, 'range' | 'since' | 'until'> {
  workload?: string | undefined;
  state?: TaskState | undefined;
}

export function readTasksSearch(raw: Record<string, unknown>): TasksSearch {
  const { filter: _, ...range } = readScope(raw);
  const workload = textOf(raw['workload']);
  const state = oneOf(raw['state'], TASK_STATES);
  return {
    ...range,
    ...(workload === undefined ? {} : { workload }),
    ...(state === undefined ? {} : { state }),
  };
}
