import { createHash } from 'node:crypto';
import { Decimal } from '@weir/core/money';
import type { TaskNotice } from '../limits/tasks/port.ts';
import type { AlertNotice, Registry } from '../registry/index.ts';
import type { AlertDesk } from './desk.ts';

export interface TaskNoticeParts {
  registry: Pick<Registry, 'alertChannels' | 'alertDeliveries' | 'compile'>;
  desk: Pick<AlertDesk, 'check'>;
  newId: () => string;
}

/**
 * Tells the webhook of a workload's policy of a task that waits or was stopped, through the outbox: signed, repeated,
 * logged. The channel to that address is used, or made when there is none; its signing secret can be set like any other.
 * Throws WeirError `invalid_argument` for an address that must not be called.
 */
export async function tellTaskWebhook(
  { registry, desk, newId }: TaskNoticeParts,
  notice: TaskNotice,
): Promise<void> {
  const { webhook } = notice;
  if (webhook === undefined) return;
  desk.check('webhook', { url: webhook }, false);
  const { alertChannels, alertDeliveries } = registry;
  const channel = (await alertChannels.webhookTo(webhook)) ?? (await makeChannel(alertChannels, webhook));
  const id = newId();
  await alertDeliveries.add(channel, asNotice(notice, id, registry.compile()), id);
}

async function makeChannel(channels: Registry['alertChannels'], url: string): Promise<string> {
  const id = `tasks-${createHash('sha256').update(url).digest('hex').slice(0, 12)}`;
  const input = { id, name: 'Tasks handed over', kind: 'webhook' as const, url };
  return (await channels.create(input, { actor: 'system' })).id;
}

function asNotice(
  { workload, task, kind, limit, text, most, used, costSoFar, steps, lastTools, approval, at }: TaskNotice,
  id: string,
  { organization, workloads }: ReturnType<Registry['compile']>,
): AlertNotice {
  const since = new Date(at).toISOString();
  const owner = workloads[workload]?.tags['owner'];
  const cost = Decimal.fromPico(costSoFar).toFixed(12);
  const alert: AlertNotice['alert'] = {
    id,
    rule: 'task-policy',
    kind: 'task_limit',
    severity: 'warning',
    subject: `task/${workload}/${task}`,
    state: 'open',
    title: kind === 'waiting' ? `Task ${task} waits for a person` : `Task ${task} was stopped`,
    who: [owner, `workload ${workload}`, `task ${task}`].filter(Boolean).join(', '),
    what: text,
    since,
    last_seen_at: since,
    currency: organization.currency,
    link: `/tasks/${encodeURIComponent(workload)}/${encodeURIComponent(task)}`,
    occurrences: 1,
  };
  const context = {
    workload,
    task,
    state: kind,
    limit,
    most,
    used,
    cost_so_far: cost,
    steps,
    last_tools: lastTools,
  };
  return {
    event: 'opened',
    at: since,
    alert,
    context: approval === undefined ? context : { ...context, approval },
  };
}
