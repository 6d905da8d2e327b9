import type {
  Application,
  CostCenter,
  EnvironmentPolicy,
  Finding,
  Key,
  KeyWithSecret,
  Organization,
  Team,
  Workload,
  WorkloadBudget,
} from '@weir/core/contract';
import { request } from './client.ts';

/** Body of `POST /workloads`; the server's schema is `createWorkload`. */
export interface NewWorkload
  extends Pick<Workload, 'id' | 'application' | 'environment' | 'stage' | 'owner' | 'approved_models'> {
  name?: string;
  cost_center?: string;
  team?: string;
  use_case?: string;
  business_process?: string;
  request_type?: string;
  budget?: WorkloadBudget;
  /** All of them: a change replaces the whole set. */
  tags?: Record<string, string>;
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

export const changeOrganization = (body: Partial<Pick<Organization, 'name' | 'time_zone'>>) =>
  request<Organization>('/organization', { method: 'PATCH', body });

/** What is created with an id and, if it is to be called otherwise, a name. */
type New<Entity extends { id: string }, Parent extends keyof Entity = never> = Pick<Entity, 'id'> &
  Partial<Pick<Entity, Parent>> & { name?: string };
/** `null` takes the parent away. */
type Change<Entity, Parent extends keyof Entity = never> = { name?: string } & {
  [Name in Parent]?: Entity[Name] | null;
};

export const createCostCenter = (body: New<CostCenter>) =>
  request<CostCenter>('/cost-centers', { method: 'POST', body });
export const changeCostCenter = (id: string, body: Change<CostCenter>) =>
  request<CostCenter>(`/cost-centers/${one(id)}`, { method: 'PATCH', body });
export const removeCostCenter = (id: string) =>
  request<void>(`/cost-centers/${one(id)}`, { method: 'DELETE' });

export const createTeam = (body: New<Team, 'cost_center'>) =>
  request<Team>('/teams', { method: 'POST', body });
export const changeTeam = (id: string, body: Change<Team, 'cost_center'>) =>
  request<Team>(`/teams/${one(id)}`, { method: 'PATCH', body });
export const removeTeam = (id: string) => request<void>(`/teams/${one(id)}`, { method: 'DELETE' });

export const createApplication = (body: New<Application, 'team'>) =>
  request<Application>('/applications', { method: 'POST', body });
export const changeApplication = (id: string, body: Change<Application, 'team'>) =>
  request<Application>(`/applications/${one(id)}`, { method: 'PATCH', body });
export const removeApplication = (id: string) =>
  request<void>(`/applications/${one(id)}`, { method: 'DELETE' });

export type EnvironmentRules = Pick<EnvironmentPolicy, 'required_tags' | 'missing_tag_policy' | 'defaults'>;
/** Creates the environment when there is none of this id. */
export const putEnvironment = (id: string, body: EnvironmentRules) =>
  request<EnvironmentPolicy>(`/environments/${one(id)}`, { method: 'PUT', body });

export const createKey = (body: NewKey) => request<KeyWithSecret>('/keys', { method: 'POST', body });
export const rotateKey = (id: string, graceSeconds: number) =>
  request<KeyWithSecret>(`/keys/${one(id)}/rotate`, {
    method: 'POST',
    body: { grace_seconds: graceSeconds },
  });
export const revokeKey = (id: string) => request<Key>(`/keys/${one(id)}/revoke`, { method: 'POST' });

export const closeFinding = (id: string) =>
  request<Finding>(`/findings/${one(id)}/close`, { method: 'POST' });
