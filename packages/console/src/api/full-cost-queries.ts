import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AllocationExplanation, AllocationRule, CostItem, FullCostReport } from '@weir/core/contract';
import { type Query, request } from './client.ts';
import { list, VALUE } from './queries.ts';

/** `query`: since, until, by, filter. */
export const fullCostQuery = (query: Query) =>
  queryOptions({
    queryKey: [VALUE, 'full-cost', query],
    queryFn: ({ signal }) => request<FullCostReport>('/full-cost', { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    staleTime: 20_000,
  });

/** Where an allocated amount comes from. `query`: item, month, workload. */
export const allocationExplanationQuery = (query: Query) =>
  queryOptions({
    queryKey: [VALUE, 'allocation', query],
    queryFn: ({ signal }) => request<AllocationExplanation>('/allocations/explain', { query, signal }),
  });

export const costItemsQuery = () => list<CostItem>('/cost-items');
export const allocationRulesQuery = () => list<AllocationRule>('/allocation-rules');
