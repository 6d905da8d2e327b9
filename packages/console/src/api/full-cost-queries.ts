import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AllocationExplanation,
  AllocationRule,
  AllocationRun,
  CostItem,
  CostQuantity,
  FullCostReport,
} from '@weir/core/contract';
import { type Query, request } from './client.ts';
import { list, VALUE } from './queries.ts';

/** `query`: since, until, by, sandbox. It takes no filter: see features/full-cost/stack.ts. */
export const fullCostQuery = (query: Query) =>
  queryOptions({
    queryKey: [VALUE, 'full-cost', query],
    queryFn: ({ signal }) => request<FullCostReport>('/full-cost', { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    staleTime: 20_000,
  });

const monthPath = (month: string) => `/allocations/${encodeURIComponent(month)}`;

/** Where the shares of a month come from, as it stands now. `query`: workload, item. */
export const allocationExplanationQuery = (month: string, query: Query) =>
  queryOptions({
    queryKey: [VALUE, 'allocation', month, query],
    queryFn: async ({ signal }) =>
      (await request<{ data: AllocationExplanation[] }>(`${monthPath(month)}/explain`, { query, signal }))
        .data,
    placeholderData: keepPreviousData,
  });

/** What a run of the month would book, without booking it. */
export const allocationPreviewQuery = (month: string) =>
  queryOptions({
    queryKey: [VALUE, 'allocation-preview', month],
    queryFn: ({ signal }) =>
      request<AllocationRun>(monthPath(month), { method: 'POST', body: { dry_run: true }, signal }),
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const runAllocation = (month: string) =>
  request<AllocationRun>(monthPath(month), { method: 'POST', body: {} });

export const costItemsQuery = () => list<CostItem>('/cost-items');
export const allocationRulesQuery = () => list<AllocationRule>('/allocation-rules');
export const costQuantitiesQuery = (item: string) =>
  list<CostQuantity>(`/cost-items/${encodeURIComponent(item)}/quantities`);
