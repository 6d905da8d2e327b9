import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { DeliveryFailure } from './channels/port.ts';
import { MOST_TRIES, waitMs } from './sender.ts';
import { type AlertBench, alertBench, status, withBudget } from './testing.ts';

const MINUTE = 60_000;
const BY = { actor: 'admin' };

let b: AlertBench;
beforeAll(async () => {
  b = await alertBench();
  await withBudget(b, ['hook', 'pd', 'slack']);
});
afterAll(() => b.close());
beforeEach(() => {
  b.statuses = [];
  b.lastHour = 0n;
  b.restart();
});
afterEach(async () => {
  b.failing.clear();
  b.hanging.clear();
  b.free();
  b.statuses = [status('green')];
  b.clock.advance(11 * MINUTE);
  for (let i = 0; i < 3; i += 1) await b.alerts.look();
  b.clock.advance(60 * MINUTE);
  await b.sender.sweep();
  b.sent.length = 0;
});

const events = () => b.sent.map(({ channel, message }) => `${message.event} ${channel}`).sort();
const openAlerts = async () => (await b.registry.alerts.list({ state: 'open' })).data;

describe('a budget that turns red', () => {
  it('is told on every channel of the rule: who, what, since when, cost per day, and where to look', async () => {
    b.statuses = [status('red')];
    b.lastHour = 1_500_000_000_000n;
    await b.alerts.look();
    await b.sender.sweep();
    expect(events()).toEqual(['opened hook', 'opened pd', 'opened slack']);
    const { message } = b.sent[0] as (typeof b.sent)[number];
    expect(message.subject).toBe('[warning] Budget Everything has passed its red threshold');
    expect(message.url).toBe('https://weir.example.com/budgets/all');
    expect(message.facts).toEqual([
      { label: 'Who', text: 'you@example.com, workload=playground, budget all' },
      {
        label: 'What',
        text: '96 % of 100.00 USD are used: 96.00 USD settled. Calls it does not cover will be refused.',
      },
      { label: 'Since', text: expect.stringMatching(/UTC$/) as string },
      { label: 'If it goes on', text: '36.00 USD per day' },
    ]);
    expect((await b.deliveries()).slice(0, 3).map(({ state }) => state)).toEqual(Array(3).fill('delivered'));
  });

  it('is one alert however often it is looked at, and its end is told to those who keep incidents', async () => {
    b.statuses = [status('red')];
    for (let i = 0; i < 5; i += 1) await b.alerts.look();
    expect(await openAlerts()).toHaveLength(1);
    expect((await openAlerts())[0]).not.toHaveProperty('cost_per_day');
    b.statuses = [status('green')];
    await b.alerts.look();
    await b.alerts.look();
    await b.sender.sweep();
    expect(events().filter((event) => event.startsWith('resolved'))).toEqual([
      'resolved hook',
      'resolved pd',
    ]);
    expect(await openAlerts()).toEqual([]);
  });

  it('is not called over while its figures are awaited, or control has just started', async () => {
    b.statuses = [status('red')];
    await b.alerts.look();
    b.restart();
    for (const seen of [[], [status('green', { certain: false })]]) {
      b.statuses = seen;
      for (let i = 0; i < 5; i += 1) await b.alerts.look();
    }
    expect(await openAlerts()).toHaveLength(1);
  });

  it('is not told twice after a restart', async () => {
    b.statuses = [status('red')];
    await b.alerts.look();
    await b.sender.sweep();
    b.restart();
    await b.alerts.look();
    await b.sender.sweep();
    expect(events()).toEqual(['opened hook', 'opened pd', 'opened slack']);
  });
});

describe('people', () => {
  it('acknowledge, snooze and resolve, audited, and PagerDuty hears of it', async () => {
    const { alerts } = b.registry;
    b.statuses = [status('red')];
    await b.alerts.look();
    const [{ id } = { id: '' }] = await openAlerts();
    expect(await alerts.acknowledge(id, BY)).toMatchObject({
      state: 'acknowledged',
      acknowledged_by: 'admin',
    });
    await alerts.acknowledge(id, BY);
    b.clock.advance(1_000 * MINUTE);
    await b.alerts.look();
    const until = new Date(b.clock.now() + MINUTE).toISOString();
    expect(await alerts.snooze(id, until, BY)).toMatchObject({ state: 'snoozed', snoozed_until: until });
    expect(await alerts.unsnooze(id, BY)).toMatchObject({ state: 'acknowledged' });
    expect(await alerts.resolve(id, BY)).toMatchObject({ state: 'resolved' });
    for (let i = 0; i < 5; i += 1) await b.alerts.look();
    expect(await openAlerts()).toEqual([]);
    await b.sender.sweep();
    expect(events()).toEqual([
      'acknowledged hook',
      'acknowledged pd',
      'opened hook',
      'opened pd',
      'opened slack',
      'resolved hook',
      'resolved pd',
    ]);
    const { data } = await b.registry.audit.list({ subject: `alert/${id}` });
    expect(data.map(({ action }) => action).sort()).toEqual([
      'alert.acknowledge',
      'alert.resolve',
      'alert.snooze',
      'alert.unsnooze',
    ]);
    await expect(alerts.snooze(id, until, BY)).rejects.toMatchObject({ code: 'conflict' });
  });

  it('cannot snooze into the past', async () => {
    b.statuses = [status('red')];
    await b.alerts.look();
    const [{ id } = { id: '' }] = await openAlerts();
    const past = b.registry.alerts.snooze(id, new Date(b.clock.now()).toISOString(), BY);
    await expect(past).rejects.toMatchObject({ code: 'invalid_argument', field: 'until' });
  });
});

