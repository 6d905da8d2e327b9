import { readFileSync } from 'node:fs';
import { systemClock } from '../platform/clock.ts';
import { openOutbox } from './outbox.fixture.ts';

/** Opens five alerts and sends what is to be told of them, until it is killed. Arguments: directory, URL, template. */
const [dir = '', url = '', template = ''] = process.argv.slice(2);
const { registry, desk } = await openOutbox(
  dir,
  new Blob([readFileSync(template)], { type: 'application/x-gzip' }),
);
const by = { actor: 'admin' };
await registry.alertChannels.create(
  { id: 'hook', kind: 'webhook', url, signing_secret: 'of-sixteen-characters' },
  by,
);
await registry.alertRules.change('budget-red', { channels: ['hook'] }, by);
const at = new Date(systemClock.now());
const sender = desk.sender();
for (let i = 0; i < 5; i += 1) {
  const record = {
    id: `alert-${i}`,
    rule: 'budget-red',
    kind: 'budget',
    severity: 'warning',
    subject: `budget/${i}`,
    state: 'open',
    title: 'Budget is red',
    who: 'ops',
    what: 'It is red.',
    since: at,
    lastSeenAt: at,
    costPerDay: null,
    currency: 'USD',
    link: '/budgets',
    occurrences: 1,
    toldAt: at,
    escalatedAt: null,
    snoozedUntil: null,
    acknowledgedBy: null,
    resolvedAt: null,
  };
  await registry.alerts.apply([{ record, from: undefined, event: 'opened' }]);
}
await sender.sweep();
