import type { Period, Proposal, ReconciliationRun } from '@weir/core/contract';
import { request } from './client.ts';

/** Writes of the books. `by` names who decides; the signed-in caller when absent. */

const one = (id: string) => encodeURIComponent(id);

export const runReconciliation = (month: string, provider?: string) =>
  request<ReconciliationRun>('/reconciliation', {
    method: 'POST',
    body: { month, ...(provider === undefined ? {} : { provider }) },
  });

export interface DecisionBody {
  by?: string;
  note?: string;
}
export const decideProposal = (id: string, verdict: 'approve' | 'reject', body: DecisionBody) =>
  request<Proposal>(`/proposals/${one(id)}/${verdict}`, { method: 'POST', body });
export const ignoreProposal = (id: string, body: { by?: string; reason: string }) =>
  request<Proposal>(`/proposals/${one(id)}/ignore`, { method: 'POST', body });

export const reviewPeriod = (month: string, body: { by?: string }) =>
  request<Period>(`/periods/${month}/review`, { method: 'POST', body });
export const closePeriod = (month: string, body: { by?: string; force?: boolean; reason?: string }) =>
  request<Period>(`/periods/${month}/close`, { method: 'POST', body });
/** Whether closed months still are what they were closed with. */
export const verifyPeriods = () =>
  request<{ checked: number; mismatched: string[] }>('/periods/verify', { method: 'POST' });
