import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  AttributionRule,
  AttributionRun,
  CoverageReport,
  TagDefinition,
  TagFilter,
  VirtualTag,
} from '@weir/core/contract';
import { type Query, request } from './client.ts';
import { list, VALUE } from './queries.ts';

/** `query`: since, until, interval. It takes no filter. */
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
export const attributionRulesQuery = () => list<AttributionRule>('/attribution/rules');

const one = (id: string) => encodeURIComponent(id);

export type NewRule = Pick<AttributionRule, 'id' | 'when' | 'set' | 'since' | 'reason'> & { until?: string };
export const createRule = (body: NewRule) =>
  request<AttributionRule>('/attribution/rules', { method: 'POST', body });
export const removeRule = (id: string) =>
  request<void>(`/attribution/rules/${one(id)}`, { method: 'DELETE' });

/** What rules find to move, or one of them; a trial proposes nothing. */
export const applyRules = (body: { dry_run: boolean; rule?: string }) =>
  request<AttributionRun>('/attribution/apply', { method: 'POST', body });

/** `parent` null: lies under none. */
export type TagChange = Pick<
  TagDefinition,
  'description' | 'allowed_values' | 'parent_values' | 'on_unknown'
> & {
  parent: string | null;
};
export const putTag = (id: string, body: TagChange) =>
  request<TagDefinition>(`/tags/${one(id)}`, { method: 'PUT', body });
export const removeTag = (id: string) => request<void>(`/tags/${one(id)}`, { method: 'DELETE' });

export interface VirtualTagChange {
  name: string;
  rules: { value: string; when: TagFilter }[];
  otherwise: string;
}
export const createVirtualTag = (body: VirtualTagChange & { id: string }) =>
  request<VirtualTag>('/virtual-tags', { method: 'POST', body });
export const changeVirtualTag = (id: string, body: VirtualTagChange) =>
  request<VirtualTag>(`/virtual-tags/${one(id)}`, { method: 'PATCH', body });
export const removeVirtualTag = (id: string) =>
  request<void>(`/virtual-tags/${one(id)}`, { method: 'DELETE' });
