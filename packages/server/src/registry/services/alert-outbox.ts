import type { Alert } from '@weir/core/contract';
import { eq, inArray } from 'drizzle-orm';
import { alertChannels, alertDeliveries, alertRules } from '../schema/index.ts';
import type { Queries } from '../store/db.ts';
import { type AlertDeliveryRow, type AlertRecord, presentAlert } from './alert-present.ts';

/**
 * Why channels are told. `worsened`: the same alert got worse. `repeated`: it lasts. `escalated`: nobody acknowledged it.
 * `test`: somebody pressed the button.
 */
export const NOTICE_EVENTS = [
  'opened',
  'worsened',
  'repeated',
  'escalated',
  'acknowledged',
  'resolved',
  'test',
] as const;
export type NoticeEvent = (typeof NOTICE_EVENTS)[number];

/** What a delivery says: the alert as it was at that moment, so that every retry says the same. */
export interface AlertNotice {
  event: NoticeEvent;
  at: string;
  alert: Alert;
  /** What a machine needs to act on it; webhooks pass it on. */
  context?: Readonly<Record<string, unknown>>;
}

/** These keep the state of an incident themselves and must hear of its end; people read enough mail. */
const STATEFUL_KINDS: ReadonlySet<string> = new Set(['pagerduty', 'webhook']);
const FOR_STATEFUL: ReadonlySet<NoticeEvent> = new Set<NoticeEvent>(['acknowledged', 'resolved']);

/** Writes a delivery for every channel that is to hear of it, in the transaction that changes the alert. */
export async function enqueue(
  tx: Queries,
  record: AlertRecord,
  event: NoticeEvent,
  { now, newId }: { now: Date; newId: () => string },
): Promise<void> {
  const channels = await channelsOf(tx, record, event);
  if (channels.length === 0) return;
  const notice: AlertNotice = { event, at: now.toISOString(), alert: presentAlert(record) };
  const rows = channels.map((channel): AlertDeliveryRow => {
    const open = { state: 'pending', attempts: 0, nextTryAt: now, deliveredAt: null, error: null };
    return { id: newId(), alert: record.id, channel, message: { ...notice }, createdAt: now, ...open };
  });
  await tx.insert(alertDeliveries).values(rows);
}

async function channelsOf(tx: Queries, record: AlertRecord, event: NoticeEvent): Promise<string[]> {
  const [rule] = await tx.select().from(alertRules).where(eq(alertRules.id, record.rule));
  if (rule === undefined) return [];
  const further = record.escalatedAt === null ? [] : rule.escalateTo;
  const ids = new Set(event === 'escalated' ? rule.escalateTo : [...rule.channels, ...further]);
  if (ids.size === 0) return [];
  const rows = await tx
    .select({ id: alertChannels.id, kind: alertChannels.kind })
    .from(alertChannels)
    .where(inArray(alertChannels.id, [...ids]));
  const hears = ({ kind }: { kind: string }) => !FOR_STATEFUL.has(event) || STATEFUL_KINDS.has(kind);
  return rows.filter(hears).map(({ id }) => id);
}
