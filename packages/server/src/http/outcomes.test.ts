import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sign } from '../alerts/channels/webhook.ts';
import { FakeOutcomes } from '../ledger/testing/fake-outcomes.ts';
import { createIntake, importOutcomes } from '../outcomes/index.ts';
import type { Registry } from '../registry/registry.ts';
import { createHarness, type Harness } from './testing.ts';

const at = '2026-01-01T10:00:00Z';

let harness: Harness;
let registry: Registry | undefined;
beforeAll(async () => {
  const clock = { now: () => harness.clock.now() };
  const store = new FakeOutcomes(clock.now);
  const intake = createIntake({
    store,
    workload: async (id) => {
      const found = await registry?.workloads.show(id).catch(() => undefined);
      return found === undefined ? undefined : { id };
    },
    isClosed: () => false,
    clock,
  });
  harness = await createHarness({
    outcomes: {
      store,
      intake,
      importFile: (file, options) => importOutcomes(file, options, intake, { source: 'csv' }),
    },
  });
  registry = harness.deps.registry;
  await harness.call('POST', '/applications', { id: 'care' });
  for (const id of ['bot', 'other']) {
    const made = await harness.call('POST', '/workloads', {
      id,
      application: 'care',
      environment: 'development',
      owner: 'a@example.com',
    });
    expect(made.status).toBe(201);
  }
});
afterAll(() => harness.close());

const answer = async (response: Response) => ({
  status: response.status,
  body: (await response.json()) as Record<string, unknown>,
});

describe('outcomes over HTTP', () => {
  it('are taken, listed, shown with their versions and taken back', async () => {
    const told = { id: 'a/1', outcome: 'resolved', at, workload: 'bot', value: '3', currency: 'EUR' };
    expect(await answer(await harness.call('POST', '/outcomes', told))).toMatchObject({
      status: 200,
      body: { added: 1, errors: [] },
    });
    const many = [told, { ...told, value: '4' }, { outcome: 'resolved', at, workload: 'bot', value: '3' }];
    expect((await answer(await harness.call('POST', '/outcomes', many))).body).toMatchObject({
      unchanged: 1,
      revised: 1,
      errors: [{ index: 2, field: 'currency' }],
    });
    const list = await answer(
      await harness.call('GET', '/outcomes?since=2026-01-01&until=2026-01-02&workload=bot'),
    );
    expect(list.body).toMatchObject({ data: [{ id: 'a/1', value: '4', version: 2 }], next_cursor: null });
    expect((await answer(await harness.call('GET', '/outcomes/a%2F1'))).body['data']).toHaveLength(2);
    expect((await answer(await harness.call('POST', '/outcomes/a%2F1/retract'))).body).toMatchObject({
      retracted: true,
      version: 3,
    });
    expect((await harness.call('GET', '/outcomes/none')).status).toBe(404);
    expect((await harness.call('POST', '/outcomes', [])).status).toBe(400);
  });

  it('are told with the key of a workload, for that workload; the key opens nothing else', async () => {
    const made = await answer(await harness.call('POST', '/keys', { workload: 'bot' }));
    const headers = { authorization: `Bearer ${String(made.body['secret'])}` };
    const told = [
      { id: 'k', outcome: 'resolved', at },
      { outcome: 'resolved', at, workload: 'other' },
    ];
    const taken = await answer(await harness.call('POST', '/outcomes', told, headers));
    expect(taken).toMatchObject({
      status: 200,
      body: { added: 1, errors: [{ index: 1, field: 'workload' }] },
    });
    for (const [method, path] of [
      ['GET', '/outcomes'],
      ['POST', '/outcomes/k/retract'],
      ['GET', '/workloads'],
    ] as const) {
      expect((await harness.call(method, path, undefined, headers)).status).toBe(401);
    }
    const unknown = { authorization: 'Bearer wk_nobody' };
    expect((await harness.call('POST', '/outcomes', told, unknown)).status).toBe(401);
  });

  it('are taken from webhooks that sign them, and from nobody else', async () => {
    const made = await answer(
      await harness.call('POST', '/outcome-webhooks', { id: 'crm', workload: 'bot' }),
    );
    expect(made.status).toBe(201);
    const secret = String(made.body['signing_secret']);
    const body = JSON.stringify({ id: 'w', outcome: 'won', at });
    const now = Math.floor(harness.clock.now() / 1_000);
    const post = (signature: string, path = made.body['path'], text = body) =>
      harness.app.request(`http://localhost:4010${String(path)}`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'x-weir-signature': signature },
        body: text,
      });
    expect(await answer(await post(sign(secret, body, now)))).toMatchObject({
      status: 200,
      body: { added: 1 },
    });
    expect(await answer(await post(sign(secret, body, now)))).toMatchObject({ body: { unchanged: 1 } });
    expect((await post(sign(secret, body, now - 400))).status).toBe(401);
    expect((await post(sign(secret, `${body} `, now))).status).toBe(401);
    expect((await post(sign('wrong', body, now))).status).toBe(401);
    expect((await post(sign(secret, body, now), '/api/v1/hooks/outcomes/nobody')).status).toBe(401);
    const listed = await harness.call('GET', '/outcome-webhooks');
    expect(await listed.text()).not.toContain(secret);
    expect((await harness.call('DELETE', '/outcome-webhooks/crm')).status).toBe(204);
    expect((await post(sign(secret, body, now))).status).toBe(401);
  });

  it('are read from a file', async () => {
    const response = await harness.call(
      'POST',
      '/outcomes/import?map=Ticket=id&outcome=resolved',
      undefined,
      { 'content-type': 'text/csv' },
    );
    expect(response.status).toBe(400);
    const file = await harness.app.request(
      'http://localhost:4010/api/v1/outcomes/import?map=Ticket=id&outcome=resolved&workload=bot',
      {
        method: 'POST',
        headers: { authorization: `Bearer ${harness.adminToken}`, 'content-type': 'text/csv' },
        body: 'Ticket,at\nT-1,2026-01-01\nT-2,never\n',
      },
    );
    expect(await answer(file)).toMatchObject({
      status: 200,
      body: { read: 2, added: 1, rejected: 1, errors: [{ line: 3, field: 'at' }] },
    });
  });
});

