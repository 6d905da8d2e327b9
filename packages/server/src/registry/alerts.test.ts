import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import type { AlertRecord } from './services/alert-present.ts';
import { type TestClock, testClock, testRegistry } from './testing.ts';

const BY = { actor: 'admin' };
let clock: TestClock;
let registry: Registry;
beforeAll(async () => {
  clock = testClock();
  registry = await testRegistry(clock);
  await registry.alertChannels.create({ id: 'duty', kind: 'pagerduty', routing_key: 'R0UT1NG-KEY' }, BY);
  await registry.alertChannels.create(
    { id: 'chat', kind: 'slack', url: 'https://hooks.example.com/s3cr3t' },
    BY,
  );
  await registry.alertRules.change(
    'budget-red',
    { channels: ['chat'], escalate_to: ['duty'], escalate_after_minutes: 5 },
    BY,
  );
});
afterAll(() => registry.close());

const record = (id: string, more: Partial<AlertRecord> = {}): AlertRecord => {
  const at = new Date(clock.now());
  return {
    id,
    rule: 'budget-red',
    kind: 'budget',
    severity: 'warning',
    subject: `budget/${id}`,
    state: 'open',
    title: `Budget ${id} is red`,
    who: 'ops',
    what: 'It is red.',
    since: at,
    lastSeenAt: at,
    costPerDay: '1.5',
    currency: 'USD',
    link: '/budgets',
    occurrences: 1,
    toldAt: at,
    escalatedAt: null,
    snoozedUntil: null,
    acknowledgedBy: null,
    resolvedAt: null,
    ...more,
  };
};
const told = async (alert: string) =>
  (await registry.alertDeliveries.list({ alert })).data
    .map(({ channel, state }) => `${channel} ${state}`)
    .sort();

describe('alerts and their outbox', () => {
  it('are written together; escalations go to further channels, ends to those who keep incidents', async () => {
    const { alerts } = registry;
    const first = record('a');
    await alerts.apply([{ record: first, from: undefined, event: 'opened' }]);
    expect(await told('a')).toEqual(['chat pending']);
    clock.advance(1_000);
    const escalated = { ...first, escalatedAt: new Date(clock.now()) };
    await alerts.apply([{ record: escalated, from: 'open', event: 'escalated' }]);
    expect(await told('a')).toEqual(['chat pending', 'duty pending']);
    clock.advance(1_000);
    await alerts.apply([{ record: { ...escalated, state: 'resolved' }, from: 'open', event: 'resolved' }]);
    expect(await told('a')).toEqual(['chat pending', 'duty pending', 'duty pending']);
  });

  it('are one per rule and subject, and what a person did stands', async () => {
    const { alerts } = registry;
    await alerts.apply([{ record: record('b'), from: undefined, event: 'opened' }]);
    const twin = { ...record('b2'), subject: 'budget/b' };
    await alerts.apply([{ record: twin, from: undefined, event: 'opened' }]);
    expect(await told('b2')).toEqual([]);
    await alerts.acknowledge('b', BY);
    await alerts.apply([{ record: record('b'), from: 'open', event: 'repeated' }]);
    expect(await alerts.show('b')).toMatchObject({ state: 'acknowledged', cost_per_day: '1.500000000000' });
    expect(await told('b')).toEqual(['chat pending']);
    expect((await alerts.unresolved()).map(({ id }) => id)).toEqual(['b']);
  });

  it('are due one of each channel, the oldest first, in order for each alert', async () => {
    const { alertDeliveries } = registry;
    const [chat, duty] = await alertDeliveries.due([]);
    expect([chat?.channel, duty?.channel]).toEqual(['chat', 'duty']);
    expect(duty?.notice).toMatchObject({ event: 'escalated', alert: { id: 'a' } });
    expect((await alertDeliveries.due(['chat'])).map(({ channel }) => channel)).toEqual(['duty']);
    const retryAt = new Date(clock.now() + 60_000);
    await alertDeliveries.record(duty?.id ?? '', { ok: false, error: 'down', retryAt });
    // the end waits for the beginning
    expect(await alertDeliveries.due(['chat'])).toEqual([]);
    clock.advance(60_000);
    expect(await alertDeliveries.due(['chat'])).toMatchObject([{ id: duty?.id, attempts: 1 }]);
    await alertDeliveries.record(duty?.id ?? '', { ok: true });
    expect(await alertDeliveries.due(['chat'])).toMatchObject([{ notice: { event: 'resolved' } }]);
    expect((await registry.alertChannels.show('duty')).last_delivery).toMatchObject({ ok: true });
  });

  it('are paged newest first, without gaps', async () => {
    const all = (await registry.alertDeliveries.list({})).data.map(({ id }) => id);
    const paged: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await registry.alertDeliveries.list({
        limit: 2,
        ...(cursor === undefined ? {} : { cursor }),
      });
      paged.push(...page.data.map(({ id }) => id));
      cursor = page.next_cursor ?? undefined;
    } while (cursor !== undefined);
    expect(paged).toEqual(all);
  });

  it('end with their rule; a channel stays while a rule names it, and takes what is pending along', async () => {
    const { alertRules, alertChannels, alerts } = registry;
    await expect(alertChannels.remove('duty', BY)).rejects.toMatchObject({ code: 'conflict' });
    await alertRules.remove('budget-red', BY);
    expect(await alerts.show('b')).toMatchObject({ state: 'resolved' });
    await alertRules.seed();
    await expect(alertRules.show('budget-red')).rejects.toMatchObject({ code: 'not_found' });
    await alertChannels.remove('chat', BY);
    expect(await told('b')).toEqual(['chat failed']);
    expect(await alertChannels.open('chat')).toBeUndefined();
  });
});

describe('the secrets of a channel', () => {
  it('come back for sending only', async () => {
    const { alertChannels } = registry;
    expect(await alertChannels.open('duty')).toMatchObject({ kind: 'pagerduty', routing_key: 'R0UT1NG-KEY' });
    const shown = JSON.stringify([
      await alertChannels.list({}),
      await alertChannels.show('duty'),
      await registry.audit.list({}),
      await registry.alertDeliveries.list({}),
    ]);
    expect(shown).not.toMatch(/R0UT1NG-KEY|s3cr3t/);
    await alertChannels.change('duty', { name: 'Night' }, BY);
    expect(await alertChannels.open('duty')).toMatchObject({ routing_key: 'R0UT1NG-KEY' });
  });
});
