import type {
  Application,
  CostCenter,
  Finding,
  Key,
  KeyWithSecret,
  Workload,
  WorkloadBudget,
} from '@weir/core/contract';
import { request } from './client.ts';

/** Body of `POST /workloads`; the server's schema is `createWorkload`. */
export interface NewWorkload
  extends Pick<Workload, 'id' | 'application' | 'environment' | 'stage' | 'owner' | 'approved_models'> {
  name?: string;
  cost_center?: string;
  use_case?: string;
  business_process?: string;
  request_type?: string;
  budget?: WorkloadBudget;
}
/** `null` takes an optional field away. */
export type WorkloadChange = {
  [Name in keyof Omit<NewWorkload, 'id' | 'application' | 'environment'>]?: NewWorkload[Name] | null;
};

export interface NewKey {
  workload: string;
  name?: string;
  expires_at?: string;
}

const one = (id: string) => encodeURIComponent(id);

export const signIn = (credential: { token: string } | { code: string }) =>
  request<unknown>('/session', { method: 'POST', body: credential });
export const signOut = () => request<unknown>('/session', { method: 'DELETE' });

export const createWorkload = (body: NewWorkload) =>
  request<Workload>('/workloads', { method: 'POST', body });
export const changeWorkload = (id: string, body: WorkloadChange) =>
  request<Workload>(`/workloads/${one(id)}`, { method: 'PATCH', body });
export const createApplication = (id: string) =>
  request<Application>('/applications', { method: 'POST', body: { id } });
export const createCostCenter = (id: string) =>
  request<CostCenter>('/cost-centers', { method: 'POST', body: { id } });

export const createKey = (body: NewKey) => request<KeyWithSecret>('/keys', { method: 'POST', body });
export const rotateKey = (id: string, graceSeconds: number) =>
  request<KeyWithSecret>(`/keys/${one(id)}/rotate`, {
    method: 'POST',
    body: { grace_seconds: graceSeconds },
  });
export const revokeKey = (id: string) => request<Key>(`/keys/${one(id)}/revoke`, { method: 'POST' });

export const closeFinding = (id: string) =>
  request<Finding>(`/findings/${one(id)}/close`, { method: 'POST' });
