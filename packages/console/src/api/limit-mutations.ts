import type {
  Approval,
  Budget,
  BudgetLift,
  ChangeBudget,
  Kill,
  RateLimit,
  TaskPolicy,
  Workload,
} from '@weir/core/contract';
import { request } from './client.ts';

/** Writes about budgets, approvals, rate limits and kill switches. */

const one = (id: string) => encodeURIComponent(id);

type Made = 'id' | 'of_workload' | 'created_at' | 'updated_at';
/** Body of `POST /budgets` and `/budgets/simulate`; the server's schema is `createBudget`. */
export type NewBudget = Pick<Budget, 'amount' | 'period'> & Partial<Omit<Budget, Made>>;
export const createBudget = (body: NewBudget) => request<Budget>('/budgets', { method: 'POST', body });
export const changeBudget = (id: string, body: ChangeBudget) =>
  request<Budget>(`/budgets/${one(id)}`, { method: 'PATCH', body });
export const removeBudget = (id: string) => request<void>(`/budgets/${one(id)}`, { method: 'DELETE' });

export type NewLift = Pick<BudgetLift, 'amount' | 'until' | 'reason'>;
export const liftBudget = (budget: string, body: NewLift) =>
  request<BudgetLift>(`/budgets/${one(budget)}/lifts`, { method: 'POST', body });
export const endLift = (budget: string, lift: string) =>
  request<BudgetLift>(`/budgets/${one(budget)}/lifts/${one(lift)}`, { method: 'DELETE' });

export interface Decision {
  /** The signed-in actor when absent. */
  by?: string;
  reason?: string;
}
export interface Consent extends Decision {
  amount?: string;
  until?: string;
}
export const approve = (id: string, body: Consent) =>
  request<Approval>(`/approvals/${one(id)}/approve`, { method: 'POST', body });
export const reject = (id: string, body: Decision) =>
  request<Approval>(`/approvals/${one(id)}/reject`, { method: 'POST', body });

export type NewRateLimit = Pick<RateLimit, 'metric' | 'limit'> &
  Partial<Pick<RateLimit, 'name' | 'scope' | 'per' | 'window_seconds' | 'burst' | 'queue_ms'>>;
/** `null` takes the burst away. */
export type RateLimitChange = Partial<Pick<RateLimit, 'name' | 'limit' | 'window_seconds' | 'queue_ms'>> & {
  burst?: string | null;
};
export const createRateLimit = (body: NewRateLimit) =>
  request<RateLimit>('/rate-limits', { method: 'POST', body });
export const changeRateLimit = (id: string, body: RateLimitChange) =>
  request<RateLimit>(`/rate-limits/${one(id)}`, { method: 'PATCH', body });
export const removeRateLimit = (id: string) => request<void>(`/rate-limits/${one(id)}`, { method: 'DELETE' });

export type NewKill = Pick<Kill, 'target' | 'reason' | 'cut'> & { subject?: string };
export const throwKill = (body: NewKill) => request<Kill>('/kills', { method: 'POST', body });
export const endKill = (id: string) => request<Kill>(`/kills/${one(id)}/end`, { method: 'POST' });

/** Absent members of the task policy take the server's defaults. */
export interface NewLimitsPolicy {
  priority?: NonNullable<Workload['limits']>['priority'];
  tasks?: Partial<TaskPolicy>;
}
/** `null` takes the whole policy away. */
export const changeLimits = (workload: string, limits: NewLimitsPolicy | null) =>
  request<Workload>(`/workloads/${one(workload)}`, { method: 'PATCH', body: { limits } });
