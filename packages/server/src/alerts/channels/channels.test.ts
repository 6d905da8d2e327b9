import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AlertNotice, OpenChannel } from '../../registry/index.ts';
import { messageOf } from '../message.ts';
import { emailChannel } from './email.ts';
import { createChannels } from './index.ts';
import { DeliveryFailure } from './port.ts';
import { createPostClient } from './post.ts';
import { verify } from './webhook.ts';

const NOTICE: AlertNotice = {
  event: 'opened',
  at: '2026-11-22T10:05:00.000Z',
  alert: {
    id: 'alert-1',
    rule: 'budget-red',
    kind: 'budget',
    severity: 'critical',
    subject: 'budget/support',
    state: 'open',
    title: 'Budget support is exhausted',
    who: 'ops@example.com, workload support-bot',
    what: '100 % of 100.00 USD are used; <!channel> & co.',
    since: '2026-11-22T10:00:00.000Z',
    last_seen_at: '2026-11-22T10:05:00.000Z',
    cost_per_day: '36.500000000000',
    currency: 'USD',
    link: '/budgets/support',
    occurrences: 1,
  },
};
const noticed = (event: AlertNotice['event']) => messageOf({ ...NOTICE, event }, 'https://weir.example.com');
const signal = () => AbortSignal.timeout(10_000);

interface Taken {
  path: string;
  headers: IncomingHttpHeaders;
  body: string;
}
let server: Server;
let url: string;
let taken: Taken[];
let answer: { status: number; headers?: Record<string, string>; body?: string };
const client = createPostClient({ allowPrivate: false });
const clock = { now: () => Date.now(), monotonic: () => performance.now() };
const channels = createChannels({ post: client.post, smtp: undefined, clock });
const to = (more: Partial<OpenChannel>): OpenChannel => ({ id: 'ops', kind: 'webhook', to: [], ...more });

