import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query';
import type { Alert, AlertChannel, AlertDelivery, AlertRule, GatewayHost, Page } from '@weir/core/contract';
import { type Query, request } from './client.ts';
import { list, REGISTRY } from './queries.ts';

/** Reads about alerts and about the hosts of gateways; keys follow the rule of queries.ts. */

/** Alerts open and deliveries end without the registry changing: they are asked for while somebody looks. */
const ALERTS_EVERY_MS = 5_000;
const PAGE_SIZE = 50;

export const UNRESOLVED = ['open', 'acknowledged', 'snoozed'] as const satisfies readonly Alert['state'][];

/** All alerts of a state that is not final: there are few of them. */
export const alertsQuery = (state: (typeof UNRESOLVED)[number]) => ({
  ...list<Alert>('/alerts', { state }),
  refetchInterval: ALERTS_EVERY_MS,
});

export const resolvedAlertsQuery = (kind: Alert['kind'] | undefined) =>
  paged<Alert>('/alerts', { state: 'resolved', kind });

export const alertQuery = (id: string) =>
  queryOptions({
    queryKey: [REGISTRY, '/alerts', 'one', id],
    queryFn: ({ signal }) => request<Alert>(`/alerts/${encodeURIComponent(id)}`, { signal }),
    refetchInterval: ALERTS_EVERY_MS,
  });

export const alertRulesQuery = () => list<AlertRule>('/alert-rules');
export const alertChannelsQuery = () => ({
  ...list<AlertChannel>('/alert-channels'),
  refetchInterval: ALERTS_EVERY_MS,
});
export const deliveriesQuery = (of: { alert?: string | undefined; channel?: string | undefined }) =>
  paged<AlertDelivery>('/alert-deliveries', of);

const HOSTS_EVERY_MS = 5_000;
export const gatewaysQuery = () =>
  queryOptions({
    queryKey: [REGISTRY, 'gateways'],
    queryFn: async ({ signal }) => (await request<{ data: GatewayHost[] }>('/gateways', { signal })).data,
    refetchInterval: HOSTS_EVERY_MS,
  });

function paged<T>(path: string, query: Query) {
  return infiniteQueryOptions({
    queryKey: [REGISTRY, path, 'pages', query],
    queryFn: ({ pageParam, signal }) =>
      request<Page<T>>(path, { query: { limit: PAGE_SIZE, ...query, cursor: pageParam }, signal }),
    initialPageParam: undefined as string | undefined,
    getNextPageParam: (last) => last.next_cursor ?? undefined,
    refetchInterval: ALERTS_EVERY_MS,
  });
}
