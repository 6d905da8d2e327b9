import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  alert,
  alertChannel,
  alertChannelWithSecret,
  alertDelivery,
  alertRule,
  apiError,
  page,
} from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verify } from '../alerts/channels/webhook.ts';
import { createHarness, type Harness } from './testing.ts';

let h: Harness;
let hook: Server;
let url: string;
const taken: { headers: Record<string, unknown>; body: string }[] = [];
beforeAll(async () => {
  h = await createHarness();
  hook = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      taken.push({ headers: request.headers, body: Buffer.concat(chunks).toString('utf8') });
      response.end();
    });
  });
  await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/s3cr3t-path`;
});
afterAll(async () => {
  hook.closeAllConnections();
  hook.close();
  await h.close();
});

const errorOf = async (response: Promise<Response>) => apiError.parse(await (await response).json()).error;

describe('alert rules', () => {
  it('are there from the first start, without channels', async () => {
    const { data } = page(alertRule).parse(await (await h.call('GET', '/alert-rules')).json());
    expect(data.map(({ id }) => id).sort()).toEqual([
      'budget-exhausted',
      'budget-red',
      'limits-degraded',
      'price-unknown',
    ]);
    expect(data.every(({ channels, enabled }) => channels.length === 0 && enabled)).toBe(true);
  });

  it('are created with defaults, changed, and removed', async () => {
    const created = await h.call('POST', '/alert-rules', { kind: 'errors', threshold: 10, channels: [] });
    expect(created.status).toBe(201);
    const rule = alertRule.parse(await created.json());
    expect(rule).toMatchObject({
      id: 'errors',
      name: 'Calls fail',
      severity: 'warning',
      repeat_minutes: 240,
    });
    const changed = await h.call('PATCH', '/alert-rules/errors', { threshold: 20, enabled: false });
    expect(alertRule.parse(await changed.json())).toMatchObject({ threshold: 20, enabled: false });
    const again = alertRule.parse(
      await (await h.call('POST', '/alert-rules', { kind: 'errors', threshold: 5, channels: [] })).json(),
    );
    expect(again.id).toBe('errors-2');
    expect((await h.call('DELETE', '/alert-rules/errors')).status).toBe(204);
    expect((await h.call('GET', '/alert-rules/errors')).status).toBe(404);
  });

  it.each([
    ['a budget rule without a level', { kind: 'budget', channels: [] }, 'level', /yellow, red or exhausted/],
    [
      'a level where there is none',
      { kind: 'errors', level: 'red', threshold: 5, channels: [] },
      'level',
      /Leave/,
    ],
    ['a missing threshold', { kind: 'coverage', channels: [] }, 'threshold', /for example 95/],
    ['a useless threshold', { kind: 'price_unknown', threshold: 5, channels: [] }, 'threshold', /Leave/],
    ['more than all', { kind: 'errors', threshold: 150, channels: [] }, 'threshold', /at most 100/],
    ['a spike that is none', { kind: 'spend_spike', threshold: 1, channels: [] }, 'threshold', /above 1/],
    [
      'an unknown channel',
      { kind: 'price_unknown', channels: ['pager'] },
      'channels.0',
      /create the alert channel/i,
    ],
    [
      'an escalation to nobody',
      { kind: 'price_unknown', channels: [], escalate_after_minutes: 5 },
      'escalate_to',
      /together/,
    ],
    [
      'an unknown dimension',
      { kind: 'errors', threshold: 5, channels: [], scope: { colour: 'red' } },
      'scope.colour',
      /./,
    ],
  ])('refuse %s, naming field and remedy', async (_, input, field, remedy) => {
    const error = await errorOf(h.call('POST', '/alert-rules', input));
    expect(error.field).toBe(field);
    expect(`${error.message} ${error.remedy}`).toMatch(remedy);
  });
});

describe('alert channels', () => {
  it('keep secrets to themselves, and give a signing secret once', async () => {
    const body = { id: 'hook', kind: 'webhook', url };
    const headers = { 'idempotency-key': 'hook-1' };
    const created = await h.call('POST', '/alert-channels', body, headers);
    expect(created.status).toBe(201);
    const made = alertChannelWithSecret.parse(await created.json());
    expect(made.signing_secret).toMatch(/^wh_[A-Za-z0-9]{43}$/);
    expect(made.target).toMatch(/^127\.0\.0\.1:\d+$/);
    const again = alertChannelWithSecret.parse(
      await (await h.call('POST', '/alert-channels', body, headers)).json(),
    );
    expect(again.signing_secret).toBe(made.signing_secret);
    const everything = [
      await (await h.call('GET', '/alert-channels')).text(),
      await (await h.call('GET', '/alert-channels/hook')).text(),
      await (await h.call('PATCH', '/alert-channels/hook', { name: 'Ops', url })).text(),
      await (await h.call('GET', '/audit?subject=alert_channel/hook')).text(),
      h.logged.join(''),
    ].join('');
    expect(everything).not.toMatch(/s3cr3t-path|wh_/);
    expect(everything).toContain('changed: url');
  });

  it('send a signed test at the press of a button, and say how that went', async () => {
    const secret = 'of-sixteen-characters';
    await h.call('PATCH', '/alert-channels/hook', { signing_secret: secret });
    const told = alertDelivery.parse(await (await h.call('POST', '/alert-channels/hook/test')).json());
    expect(told).toMatchObject({ state: 'delivered', attempts: 1, channel: 'hook' });
    const { headers, body } = taken.at(-1) as (typeof taken)[number];
    expect(verify(secret, body, String(headers['x-weir-signature']), Math.floor(h.clock.now() / 1_000))).toBe(
      true,
    );
    const shown = alertChannel.parse(await (await h.call('GET', '/alert-channels/hook')).json());
    expect(shown.last_delivery).toMatchObject({ ok: true });
    await h.call('POST', '/alert-channels', {
      id: 'gone',
      kind: 'slack',
      url: 'http://127.0.0.1:1/s3cr3t-path',
    });
    const failed = alertDelivery.parse(await (await h.call('POST', '/alert-channels/gone/test')).json());
    expect(failed).toMatchObject({ state: 'failed', error: '127.0.0.1:1 cannot be reached (ECONNREFUSED)' });
    const log = page(alertDelivery).parse(
      await (await h.call('GET', '/alert-deliveries?channel=gone')).json(),
    );
    expect(log.data).toEqual([failed]);
    expect((await h.call('POST', '/alert-channels/nobody/test')).status).toBe(404);
  });

  it.each([
    ['a webhook without an address', { kind: 'webhook' }, 'url', /Give the address/],
    ['PagerDuty without its key', { kind: 'pagerduty' }, 'routing_key', /Events API v2/],
    [
      'a field of another kind',
      { kind: 'slack', url: 'https://hooks.slack.com/x', to: ['a@b.de'] },
      'to',
      /Leave it out/,
    ],
    [
      'metadata services',
      { kind: 'webhook', url: 'http://169.254.169.254/latest' },
      'url',
      /link-local|metadata/,
    ],
    ['hidden addresses', { kind: 'webhook', url: 'http://2852039166/latest' }, 'url', /reserved/],
    ['unencrypted ones', { kind: 'webhook', url: 'http://example.com/hook' }, 'url', /https/],
    ['passwords in addresses', { kind: 'webhook', url: 'https://u:hunter2@example.com' }, 'url', /password/],
    ['other protocols', { kind: 'webhook', url: 'file:///etc/passwd' }, 'url', /https/],
    ['mail without a mail server', { kind: 'email', to: ['a@example.com'] }, 'kind', /alerts\.smtp\.host/],
  ])('refuse %s, naming field and remedy', async (_, input, field, text) => {
    const error = await errorOf(h.call('POST', '/alert-channels', { id: 'new', ...input }));
    expect(error.field).toBe(field);
    expect(`${error.message} ${error.remedy}`).toMatch(text);
    expect(JSON.stringify(error)).not.toContain('hunter2');
  });

  it('stay while a rule names them', async () => {
    await h.call('PATCH', '/alert-rules/budget-red', { channels: ['hook'] });
    const error = await errorOf(h.call('DELETE', '/alert-channels/hook'));
    expect(error).toMatchObject({ code: 'conflict' });
    expect(error.message).toContain('budget-red');
    await h.call('PATCH', '/alert-rules/budget-red', { channels: [] });
    expect((await h.call('DELETE', '/alert-channels/hook')).status).toBe(204);
  });
});

describe('alerts', () => {
  it('are listed by state and kind, and taken on, silenced and ended', async () => {
    const at = new Date(h.clock.now());
    const record = {
      id: 'alert-1',
      rule: 'budget-red',
      kind: 'budget',
      severity: 'warning',
      subject: 'budget/x',
      state: 'open',
      title: 'Budget x is exhausted',
      who: 'ops',
      what: 'All of it is used.',
      since: at,
      lastSeenAt: at,
      costPerDay: '12.5',
      currency: 'USD',
      link: '/budgets/x',
      occurrences: 1,
      toldAt: at,
      escalatedAt: null,
      snoozedUntil: null,
      acknowledgedBy: null,
      resolvedAt: null,
    };
    await h.deps.registry.alerts.apply([{ record, from: undefined, event: 'opened' }]);
    const list = async (query: string) =>
      page(alert).parse(await (await h.call('GET', `/alerts${query}`)).json()).data;
    expect(await list('?state=open&kind=budget')).toMatchObject([
      { id: 'alert-1', cost_per_day: '12.500000000000' },
    ]);
    expect(await list('?kind=errors')).toEqual([]);
    expect((await h.call('GET', '/alerts?state=loud')).status).toBe(400);
    const act = async (action: string, body?: unknown) =>
      alert.parse(await (await h.call('POST', `/alerts/alert-1/${action}`, body)).json());
    expect(await act('acknowledge')).toMatchObject({ state: 'acknowledged', acknowledged_by: 'admin' });
    expect(await act('snooze', { until: '2030-01-01T00:00:00Z' })).toMatchObject({ state: 'snoozed' });
    expect(await act('unsnooze')).toMatchObject({ state: 'acknowledged' });
    const past = await errorOf(h.call('POST', '/alerts/alert-1/snooze', { until: '2020-01-01T00:00:00Z' }));
    expect(past).toMatchObject({ field: 'until', remedy: expect.stringContaining('future') as string });
    expect(await act('resolve')).toMatchObject({ state: 'resolved' });
    expect((await h.call('POST', '/alerts/nobody/acknowledge')).status).toBe(404);
  });
});
