import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  Outcome,
  OutcomeAnswer,
  OutcomeInput,
  OutcomeRule,
  OutcomeWebhook,
  Page,
  QualityScore,
} from '@weir/core/contract';
import { type Query, request } from './client.ts';
import { list, VALUE } from './queries.ts';

const PAGE_SIZE = 50;
const EVERY_MS = 15_000;

/** Newest first. `query`: since, until, workload, outcome, task, customer, success, retracted, unlinked. */
export const outcomesQuery = (query: Query) =>
  infiniteQueryOptions({
    queryKey: [VALUE, 'outcomes', query],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Outcome>>('/outcomes', {
        query: { limit: PAGE_SIZE, ...query, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });

/** All versions, oldest first; the last counts. */
export const outcomeQuery = (id: string) =>
  queryOptions({
    queryKey: [VALUE, 'outcome', id],
    queryFn: async ({ signal }) =>
      (await request<Page<Outcome>>(`/outcomes/${encodeURIComponent(id)}`, { signal })).data,
  });

export const sendOutcomes = (body: OutcomeInput | readonly OutcomeInput[]) =>
  request<OutcomeAnswer>('/outcomes', { method: 'POST', body });

export const outcomeRulesQuery = () => list<OutcomeRule>('/outcome-rules');
export const qualityScoresQuery = (query: Query) => list<QualityScore>('/quality-scores', query);
export const outcomeWebhooksQuery = () => list<OutcomeWebhook>('/outcome-webhooks');
