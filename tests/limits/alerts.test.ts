import { createHmac } from 'node:crypto';
import type { Alert, AlertDelivery, Page } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Limits } from '../support/limits.ts';
import { waitFor } from '../support/wait.ts';
import { type Received, WebhookReceiver } from '../support/webhook.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

interface Message {
  version: number;
  delivery: string;
  event: string;
  title: string;
  url: string;
  alert: Alert;
}

const ROUNDS = 10;
const PROMISED_MS = 5_000;
const SECRET = 'a secret of at least sixteen characters';
let weir: RunningWeir;
let limits: Limits;
let hook: WebhookReceiver<Message>;
let key: string;

beforeAll(async () => {
  weir = await startWeir({ workers: 2 });
  limits = new Limits(weir);
  hook = await new WebhookReceiver<Message>().open();
  key = (await weir.admin.createWorkload('spender')).secret;
  const channel = { id: 'ops', kind: 'webhook', url: hook.url, signing_secret: SECRET };
  await weir.admin.post('/alert-channels', channel);
  await weir.admin.request('PATCH', '/alert-rules/budget-red', { channels: ['ops'] });
});
afterAll(async () => {
  await weir?.stop();
  await hook?.close();
});

/** A soft budget of one user that the next call of that user carries beyond red, but not to its end. */
async function nearlyRed(user: string): Promise<() => Promise<number>> {
  const terms = { yellow_percent: 0.1, red_percent: 0.2, mode: 'soft', owner: 'ann@example.com' };
  await limits.budget(user, { scope: { user }, amount: '0.01', ...terms });
  return async () => {
    const { status } = await limits.chat(key, {}, { 'x-weir-user': user });
    expect(status).toBe(200);
    return performance.now();
  };
}

const about = (budget: string) =>
  hook.received.filter(({ body }) => body.alert.subject === `budget/${budget}`);
const delivered = (budget: string, withinMs: number) =>
  waitFor(`word of budget ${budget}`, withinMs, () => about(budget).find(({ status }) => status === 200));

/** As docs/guides/alerts.md tells receivers to. */
function isSigned({ headers, text }: Received<Message>): boolean {
  const header = String(headers['x-weir-signature']);
  const [, t = '', v1 = ''] = /^t=(\d+),v1=([0-9a-f]+)$/.exec(header) ?? [];
  const fresh = Math.abs(Date.now() / 1_000 - Number(t)) < 300;
  return fresh && v1 === createHmac('sha256', SECRET).update(`${t}.${text}`).digest('hex');
}

describe('an alert of a budget that turns red', () => {
  it('reaches the webhook within five seconds of the call, signed, saying who, what and what it costs', async () => {
    const took: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      const cross = await nearlyRed(`red-${round}`);
      const answered = await cross();
      const { at } = await delivered(`red-${round}`, PROMISED_MS);
      // it may be told of what is reserved before the answer is there
      took.push(Math.max(0, at - answered));
    }
    console.log(
      `alert latency, ${ROUNDS} rounds: max ${Math.max(...took).toFixed(0)} ms, mean ${(took.reduce((a, b) => a + b) / ROUNDS).toFixed(0)} ms`,
    );
    expect(Math.max(...took)).toBeLessThan(PROMISED_MS);
    const message = await delivered('red-0', 1_000);
    expect(isSigned(message)).toBe(true);
    expect(message.headers['x-weir-event']).toBe('opened');
    expect(message.headers['x-weir-delivery']).toBe(message.body.delivery);
    expect(message.body).toMatchObject({
      version: 1,
      event: 'opened',
      title: expect.stringContaining('red-0'),
      url: expect.stringContaining(weir.adminUrl),
      alert: { rule: 'budget-red', state: 'open', who: expect.stringContaining('ann@example.com') },
    });
    expect(message.body.alert.what).toMatch(/USD/);
    expect(Number(message.body.alert.cost_per_day ?? '1')).toBeGreaterThan(0);
  });

  it('is told once however often the budget is used, and is logged as delivered', async () => {
    const cross = await nearlyRed('chatty');
    for (let i = 0; i < 5; i++) await cross();
    await delivered('chatty', PROMISED_MS);
    for (let i = 0; i < 5; i++) await cross();
    // whatever is to be told of these calls is told no later than of a budget that turns red after them
    const later = await nearlyRed('after-chatty');
    await later();
    await delivered('after-chatty', PROMISED_MS);
    expect(about('chatty')).toHaveLength(1);
    const { data } = await weir.admin.get<Page<Alert>>('/alerts?limit=100');
    const [alert, ...others] = data.filter(
      ({ subject, rule }) => subject === 'budget/chatty' && rule === 'budget-red',
    );
    expect(others).toEqual([]);
    const log = await weir.admin.get<Page<AlertDelivery>>('/alert-deliveries?limit=100');
    expect(log.data.filter((one) => one.alert === alert?.id)).toMatchObject([
      { channel: 'ops', state: 'delivered', attempts: 1 },
    ]);
  });

  it('is not lost when control is killed after the call and before the message', async () => {
    const cross = await nearlyRed('killed-early');
    // held still, so that it cannot have told of the call before it is killed
    for (const pid of weir.pids('control')) process.kill(pid, 'SIGSTOP');
    await cross();
    expect(weir.kill('control')).toBe(1);
    expect(about('killed-early')).toEqual([]);
    const { body } = await delivered('killed-early', 60_000);
    expect(body.alert).toMatchObject({ rule: 'budget-red', subject: 'budget/killed-early' });
  });

  it('is tried again under the same id when control is killed while the receiver is down', async () => {
    await limits.certain('killed-early', 60_000);
    const cross = await nearlyRed('killed-late');
    hook.status = 503;
    await cross();
    const first = await waitFor('a try', 30_000, () => about('killed-late')[0]);
    weir.kill('control');
    hook.status = 200;
    const second = await delivered('killed-late', 60_000);
    expect(second.body.delivery).toBe(first.body.delivery);
    expect(isSigned(second)).toBe(true);
    await waitFor('the log', 5_000, async () => {
      const log = await weir.admin.get<Page<AlertDelivery>>('/alert-deliveries?limit=100');
      return log.data.find(({ id }) => id === first.body.delivery)?.state === 'delivered' ? true : undefined;
    });
  });
});
