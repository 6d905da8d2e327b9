import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  Application,
  AuditEntry,
  CallFact,
  CallSummary,
  CostCenter,
  CostReport,
  DimensionList,
  DimensionValues,
  EnvironmentPolicy,
  ExploreReport,
  Finding,
  Key,
  Organization,
  Overview,
  Page,
  Status,
  Team,
  Workload,
} from '@weir/core/contract';
import { type Query, request } from './client.ts';

/**
 * Every read of the console. Keys begin with what makes them stale: `ledger` when calls land, `registry` when a
 * workload, key or policy changes (see live.ts).
 */
export const LEDGER = 'ledger';
export const REGISTRY = 'registry';
/** Of value, full cost, coverage: see value-queries.ts. */
export const VALUE = 'value';

export const statusQuery = () =>
  queryOptions({
    queryKey: ['status'],
    queryFn: ({ signal }) => request<Status>('/status', { signal }),
    refetchInterval: 15_000,
  });

export const organizationQuery = () =>
  queryOptions({
    queryKey: [REGISTRY, 'organization'],
    queryFn: ({ signal }) => request<Organization>('/organization', { signal }),
    staleTime: 300_000,
  });

export const overviewQuery = () =>
  queryOptions({
    queryKey: [LEDGER, 'overview'],
    queryFn: ({ signal }) => request<Overview>('/overview', { signal }),
    refetchInterval: 60_000,
  });

export const costsQuery = (query: Query) =>
  queryOptions({
    queryKey: [LEDGER, 'costs', query],
    queryFn: ({ signal }) => request<CostReport>('/costs', { query, signal }),
    placeholderData: keepPreviousData,
  });

/** Groups page by page; the total on every page is of all of them. */
export const exploreQuery = (query: Query) =>
  infiniteQueryOptions({
    queryKey: [LEDGER, 'explore', query],
    queryFn: ({ pageParam, signal }) =>
      request<ExploreReport>('/explore', { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

export const callsQuery = (query: Query) =>
  infiniteQueryOptions({
    queryKey: [LEDGER, 'calls', query],
    queryFn: ({ pageParam, signal }) =>
      request<Page<CallSummary>>('/calls', { query: { ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** A call never changes once it is in the ledger. */
export const callQuery = (id: string) =>
  queryOptions({
    queryKey: ['call', id],
    queryFn: ({ signal }) => request<CallFact>(`/calls/${encodeURIComponent(id)}`, { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });

/** All of a list, page by page: 500 is the most the API gives at once. */
export const list = <T>(path: string, query?: Query) =>
  queryOptions({
    queryKey: [REGISTRY, path, query ?? {}],
    queryFn: async ({ signal }) => {
      const all: T[] = [];
      let cursor: string | undefined;
      do {
        const answer: Page<T> = await request(path, { query: { limit: 500, cursor, ...query }, signal });
        all.push(...answer.data);
        cursor = answer.next_cursor ?? undefined;
      } while (cursor !== undefined);
      return all;
    },
  });

export const workloadsQuery = () => list<Workload>('/workloads');
export const keysQuery = () => list<Key>('/keys');
export const applicationsQuery = () => list<Application>('/applications');
export const costCentersQuery = () => list<CostCenter>('/cost-centers');
export const teamsQuery = () => list<Team>('/teams');
export const environmentsQuery = () => list<EnvironmentPolicy>('/environments');
export const findingsQuery = (state: 'open' | 'closed') => list<Finding>('/findings', { state });

export const workloadQuery = (id: string) =>
  queryOptions({
    queryKey: [REGISTRY, '/workloads', 'one', id],
    queryFn: ({ signal }) => request<Workload>(`/workloads/${encodeURIComponent(id)}`, { signal }),
  });

/** `subject` is `<kind>/<id>`; everything when absent. */
export const auditQuery = (subject?: string) =>
  infiniteQueryOptions({
    queryKey: [REGISTRY, 'audit', subject],
    queryFn: ({ pageParam, signal }) =>
      request<Page<AuditEntry>>('/audit', { query: { limit: 50, subject, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });

/** Values a dimension took in the ledger, for completing a filter. */
export const dimensionValuesQuery = (dimension: string, prefix: string) =>
  queryOptions({
    queryKey: [LEDGER, 'values', dimension, prefix],
    queryFn: async ({ signal }) => {
      const path = `/dimensions/${encodeURIComponent(dimension)}/values`;
      const answer = await request<DimensionValues>(path, { query: { prefix }, signal });
      return answer.data;
    },
    staleTime: 30_000,
    placeholderData: keepPreviousData,
  });

/** What costs can be grouped by and filtered on. */
export const dimensionsQuery = () =>
  queryOptions({
    queryKey: ['dimensions'],
    queryFn: ({ signal }) => request<DimensionList>('/dimensions', { signal }),
    staleTime: Number.POSITIVE_INFINITY,
  });
