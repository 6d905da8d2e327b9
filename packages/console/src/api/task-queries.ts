import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Kill, Page, Task, TaskView } from '@weir/core/contract';
import { type Query, request } from './client.ts';
import { LEDGER } from './queries.ts';

/** Reads and writes about tasks of agents; keys follow the rule of queries.ts. */

const PAGE_SIZE = 50;
/** What control knows (waiting, stopped) is pushed by nobody: it is asked for while somebody looks. */
const LIST_EVERY_MS = 10_000;
export const LIVE_EVERY_MS = 2_000;

const pathOf = (workload: string, task: string) =>
  `/tasks/${encodeURIComponent(workload)}/${encodeURIComponent(task)}`;

export const tasksQuery = (query: Query) =>
  infiniteQueryOptions({
    queryKey: [LEDGER, 'tasks', query],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Task>>('/tasks', { query: { limit: PAGE_SIZE, ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: LIST_EVERY_MS,
  });

export const taskQuery = (workload: string, task: string) =>
  queryOptions({
    queryKey: [LEDGER, 'task', workload, task],
    queryFn: ({ signal }) => request<TaskView>(pathOf(workload, task), { signal }),
    refetchInterval: ({ state: { data } }) =>
      data === undefined || data.state !== 'ended' ? LIVE_EVERY_MS : LIST_EVERY_MS,
  });

/** `cut` ends the calls under way too. */
export const stopTask = (workload: string, task: string, body: { reason?: string; cut: boolean }) =>
  request<Kill>(`${pathOf(workload, task)}/stop`, { method: 'POST', body });
export const resumeTask = (workload: string, task: string) =>
  request<Kill>(`${pathOf(workload, task)}/resume`, { method: 'POST' });
