import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type {
  Mapping,
  Page,
  QuarantinedRow,
  QuarantineState,
  Source,
  SourceKind,
  SourceRun,
} from '@weir/core/contract';
import { request } from './client.ts';
import { list, REGISTRY } from './queries.ts';

/** Reads about sources and mappings of files; keys follow the rule of queries.ts. */

/** Runs begin and end without the registry changing: they are asked for while somebody looks. */
const SOURCES_EVERY_MS = 4_000;
const PAGE_SIZE = 25;

const one = (id: string) => encodeURIComponent(id);

export const sourceKindsQuery = () =>
  queryOptions({
    queryKey: ['source-kinds'],
    queryFn: async ({ signal }) => (await request<{ data: SourceKind[] }>('/source-kinds', { signal })).data,
    staleTime: Number.POSITIVE_INFINITY,
  });

export const sourcesQuery = () => ({ ...list<Source>('/sources'), refetchInterval: SOURCES_EVERY_MS });

export const sourceQuery = (id: string) =>
  queryOptions({
    queryKey: [REGISTRY, '/sources', 'one', id],
    queryFn: ({ signal }) => request<Source>(`/sources/${one(id)}`, { signal }),
    refetchInterval: SOURCES_EVERY_MS,
  });

export const sourceRunsQuery = (id: string) => ({
  ...paged<SourceRun>(`/sources/${one(id)}/runs`, {}),
  refetchInterval: SOURCES_EVERY_MS,
});

export const quarantineQuery = (id: string, state: QuarantineState) =>
  paged<QuarantinedRow>(`/sources/${one(id)}/quarantine`, { state });

export const mappingsQuery = () => list<Mapping>('/mappings');

function paged<T>(path: string, query: Record<string, string>) {
  return infiniteQueryOptions({
    queryKey: [REGISTRY, path, 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      request<Page<T>>(path, { query: { limit: PAGE_SIZE, ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
  });
}