beforeEach(async () => {
  taken = [];
  answer = { status: 200 };
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const body = Buffer.concat(chunks).toString('utf8');
      taken.push({ path: request.url ?? '', headers: request.headers, body });
      response.writeHead(answer.status, answer.headers).end(answer.body ?? '');
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook/s3cr3t-path`;
});
afterEach(() => new Promise((resolve) => server.close(resolve)));

const failureOf = async (sent: Promise<void>): Promise<DeliveryFailure> => {
  const error = await sent.then(
    () => undefined,
    (reason: unknown) => reason,
  );
  expect(error).toBeInstanceOf(DeliveryFailure);
  return error as DeliveryFailure;
};

describe('the webhook', () => {
  const webhook = () => to({ url, signing_secret: 'a-secret-of-sixteen' });

  it('is signed so that the receiver can tell who sent it, when, and whether it is a repetition', async () => {
    await channels.webhook.send(webhook(), noticed('opened'), 'delivery-7', signal());
    const { headers, body } = taken[0] as Taken;
    const now = Math.floor(Date.now() / 1_000);
    const signature = String(headers['x-weir-signature']);
    expect(headers['x-weir-delivery']).toBe('delivery-7');
    expect(verify('a-secret-of-sixteen', body, signature, now)).toBe(true);
    expect(verify('a-secret-of-sixteen', `${body} `, signature, now)).toBe(false);
    expect(verify('another-secret-16', body, signature, now)).toBe(false);
    expect(verify('a-secret-of-sixteen', body, signature, now + 400)).toBe(false);
    expect(verify('a-secret-of-sixteen', body, 'nonsense', now)).toBe(false);
    expect(JSON.parse(body)).toMatchObject({
      event: 'opened',
      delivery: 'delivery-7',
      url: 'https://weir.example.com/budgets/support',
      alert: { who: 'ops@example.com, workload support-bot', cost_per_day: '36.500000000000' },
    });
  });

  it('says what the other side answered, without the address or the secret', async () => {
    answer = {
      status: 503,
      headers: { 'retry-after': '7' },
      body: `no /hook/s3cr3t-path for a-secret-of-sixteen`,
    };
    const failure = await failureOf(channels.webhook.send(webhook(), noticed('opened'), 'd', signal()));
    expect(failure).toMatchObject({ retryable: true, retryAfterMs: 7_000 });
    expect(failure.message).toContain('503');
    expect(failure.message).not.toMatch(/s3cr3t|a-secret/);
  });

  it.each([400, 410, 413, 422])('is not tried again after %i', async (status) => {
    answer = { status };
    expect(await failureOf(channels.webhook.send(webhook(), noticed('opened'), 'd', signal()))).toMatchObject(
      {
        retryable: false,
      },
    );
  });

  it('follows no redirects', async () => {
    answer = { status: 307, headers: { location: url } };
    const failure = await failureOf(channels.webhook.send(webhook(), noticed('opened'), 'd', signal()));
    expect(failure.message).toContain('307');
    expect(taken).toHaveLength(1);
  });

  it('fails readably when nobody is there', async () => {
    const nobody = to({ url: 'http://127.0.0.1:1/x', signing_secret: 'a-secret-of-sixteen' });
    const failure = await failureOf(channels.webhook.send(nobody, noticed('opened'), 'd', signal()));
    expect(failure.message).toMatch(/127\.0\.0\.1:1 cannot be reached \(ECONNREFUSED\)/);
  });
});

describe('Slack and Teams', () => {
  it('get blocks and a plain text that cannot mention everybody', async () => {
    await channels.slack.send(to({ kind: 'slack', url }), noticed('opened'), 'd', signal());
    const body = JSON.parse(taken[0]?.body ?? '') as { text: string; blocks: unknown[] };
    expect(body.text).toContain('Budget support is exhausted');
    expect(body.text).toContain('36.50 USD per day');
    expect(JSON.stringify(body)).not.toContain('<!channel>');
    expect(JSON.stringify(body.blocks)).toContain('https://weir.example.com/budgets/support');
  });

  it('get an adaptive card with who, what, since when and what it costs', async () => {
    await channels.teams.send(to({ kind: 'teams', url }), noticed('opened'), 'd', signal());
    const text = taken[0]?.body ?? '';
    expect(JSON.parse(text)).toMatchObject({
      type: 'message',
      attachments: [
        { contentType: 'application/vnd.microsoft.card.adaptive', content: { type: 'AdaptiveCard' } },
      ],
    });
    for (const part of ['Who', 'What', 'Since', '36.50 USD per day']) expect(text).toContain(part);
  });
});

describe('PagerDuty', () => {
  it('opens, acknowledges and resolves one incident', async () => {
    const duty = to({ kind: 'pagerduty', url, routing_key: 'R0UT1NG' });
    for (const event of ['opened', 'worsened', 'acknowledged', 'resolved'] as const) {
      await channels.pagerduty.send(duty, noticed(event), 'd', signal());
    }
    const events = taken.map(({ body }) => JSON.parse(body) as Record<string, unknown>);
    expect(taken[0]?.path).toBe('/hook/s3cr3t-path/v2/enqueue');
    expect(events.map(({ event_action }) => event_action)).toEqual([
      'trigger',
      'trigger',
      'acknowledge',
      'resolve',
    ]);
    expect(new Set(events.map(({ dedup_key }) => dedup_key))).toEqual(new Set(['weir-alert-1']));
    expect(events[0]).toMatchObject({ routing_key: 'R0UT1NG', payload: { severity: 'critical' } });
  });

  it('leaves no incident behind after a test', async () => {
    await channels.pagerduty.send(
      to({ kind: 'pagerduty', url, routing_key: 'R' }),
      noticed('test'),
      'd',
      signal(),
    );
    const actions = taken.map(({ body }) => (JSON.parse(body) as { event_action: string }).event_action);
    expect(actions).toEqual(['trigger', 'resolve']);
  });
});

describe('mail', () => {
  const mails: { from: string; to: string[]; text: string }[] = [];
  let reply: { code: number } | undefined;
  const smtp = new SMTPServer({
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onAuth: ({ username, password }, _session, done) =>
      username === 'weir' && password === 'pass word' ? done(null, { user: 'weir' }) : done(new Error('no')),
    onData(stream, session, done) {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        const from = session.envelope.mailFrom;
        mails.push({
          from: from === false ? '' : from.address,
          to: session.envelope.rcptTo.map(({ address }) => address),
          text: Buffer.concat(chunks).toString('utf8'),
        });
        done(reply === undefined ? null : Object.assign(new Error('refused'), { responseCode: reply.code }));
      });
    },
  });
  let settings: {
    host: string;
    port: number;
    secure: boolean;
    from: string;
    user?: string;
    password?: string;
  };

  beforeEach(async () => {
    mails.length = 0;
    reply = undefined;
    if (settings !== undefined) return;
    await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve));
    const { port } = smtp.server.address() as AddressInfo;
    settings = { host: '127.0.0.1', port, secure: false, from: 'Weir <weir@example.com>' };
  });

  const mail = to({ kind: 'email', to: ['ops@example.com', 'boss@example.com'] });

  it('reaches everybody, says the same at each retry, and cannot be given further headers', async () => {
    const message = noticed('opened');
    const evil = { ...message, subject: 'Budget\r\nBcc: all@example.com' };
    await emailChannel({ ...settings, user: 'weir', password: 'pass word' }).send(
      mail,
      evil,
      'delivery-7',
      signal(),
    );
    expect(mails[0]).toMatchObject({ from: 'weir@example.com', to: ['ops@example.com', 'boss@example.com'] });
    expect(mails[0]?.text).toContain('Message-ID: <delivery-7@weir>');
    expect(mails[0]?.text.split('\r\n\r\n')[0]).not.toMatch(/^Bcc:/m);
    for (const part of ['Who:', 'Since:', '36.50 USD per day', 'https://weir.example.com/budgets/support']) {
      expect(mails[0]?.text).toContain(part);
    }
  });

  it('says readably what is wrong, without the password', async () => {
    const wrong = emailChannel({ ...settings, user: 'weir', password: 'hunter2!' });
    const refused = await failureOf(wrong.send(mail, noticed('opened'), 'd', signal()));
    expect(refused).toMatchObject({ retryable: true });
    expect(refused.message).toMatch(/refused user or password/);
    expect(refused.message).not.toContain('hunter2');
    reply = { code: 552 };
    expect(
      await failureOf(emailChannel(settings).send(mail, noticed('opened'), 'd', signal())),
    ).toMatchObject({
      retryable: false,
    });
    reply = { code: 451 };
    expect(
      await failureOf(emailChannel(settings).send(mail, noticed('opened'), 'd', signal())),
    ).toMatchObject({
      retryable: true,
    });
    const none = await failureOf(channels.email.send(mail, noticed('opened'), 'd', signal()));
    expect(none.message).toContain('alerts.smtp.host');
    await new Promise<void>((resolve) => smtp.close(resolve));
    const gone = await failureOf(emailChannel(settings).send(mail, noticed('opened'), 'd', signal()));
    expect(gone.message).toMatch(/cannot be reached/);
  });
});
