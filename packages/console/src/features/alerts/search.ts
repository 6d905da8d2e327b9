import type { Alert, AlertKind } from '@weir/core/contract';
import { oneOf, textOf } from '../../routes/search.ts';

export const TABS = ['alerts', 'rules', 'channels', 'deliveries'] as const;
export type Tab = (typeof TABS)[number];

export const ALERT_KINDS = [
  'budget',
  'spend_spike',
  'workload_share',
  'rate_limited',
  'price_unknown',
  'coverage',
  'errors',
  'task_limit',
  'limits_degraded',
] as const satisfies readonly AlertKind[];

export const ALERT_STATES = [
  'open',
  'acknowledged',
  'snoozed',
  'resolved',
] as const satisfies readonly Alert['state'][];

export interface AlertsSearch {
  /** The alerts themselves when absent. */
  tab?: Exclude<Tab, 'alerts'> | undefined;
  /** All that are not resolved when absent. */
  state?: Alert['state'] | undefined;
  kind?: AlertKind | undefined;
  /** Id of the one whose details are open. */
  alert?: string | undefined;
  /** Of deliveries. */
  channel?: string | undefined;
}

export function readAlertsSearch(raw: Record<string, unknown>): AlertsSearch {
  const tab = oneOf(raw['tab'], TABS);
  const state = oneOf(raw['state'], ALERT_STATES);
  const kind = oneOf(raw['kind'], ALERT_KINDS);
  const alert = textOf(raw['alert']);
  const channel = textOf(raw['channel']);
  return {
    ...(tab === undefined || tab === 'alerts' ? {} : { tab }),
    ...(state === undefined ? {} : { state }),
    ...(kind === undefined ? {} : { kind }),
    ...(alert === undefined ? {} : { alert }),
    ...(channel === undefined ? {} : { channel }),
  };
}