describe('an unknown price', () => {
  it('is alerted at once, and over when its finding is closed', async () => {
    const finding = {
      kind: 'price_unknown' as const,
      severity: 'warning' as const,
      subject: 'openai/gpt-9',
      message: 'No price of gpt-9 at openai is known.',
    };
    b.alerts.found(finding);
    await b.registry.findings.raise(finding);
    await b.alerts.look();
    expect((await openAlerts()).map(({ subject }) => subject)).toEqual(['openai/gpt-9']);
    b.restart();
    for (let i = 0; i < 3; i += 1) await b.alerts.look();
    expect(await openAlerts()).toHaveLength(1);
    const [open] = (await b.registry.findings.list({ state: 'open' })).data;
    await b.registry.findings.close(open?.id ?? '', BY);
    await b.alerts.lookAtLedger();
    for (let i = 0; i < 2; i += 1) await b.alerts.look();
    expect(await openAlerts()).toEqual([]);
  });
});

describe('the outbox', () => {
  it('loses nothing when the process is killed before, while and after sending', async () => {
    b.statuses = [status('red')];
    await b.alerts.look();
    b.restart();
    b.hanging.add('hook');
    const cut = b.sender.sweep();
    await expect.poll(() => b.sent.length).toBe(2);
    await b.sender.stop();
    await cut;
    expect((await b.deliveries()).filter(({ state }) => state === 'pending')).toMatchObject([
      { channel: 'hook', attempts: 0 },
    ]);
    b.hanging.clear();
    b.restart();
    await b.sender.sweep();
    expect(events()).toEqual(['opened hook', 'opened pd', 'opened slack']);
  });

  it('sends nothing twice, however many sweeps there are at once', async () => {
    b.statuses = [status('red')];
    await b.alerts.look();
    await Promise.all(Array.from({ length: 20 }, () => b.sender.sweep()));
    expect(events()).toEqual(['opened hook', 'opened pd', 'opened slack']);
  });

  it('tries again later and later, under the same delivery id, and as late as it is asked to', async () => {
    b.statuses = [status('red')];
    b.failing.set('hook', new DeliveryFailure('hook.example.com answered 503'));
    await b.alerts.look();
    await b.sender.sweep();
    await b.sender.sweep();
    const tries = () => b.sent.filter(({ channel }) => channel === 'hook');
    expect(tries()).toHaveLength(1);
    b.clock.advance(999);
    await b.sender.sweep();
    expect(tries()).toHaveLength(1);
    b.clock.advance(1);
    b.failing.set('hook', new DeliveryFailure('slow down', { retryAfterMs: 30_000 }));
    await b.sender.sweep();
    b.clock.advance(29_999);
    await b.sender.sweep();
    expect(tries()).toHaveLength(2);
    b.clock.advance(1);
    b.failing.clear();
    await b.sender.sweep();
    expect(tries()).toHaveLength(3);
    expect(new Set(tries().map(({ delivery }) => delivery)).size).toBe(1);
    const [told] = (await b.deliveries()).filter(({ channel }) => channel === 'hook');
    expect(told).toMatchObject({ state: 'delivered', attempts: 3 });
  });

  it('gives up after twelve tries, or at once when it is hopeless', async () => {
    b.statuses = [status('red')];
    b.failing.set('hook', new DeliveryFailure('down'));
    b.failing.set('pd', new DeliveryFailure('bad key', { retryable: false }));
    await b.alerts.look();
    for (let i = 0; i < 20; i += 1) {
      await b.sender.sweep();
      b.clock.advance(10 * MINUTE);
    }
    expect(b.sent.filter(({ channel }) => channel === 'hook')).toHaveLength(MOST_TRIES);
    expect(b.sent.filter(({ channel }) => channel === 'pd')).toHaveLength(1);
    expect((await b.deliveries()).slice(0, 3)).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ channel: 'hook', state: 'failed', attempts: 12, error: 'down' }),
        expect.objectContaining({ channel: 'pd', state: 'failed', attempts: 1, error: 'bad key' }),
      ]),
    );
  });

  it('waits 1 s, 2 s, 4 s ... and never longer than 10 minutes of its own accord', () => {
    expect([1, 2, 3, 9, 10, 11, 12].map((tries) => waitMs(tries, 0) / 1_000)).toEqual([
      1, 2, 4, 256, 512, 600, 600,
    ]);
  });

  it('is not held up by a channel that does not answer', async () => {
    b.statuses = [status('red')];
    b.hanging.add('hook');
    await b.alerts.look();
    const stuck = b.sender.sweep();
    await expect.poll(() => events()).toEqual(['opened pd', 'opened slack']);
    b.statuses = [status('green')];
    await b.alerts.look();
    await b.alerts.look();
    await b.sender.sweep();
    expect(events()).toEqual(['opened pd', 'opened slack', 'resolved pd']);
    b.hanging.clear();
    b.free();
    await stuck;
    expect(events()).toContain('resolved hook');
  });

  it('never tells the end of an alert before its beginning', async () => {
    b.statuses = [status('red')];
    b.failing.set('pd', new DeliveryFailure('down'));
    await b.alerts.look();
    await b.sender.sweep();
    b.clock.advance(500);
    b.statuses = [status('green')];
    await b.alerts.look();
    await b.alerts.look();
    b.failing.clear();
    await b.sender.sweep();
    const duty = () => b.sent.filter(({ channel }) => channel === 'pd').map(({ message }) => message.event);
    expect(duty()).toEqual(['opened']);
    b.clock.advance(500);
    await b.sender.sweep();
    await b.sender.sweep();
    expect(duty()).toEqual(['opened', 'opened', 'resolved']);
  });
});
