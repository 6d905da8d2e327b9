import { keepPreviousData, queryOptions } from '@tanstack/react-query';
import type {
  Approval,
  BudgetLift,
  BudgetSimulation,
  BudgetView,
  BurnDown,
  Kill,
  RateLimitView,
} from '@weir/core/contract';
import { request } from './client.ts';
import type { NewBudget } from './limit-mutations.ts';
import { LEDGER, list, REGISTRY } from './queries.ts';

/** Reads about budgets, approvals, rate limits and kill switches; keys follow the rule of queries.ts. */

/** Reservations and leases are pushed by nobody: they are asked for while somebody looks. */
const FIGURES_EVERY_MS = 2_000;
const LIST_EVERY_MS = 3_000;
/** Seen on every page: a stop must not stay unseen, and a question not unanswered. */
const WATCH_EVERY_MS = 10_000;

const one = (id: string) => encodeURIComponent(id);

export const budgetsQuery = () => ({ ...list<BudgetView>('/budgets'), refetchInterval: LIST_EVERY_MS });

export const budgetQuery = (id: string) =>
  queryOptions({
    queryKey: [REGISTRY, '/budgets', 'one', id],
    queryFn: ({ signal }) => request<BudgetView>(`/budgets/${one(id)}`, { signal }),
    refetchInterval: FIGURES_EVERY_MS,
  });

export const burnDownQuery = (id: string) =>
  queryOptions({
    queryKey: [LEDGER, 'burn-down', id],
    queryFn: ({ signal }) => request<BurnDown>(`/budgets/${one(id)}/burn-down`, { signal }),
    refetchInterval: 5_000,
  });

export const liftsQuery = (budget: string) => list<BudgetLift>(`/budgets/${one(budget)}/lifts`);

/** A question, though it is sent as a body: nothing is created by asking. */
export const budgetWhatIfQuery = (body: NewBudget | undefined) =>
  queryOptions({
    queryKey: [LEDGER, 'budget-what-if', body],
    queryFn: ({ signal }) => request<BudgetSimulation>('/budgets/simulate', { method: 'POST', body, signal }),
    enabled: body !== undefined,
    retry: false,
    staleTime: 60_000,
    placeholderData: keepPreviousData,
  });

export const approvalsQuery = () => ({
  ...list<Approval>('/approvals'),
  refetchInterval: LIST_EVERY_MS,
});

export const pendingApprovalsQuery = () => ({
  ...list<Approval>('/approvals', { state: 'pending' }),
  refetchInterval: WATCH_EVERY_MS,
});

export const rateLimitsQuery = () => ({
  ...list<RateLimitView>('/rate-limits'),
  refetchInterval: LIST_EVERY_MS,
});

export const activeKillsQuery = () => ({
  ...list<Kill>('/kills', { state: 'active' }),
  refetchInterval: WATCH_EVERY_MS,
});

export const killsQuery = (state: 'active' | 'ended') => list<Kill>('/kills', { state });
