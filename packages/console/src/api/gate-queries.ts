import { queryOptions } from '@tanstack/react-query';
import type { FailoverDrill, GateSettings, GateStatus, GateSummary, Page } from '@weir/core/contract';
import { request } from './client.ts';
import { REGISTRY } from './queries.ts';

const path = (workload: string) => `/workloads/${encodeURIComponent(workload)}/gate`;
/** What data decides changes without anybody: exceptions end, scores come. */
const EVERY_MS = 60_000;

/** Of all workloads that are not retired. */
export const gatesQuery = () =>
  queryOptions({
    queryKey: [REGISTRY, '/gates'],
    queryFn: async ({ signal }) =>
      (await request<Page<GateSummary>>('/gates', { query: { limit: 500 }, signal })).data,
    refetchInterval: EVERY_MS,
  });

export const gateQuery = (workload: string) =>
  queryOptions({
    queryKey: [REGISTRY, '/gates', workload],
    queryFn: ({ signal }) => request<GateStatus>(path(workload), { signal }),
    refetchInterval: EVERY_MS,
  });

/** Whether gateways refuse, warn or let pass. */
export const gateSettingsQuery = () =>
  queryOptions({
    queryKey: [REGISTRY, '/gate-settings'],
    queryFn: ({ signal }) => request<GateSettings>('/gate-settings', { signal }),
  });

/** Calls a fallback for real while the primary is held down. */
export const drill = (workload: string) =>
  request<FailoverDrill>(`${path(workload)}/drill`, { method: 'POST' });
