import { infiniteQueryOptions, keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  CachingReport,
  CallSummary,
  DataClass,
  Model,
  ModelDetail,
  Page,
  Provider,
  Route,
  RoutingDecision,
  SimulateRoute,
} from '@weir/core/contract';
import { type Query, request } from './client.ts';
import { LEDGER, list, REGISTRY } from './queries.ts';

/** Reads about models, providers, routing and caching; keys follow the rule of queries.ts. */

export interface ProviderList {
  data: Provider[];
  /** No real provider was ever configured: the sandbox answers. */
  trial: boolean;
}

/** Health is pushed by nobody: it is asked for while somebody looks. */
export const HEALTH_EVERY_MS = 5_000;

export const providersQuery = () =>
  queryOptions({
    queryKey: [REGISTRY, 'providers'],
    queryFn: ({ signal }) => request<ProviderList>('/providers', { signal }),
    refetchInterval: HEALTH_EVERY_MS,
  });

const MODELS_PER_PAGE = 100;

export const modelsQuery = (query: Query) =>
  infiniteQueryOptions({
    queryKey: [REGISTRY, 'models', query],
    queryFn: ({ pageParam, signal }) =>
      request<Page<Model>>('/models', {
        query: { limit: MODELS_PER_PAGE, ...query, cursor: pageParam },
        signal,
      }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    placeholderData: keepPreviousData,
  });

/** Models that a configured provider sells: what a field that names a model is completed from. */
export const availableModelsQuery = () => list<Model>('/models', { available: 'true' });

export const modelQuery = (provider: string, model: string) =>
  queryOptions({
    queryKey: [REGISTRY, 'model', provider, model],
    queryFn: ({ signal }) =>
      request<ModelDetail>(`/models/${encodeURIComponent(provider)}/${encodeURIComponent(model)}`, {
        signal,
      }),
  });

export const routesQuery = () => list<Route>('/routes');
export const dataClassesQuery = () => list<DataClass>('/data-classes');

/** A question, though it is sent as a body: nothing changes by asking. */
export const simulationQuery = (body: SimulateRoute | undefined) =>
  queryOptions({
    queryKey: [REGISTRY, 'simulation', body],
    queryFn: ({ signal }) => request<RoutingDecision>('/routing/simulate', { method: 'POST', body, signal }),
    enabled: body !== undefined,
    retry: false,
  });

export const cachingQuery = (query: Query, enabled = true) =>
  queryOptions({
    queryKey: [LEDGER, 'caching', query],
    queryFn: ({ signal }) => request<CachingReport>('/caching', { query, signal }),
    placeholderData: keepPreviousData,
    enabled,
  });

/** The newest calls, for following them as they land. */
export const tailQuery = (query: Query) =>
  queryOptions({
    queryKey: [LEDGER, 'tail', query],
    queryFn: ({ signal }) => request<Page<CallSummary>>('/calls', { query, signal }),
    staleTime: 0,
    gcTime: 0,
  });