describe('rules and scores over HTTP', () => {
  const rule = { id: 'done', workload: 'bot', outcome: 'resolved', when: { last_tool: 'close' } };

  it('are made, changed and removed', async () => {
    expect(await answer(await harness.call('POST', '/outcome-rules', rule))).toMatchObject({
      status: 201,
      body: { quiet_minutes: 30, success: true, enabled: true },
    });
    expect(
      (await answer(await harness.call('PATCH', '/outcome-rules/done', { quiet_minutes: 5, enabled: false })))
        .body,
    ).toMatchObject({ quiet_minutes: 5, enabled: false, when: { last_tool: 'close' } });
    expect(
      (await answer(await harness.call('GET', '/outcome-rules?workload=bot'))).body['data'],
    ).toHaveLength(1);
    expect((await harness.call('DELETE', '/outcome-rules/done')).status).toBe(204);
    expect((await harness.call('GET', '/outcome-rules/done')).status).toBe(404);
  });

  it.each([
    [{ when: {} }, 'when'],
    [{ workload: 'nobody' }, 'workload'],
    [{ value: '3' }, 'currency'],
    [{ success: false, otherwise_failure: true }, 'otherwise_failure'],
  ])('are refused with the field that is wrong: %j', async (wrong, field) => {
    const { status, body } = await answer(
      await harness.call('POST', '/outcome-rules', { ...rule, ...wrong }),
    );
    expect([status, (body['error'] as { field: string }).field]).toEqual([400, field]);
  });

  it('keep a score once, and refuse another under its id', async () => {
    const score = { workload: 'bot', metric: 'csat', at, score: 4.5, samples: 20 };
    const first = await answer(await harness.call('POST', '/quality-scores', score));
    expect(first).toMatchObject({ status: 201, body: { score: 4.5, source: 'admin' } });
    expect((await answer(await harness.call('POST', '/quality-scores', score))).body['id']).toBe(
      first.body['id'],
    );
    expect(
      (await harness.call('POST', '/quality-scores', { ...score, id: first.body['id'], score: 1 })).status,
    ).toBe(409);
    expect((await harness.call('POST', '/quality-scores', { ...score, workload: 'nobody' })).status).toBe(
      400,
    );
    expect(
      (await answer(await harness.call('GET', '/quality-scores?metric=csat'))).body['data'],
    ).toHaveLength(1);
  });
});
