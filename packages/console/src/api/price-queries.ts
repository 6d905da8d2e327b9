import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  ExchangeRateView,
  PriceConflicts,
  PriceCoverage,
  PriceHistory,
  PriceListDetail,
  PriceListView,
  PriceOverride,
  PriceView,
  RerateReport,
} from '@weir/core/contract';
import { type Query, request } from './client.ts';
import { LEDGER, list, REGISTRY } from './queries.ts';

/** Reads about prices; keys follow the rule of queries.ts. */

const one = (id: string) => encodeURIComponent(id);
const priceOf = (provider: string, model: string) => `/prices/${one(provider)}/${one(model)}`;

/** Prices move seldom and coverage reads a range of the ledger: it is not asked for with every call that lands. */
const COVERAGE_FRESH_MS = 60_000;

export const coverageQuery = (query: Query, enabled = true) =>
  queryOptions({
    queryKey: [REGISTRY, 'price-coverage', query],
    queryFn: ({ signal }) => request<PriceCoverage>('/prices/coverage', { query, signal }),
    placeholderData: keepPreviousData,
    staleTime: COVERAGE_FRESH_MS,
    enabled,
  });

export const conflictsQuery = () =>
  queryOptions({
    queryKey: [REGISTRY, 'price-conflicts'],
    queryFn: async ({ signal }) => (await request<PriceConflicts>('/prices/conflicts', { signal })).data,
  });

export const priceQuery = (provider: string, model: string) =>
  queryOptions({
    queryKey: [REGISTRY, 'price', provider, model],
    queryFn: ({ signal }) => request<PriceView>(priceOf(provider, model), { signal }),
  });

export const priceHistoryQuery = (provider: string, model: string, query: Query) =>
  queryOptions({
    queryKey: [REGISTRY, 'price-history', provider, model, query],
    queryFn: ({ signal }) => request<PriceHistory>(`${priceOf(provider, model)}/history`, { query, signal }),
    placeholderData: keepPreviousData,
  });

export const priceListsQuery = () => list<PriceListView>('/prices/lists');

export const priceListQuery = (id: string) =>
  queryOptions({
    queryKey: [REGISTRY, '/prices/lists', 'one', id],
    queryFn: ({ signal }) => request<PriceListDetail>(`/prices/lists/${one(id)}`, { signal }),
  });

export const overridesQuery = () => list<PriceOverride>('/prices/overrides');
export const exchangeRatesQuery = () => list<ExchangeRateView>('/exchange-rates');

export interface RerateQuestion {
  since: string;
  until: string;
  provider?: string;
  model?: string;
}

/** A question, though it is sent as a body: a dry run books and proposes nothing. */
export const rerateQuery = (body: RerateQuestion | undefined) =>
  queryOptions({
    queryKey: [LEDGER, 'rerate', body],
    queryFn: ({ signal }) =>
      request<RerateReport>('/prices/rerate', { method: 'POST', body: { ...body, dry_run: true }, signal }),
    enabled: body !== undefined,
    retry: false,
    staleTime: Number.POSITIVE_INFINITY,
  });
