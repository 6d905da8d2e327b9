import { queryOptions } from '@tanstack/react-query';
import type {
  FailoverDrill,
  GateExceptionInput,
  GateMode,
  GateReviewInput,
  GateSettings,
  GateStatus,
  GateSummary,
} from '@weir/core/contract';
import { request } from './client.ts';
import { list, REGISTRY } from './queries.ts';

const path = (workload: string) => `/workloads/${encodeURIComponent(workload)}/gate`;
/** What data decides changes without anybody: exceptions end, scores come. */
const EVERY_MS = 60_000;

/** Of all workloads that are not retired. */
export const gatesQuery = () => ({ ...list<GateSummary>('/gates'), refetchInterval: EVERY_MS });

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

/** `grace_until` null: no end. All workloads are looked at before anything is enforced. */
export const changeGateSettings = (body: { mode: GateMode; grace_until: string | null }) =>
  request<GateSettings>('/gate-settings', { method: 'PUT', body });

/** Throws 409 `conflict`, saying who decided what, when somebody did since `revision`. */
export const reviewGate = (workload: string, body: GateReviewInput) =>
  request<GateStatus>(`${path(workload)}/reviews`, { method: 'POST', body });

export const exceptGate = (workload: string, body: GateExceptionInput) =>
  request<GateStatus>(`${path(workload)}/exceptions`, { method: 'POST', body });

export const revokeException = (workload: string, exception: string) =>
  request<void>(`${path(workload)}/exceptions/${encodeURIComponent(exception)}`, { method: 'DELETE' });
