import type { Outcome, OutcomeImport, OutcomeRule, OutcomeWebhook, QualityScore } from '@weir/core/contract';
import { apiUrl, type Query, request } from './client.ts';
import { failureOf, unreachable } from './failure.ts';

type Optional<T, Names extends keyof T> = Omit<T, Names> & Partial<Pick<T, Names>>;

/** Body of `POST /outcome-rules`. */
export type NewOutcomeRule = Optional<
  Omit<OutcomeRule, 'created_at' | 'updated_at'>,
  'name' | 'quiet_minutes' | 'success' | 'otherwise_failure' | 'from' | 'enabled'
>;
export type OutcomeRuleChange = Partial<Omit<NewOutcomeRule, 'id' | 'workload'>>;
/** Body of `POST /quality-scores`. */
export type NewQualityScore = Optional<Omit<QualityScore, 'created_at'>, 'id' | 'samples' | 'source'>;
export type WebhookWithSecret = OutcomeWebhook & { signing_secret?: string };

const one = (id: string) => encodeURIComponent(id);

/** Takes the rows of a CSV text; what is wrong is in the answer, by line. `query`: workload, outcome, map. */
export async function importOutcomes(csv: string, query: Query): Promise<OutcomeImport> {
  const response = await fetch(apiUrl('/outcomes/import', query), {
    method: 'POST',
    credentials: 'same-origin',
    headers: { accept: 'application/json', 'content-type': 'text/csv' },
    body: csv,
  }).catch((cause: unknown) => {
    throw unreachable(cause);
  });
  if (!response.ok) throw await failureOf(response);
  return (await response.json()) as OutcomeImport;
}

export const retractOutcome = (id: string) =>
  request<Outcome>(`/outcomes/${one(id)}/retract`, { method: 'POST' });

export const createOutcomeRule = (body: NewOutcomeRule) =>
  request<OutcomeRule>('/outcome-rules', { method: 'POST', body });
export const changeOutcomeRule = (id: string, body: OutcomeRuleChange) =>
  request<OutcomeRule>(`/outcome-rules/${one(id)}`, { method: 'PATCH', body });
export const removeOutcomeRule = (id: string) =>
  request<void>(`/outcome-rules/${one(id)}`, { method: 'DELETE' });

export const createWebhook = (body: { id: string; workload?: string }) =>
  request<WebhookWithSecret>('/outcome-webhooks', { method: 'POST', body });
export const removeWebhook = (id: string) =>
  request<void>(`/outcome-webhooks/${one(id)}`, { method: 'DELETE' });

export const addQualityScore = (body: NewQualityScore) =>
  request<QualityScore>('/quality-scores', { method: 'POST', body });
