import type { Alert, AlertDelivery, AlertRule } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import type { alertDeliveries, alertRules, alerts } from '../schema/index.ts';
import { optional, stamps } from './present.ts';

/** An alert as stored. */
export type AlertRecord = typeof alerts.$inferSelect;
export type AlertRuleRow = typeof alertRules.$inferSelect;
export type AlertDeliveryRow = typeof alertDeliveries.$inferSelect;

export function presentRule(row: AlertRuleRow): AlertRule {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind as AlertRule['kind'],
    scope: row.scope,
    ...optional('level', row.level as Exclude<AlertRule['level'], undefined> | null),
    ...optional('threshold', row.threshold),
    severity: row.severity as AlertRule['severity'],
    channels: row.channels,
    repeat_minutes: row.repeatMinutes,
    ...optional('escalate_after_minutes', row.escalateAfterMinutes),
    escalate_to: row.escalateTo,
    enabled: row.enabled,
    ...stamps(row),
  };
}

export function presentAlert(row: AlertRecord): Alert {
  return {
    id: row.id,
    rule: row.rule,
    kind: row.kind as Alert['kind'],
    severity: row.severity as Alert['severity'],
    subject: row.subject,
    state: row.state as Alert['state'],
    title: row.title,
    who: row.who,
    what: row.what,
    since: row.since.toISOString(),
    last_seen_at: row.lastSeenAt.toISOString(),
    ...(row.costPerDay === null ? {} : { cost_per_day: Decimal.from(row.costPerDay).toFixed(12) }),
    currency: row.currency,
    link: row.link,
    occurrences: row.occurrences,
    ...optional('snoozed_until', row.snoozedUntil?.toISOString()),
    ...optional('acknowledged_by', row.acknowledgedBy),
    ...optional('resolved_at', row.resolvedAt?.toISOString()),
  };
}

export function presentDelivery(row: AlertDeliveryRow): AlertDelivery {
  return {
    id: row.id,
    ...optional('alert', row.alert),
    channel: row.channel,
    state: row.state as AlertDelivery['state'],
    attempts: row.attempts,
    created_at: row.createdAt.toISOString(),
    ...optional('next_try_at', row.state === 'pending' ? row.nextTryAt?.toISOString() : undefined),
    ...optional('delivered_at', row.deliveredAt?.toISOString()),
    ...optional('error', row.error),
  };
}
