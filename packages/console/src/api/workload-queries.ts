import { queryOptions } from '@tanstack/react-query';
import type { MergedWorkload, TierProposal, Workload } from '@weir/core/contract';
import { request } from './client.ts';
import { REGISTRY } from './queries.ts';

/** Reads and writes about what a workload is; keys follow the rule of queries.ts. */

const path = (id: string) => `/workloads/${encodeURIComponent(id)}`;

/** Which tier fits its classification; 409 while it has none. */
export const tierProposalQuery = (id: string) =>
  queryOptions({
    queryKey: [REGISTRY, '/workloads', 'tier', id],
    queryFn: ({ signal }) => request<TierProposal>(`${path(id)}/tier-proposal`, { signal }),
    retry: false,
  });

type Profile = Pick<
  Workload,
  | 'description'
  | 'technical_owner'
  | 'classification'
  | 'usage_profile'
  | 'fallback_plan'
  | 'quality_metric'
  | 'value_metric'
  | 'review_date'
>;
/** `null` takes a part away; `name` null names it by its id again. */
export type ProfileChange = { [Name in keyof Profile]?: Profile[Name] | null } & { name?: string | null };

export const changeProfile = (id: string, body: ProfileChange) =>
  request<Workload>(path(id), { method: 'PATCH', body });

export const mergeWorkload = (id: string, body: { into: string; move_past: boolean }) =>
  request<MergedWorkload>(`${path(id)}/merge`, { method: 'POST', body });
