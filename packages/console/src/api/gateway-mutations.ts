import type {
  CachingPolicy,
  DataClass,
  DataPolicy,
  PlaygroundAnswer,
  PlaygroundRequest,
  Route,
  RoutingPolicy,
  Workload,
} from '@weir/core/contract';
import { request } from './client.ts';

/** Writes about routing and data, and what is sent to models. */

const one = (id: string) => encodeURIComponent(id);

export type NewRoute = Pick<Route, 'id' | 'strategy' | 'candidates'> & { name?: string };
export const createRoute = (body: NewRoute) => request<Route>('/routes', { method: 'POST', body });
export const changeRoute = (id: string, body: Partial<Omit<NewRoute, 'id'>>) =>
  request<Route>(`/routes/${one(id)}`, { method: 'PATCH', body });
export const removeRoute = (id: string) => request<void>(`/routes/${one(id)}`, { method: 'DELETE' });

export type NewDataClass = Pick<DataClass, 'id' | 'allowed_providers' | 'allowed_regions'> & {
  name?: string;
};
export const createDataClass = (body: NewDataClass) =>
  request<DataClass>('/data-classes', { method: 'POST', body });
export const changeDataClass = (id: string, body: Partial<Omit<NewDataClass, 'id'>>) =>
  request<DataClass>(`/data-classes/${one(id)}`, { method: 'PATCH', body });
export const removeDataClass = (id: string) =>
  request<void>(`/data-classes/${one(id)}`, { method: 'DELETE' });

/** `null` takes the whole policy away. */
export interface PolicyChange {
  routing?: RoutingPolicy | null;
  caching?: CachingPolicy | null;
  data?: DataPolicy | null;
}
export const changePolicies = (workload: string, body: PolicyChange) =>
  request<Workload>(`/workloads/${one(workload)}`, { method: 'PATCH', body });

/** A real request, charged to the workload each time it is sent. */
export const sendPlayground = (body: PlaygroundRequest) =>
  request<PlaygroundAnswer>('/playground', { method: 'POST', body });
