import type { Alert, AlertChannel, AlertDelivery, AlertRule } from '@weir/core/contract';
import { request } from './client.ts';

/** Writes about alerts, and the one about gateways. */

const one = (id: string) => encodeURIComponent(id);

export const actOnAlert = (id: string, action: 'acknowledge' | 'unsnooze' | 'resolve') =>
  request<Alert>(`/alerts/${one(id)}/${action}`, { method: 'POST' });
export const snoozeAlert = (id: string, until: string) =>
  request<Alert>(`/alerts/${one(id)}/snooze`, { method: 'POST', body: { until } });

type RuleTerms = Pick<
  AlertRule,
  'scope' | 'severity' | 'channels' | 'repeat_minutes' | 'escalate_to' | 'enabled'
> & { name?: string };
export type NewRule = RuleTerms &
  Pick<AlertRule, 'kind' | 'level' | 'threshold' | 'escalate_after_minutes'> & { id?: string };
/** `null` takes a field away. */
export type RuleChange = Partial<RuleTerms> & {
  level?: NonNullable<AlertRule['level']> | null;
  threshold?: number | null;
  escalate_after_minutes?: number | null;
};
export const createRule = (body: NewRule) => request<AlertRule>('/alert-rules', { method: 'POST', body });
export const changeRule = (id: string, body: RuleChange) =>
  request<AlertRule>(`/alert-rules/${one(id)}`, { method: 'PATCH', body });
export const removeRule = (id: string) => request<void>(`/alert-rules/${one(id)}`, { method: 'DELETE' });

export interface ChannelFields {
  name?: string;
  to?: string[];
  url?: string;
  routing_key?: string;
  signing_secret?: string;
}
export type NewChannel = ChannelFields & Pick<AlertChannel, 'id' | 'kind'>;
/** The signing secret of a webhook is in the answer of its creation only. */
export type CreatedChannel = AlertChannel & { signing_secret?: string };
export const createChannel = (body: NewChannel) =>
  request<CreatedChannel>('/alert-channels', { method: 'POST', body });
export const changeChannel = (id: string, body: ChannelFields) =>
  request<AlertChannel>(`/alert-channels/${one(id)}`, { method: 'PATCH', body });
export const removeChannel = (id: string) =>
  request<void>(`/alert-channels/${one(id)}`, { method: 'DELETE' });
/** A real message; the answer says how it went. */
export const testChannel = (id: string) =>
  request<AlertDelivery>(`/alert-channels/${one(id)}/test`, { method: 'POST' });

export const forgetGateway = (id: string) =>
  request<{ forgotten: string }>(`/gateways/${one(id)}/forget`, { method: 'POST' });
