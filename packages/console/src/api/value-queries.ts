import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { Note, Page, Scorecard, TimelineEvent, UnitReport, ViabilityMap } from '@weir/core/contract';
import { type Query, request } from './client.ts';
import { VALUE } from './queries.ts';

/**
 * What workloads are worth. Keys begin with `value`: reading it adds up a whole period, so it is asked now and then while
 * somebody looks and after every change of the registry (live.ts), not with every call that lands.
 */
const EVERY_MS = 60_000;
const FRESH_MS = 20_000;
const slow = { refetchInterval: EVERY_MS, staleTime: FRESH_MS } as const;
const workloadPath = (id: string, what: string) => `/workloads/${encodeURIComponent(id)}/${what}`;

/** `query`: since, until, sandbox. It takes no filter: see `useViability`. */
export const viabilityQuery = (query: Query) =>
  queryOptions({
    queryKey: [VALUE, 'viability', query],
    queryFn: ({ signal }) => request<ViabilityMap>('/viability', { query, signal }),
    placeholderData: keepPreviousData,
    ...slow,
  });

/** `query`: since, until, interval, outcome, sandbox. */
export const unitQuery = (workload: string, query: Query) =>
  queryOptions({
    queryKey: [VALUE, 'unit', workload, query],
    queryFn: ({ signal }) => request<UnitReport>(workloadPath(workload, 'unit-economics'), { query, signal }),
    placeholderData: keepPreviousData,
    ...slow,
  });

export const scorecardQuery = (workload: string) =>
  queryOptions({
    queryKey: [VALUE, 'scorecard', workload],
    queryFn: ({ signal }) => request<Scorecard>(workloadPath(workload, 'scorecard'), { signal }),
    ...slow,
  });

/** `query`: since, until. It takes no filter. */
export const scorecardsQuery = (query: Query) =>
  queryOptions({
    queryKey: [VALUE, 'scorecards', query],
    queryFn: async ({ signal }) =>
      (await request<{ data: Scorecard[] }>('/scorecards', { query, signal })).data,
    placeholderData: keepPreviousData,
    ...slow,
  });

export const timelineQuery = (workload: string, query: Query) =>
  queryOptions({
    queryKey: [VALUE, 'timeline', workload, query],
    queryFn: async ({ signal }) =>
      (await request<Page<TimelineEvent>>(workloadPath(workload, 'timeline'), { query, signal })).data,
    ...slow,
  });

/** Remarks on charts of a workload, with those on all charts; without one, those on all. */
export const notesQuery = (query: { workload?: string | undefined; since: string; until: string }) =>
  queryOptions({
    queryKey: [VALUE, 'notes', query],
    queryFn: async ({ signal }) =>
      (await request<Page<Note>>('/notes', { query: { ...query, limit: 200 }, signal })).data,
    staleTime: FRESH_MS,
    placeholderData: keepPreviousData,
  });

export const createNote = (body: Pick<Note, 'at' | 'text'> & { workload?: string }) =>
  request<Note>('/notes', { method: 'POST', body });
export const deleteNote = (id: string) =>
  request<void>(`/notes/${encodeURIComponent(id)}`, { method: 'DELETE' });
