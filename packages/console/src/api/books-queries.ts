import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  DifferenceClass,
  Page,
  Period,
  Proposal,
  ProposedEntry,
  Reconciliation,
  ReconciliationCell,
  ReconciliationDetail,
} from '@weir/core/contract';
import { request } from './client.ts';

/**
 * Reads of the books. Keys begin with `books`: comparing a month reads all of it, so it is not done again with every call
 * that lands, but now and then while somebody looks, and after every decision.
 */
export const BOOKS = 'books';
const BOOKS_EVERY_MS = 30_000;
const PAGE_SIZE = 50;
const MOST_CELLS = 500;
const MOST_ENTRIES = 200;

export type ProposedEntries = { data: ProposedEntry[]; total: number };

export const reconciliationQuery = (month: string) =>
  queryOptions({
    queryKey: [BOOKS, 'reconciliation', month],
    queryFn: ({ signal }) => request<Reconciliation>('/reconciliation', { query: { month }, signal }),
    refetchInterval: BOOKS_EVERY_MS,
    staleTime: 10_000,
  });

export interface CellsAsked {
  month: string;
  provider: string;
  class?: DifferenceClass | undefined;
}
export const cellsQuery = (asked: CellsAsked) =>
  queryOptions({
    queryKey: [BOOKS, 'cells', asked],
    queryFn: ({ signal }) =>
      request<{ data: ReconciliationCell[]; total: number }>('/reconciliation/cells', {
        query: { ...asked, limit: MOST_CELLS },
        signal,
      }),
    staleTime: 10_000,
    placeholderData: keepPreviousData,
  });

export interface CellAsked {
  month: string;
  provider: string;
  day: string;
  scope: string;
  model: string;
  unit: string;
}
export const cellQuery = (asked: CellAsked) =>
  queryOptions({
    queryKey: [BOOKS, 'detail', asked],
    queryFn: ({ signal }) =>
      request<ReconciliationDetail>('/reconciliation/detail', { query: { ...asked }, signal }),
  });

export const periodsQuery = (count: number) =>
  queryOptions({
    queryKey: [BOOKS, 'periods', count],
    queryFn: async ({ signal }) =>
      (await request<{ data: Period[] }>('/periods', { query: { count }, signal })).data,
    refetchInterval: BOOKS_EVERY_MS,
  });

/** With what stands in the way of closing it. */
export const periodQuery = (month: string) =>
  queryOptions({
    queryKey: [BOOKS, 'period', month],
    queryFn: ({ signal }) => request<Period>(`/periods/${month}`, { signal }),
    refetchInterval: BOOKS_EVERY_MS,
  });

export const proposalsQuery = (asked: {
  state: Proposal['state'] | undefined;
  kind: Proposal['kind'] | undefined;
  month: string | undefined;
}) =>
  infiniteQueryOptions({
    queryKey: [BOOKS, 'proposals', asked],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Proposal>>('/proposals', {
        query: { limit: PAGE_SIZE, ...asked, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: BOOKS_EVERY_MS,
  });

export const proposalQuery = (id: string) =>
  queryOptions({
    queryKey: [BOOKS, 'proposal', id],
    queryFn: ({ signal }) => request<Proposal>(`/proposals/${encodeURIComponent(id)}`, { signal }),
  });

/** The first entries it books. */
export const proposalEntriesQuery = (id: string) =>
  queryOptions({
    queryKey: [BOOKS, 'entries', id],
    queryFn: ({ signal }) =>
      request<ProposedEntries>(`/proposals/${encodeURIComponent(id)}/entries`, {
        query: { limit: MOST_ENTRIES },
        signal,
      }),
    staleTime: Number.POSITIVE_INFINITY,
  });
