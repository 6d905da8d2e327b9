import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type { AttributionRule, CoverageReport, TagDefinition, VirtualTag } from '@weir/core/contract';
import { type Query, request } from './client.ts';
import { list, VALUE } from './queries.ts';

/** `query`: since, until, filter. */
export const coverageQuery = (query: Query) =>
  queryOptions({
    queryKey: [VALUE, 'coverage', query],
    queryFn: ({ signal }) => request<CoverageReport>('/attribution/coverage', { query, signal }),
    placeholderData: keepPreviousData,
    refetchInterval: 60_000,
    staleTime: 20_000,
  });

export const tagDefinitionsQuery = () => list<TagDefinition>('/tags');
export const virtualTagsQuery = () => list<VirtualTag>('/virtual-tags');
export const attributionRulesQuery = () => list<AttributionRule>('/attribution-rules');
