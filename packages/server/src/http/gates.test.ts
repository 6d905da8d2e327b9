import {
  type FailoverDrill,
  type GateStatus,
  type GateSummary,
  gateStatus,
  gateSummary,
  page,
} from '@weir/core/contract';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { createGateDesk, type DrillCall } from '../governance/gate/index.ts';
import { createHarness, type Harness } from './testing.ts';

const by = { actor: 'admin' };
const DAY = 86_400_000;
let weir: Harness;
let made = 0;
let id = '';
let drilled: DrillCall[] = [];
let drillEnds: Partial<FailoverDrill> = {};

beforeAll(async () => {
  weir = await createHarness();
  const { registry } = weir.deps;
  weir.deps.gates = createGateDesk({
    registry,
    ledger: weir.ledger,
    clock: weir.clock,
    drill: async (call) => {
      drilled.push(call);
      return {
        workload: call.workload,
        at: new Date(weir.clock.now()).toISOString(),
        ok: true,
        primary: 'openai/gpt-4o-mini',
        answered_by: 'anthropic/claude-haiku-4-5',
        duration_ms: 700,
        message: 'openai/gpt-4o-mini was held down; anthropic/claude-haiku-4-5 answered.',
        ...drillEnds,
      };
    },
  });
  await registry.applications.create({ id: 'helpdesk' }, by);
  for (const [person, role] of [
    ['grace', 'security'],
    ['rita', 'risk'],
    ['ada', 'business'],
  ] as const) {
    const email = `${person}@example.com`;
    await registry.people.create({ id: person, name: person, email, roles: [role] }, by);
  }
});
afterAll(() => weir.close());
beforeEach(async () => {
  made += 1;
  id = `bot-${made}`;
  drilled = [];
  drillEnds = {};
  const body = { id, application: 'helpdesk', environment: 'production', stage: 'pilot', owner: 'ada' };
  expect((await weir.call('POST', '/workloads', body)).status).toBe(201);
});

async function ask<T>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }> {
  const answer = await weir.call(method, path, body);
  return {
    status: answer.status,
    body: answer.status === 204 ? (undefined as T) : ((await answer.json()) as T),
  };
}
interface Failure {
  error: { code: string; field?: string; message: string; remedy?: string };
}
const show = async () => gateStatus.parse((await ask<GateStatus>('GET', `/workloads/${id}/gate`)).body);
const itemOf = (gate: GateStatus, name: string) => gate.items.find((item) => item.id === name);
const review = (more: object = {}) =>
  ask<GateStatus & Failure>('POST', `/workloads/${id}/gate/reviews`, {
    item: 'security_review',
    decision: 'approve',
    reviewer: 'grace',
    note: 'Pen test of May.',
    ...more,
  });

describe('a gate', () => {
  it('shows nineteen items, each with its state and who decides', async () => {
    const gate = await show();
    expect(gate).toMatchObject({
      workload: id,
      state: 'open',
      of: 19,
      mode: 'grace',
      traffic: 'allowed',
      revision: 0,
    });
    expect(gate.items).toHaveLength(19);
    expect(itemOf(gate, 'business_owner')).toMatchObject({ state: 'met', decided_by: 'data' });
    expect(itemOf(gate, 'security_review')).toMatchObject({ state: 'in_review', reviewer_role: 'security' });
  });

  it('takes a review and answers with the gate as it is then', async () => {
    const { status, body } = await review({ revision: 0 });
    expect(status).toBe(201);
    expect(body.revision).toBe(1);
    expect(itemOf(body, 'security_review')).toMatchObject({ state: 'met', review: { reviewer: 'grace' } });
  });

  it('tells the second of two reviewers what the first did', async () => {
    const answers = await Promise.all([
      review({ revision: 0 }),
      review({ revision: 0, decision: 'reject', note: 'No.' }),
    ]);
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    const lost = answers.find(({ status }) => status === 409)?.body;
    expect(lost?.error).toMatchObject({ code: 'conflict', field: 'revision' });
    expect(lost?.error.message).toMatch(/grace (approved|rejected) security_review/);
  });

  it('is passed over for a while by an exception, which can be revoked', async () => {
    const until = new Date(weir.clock.now() + DAY).toISOString();
    const given = { item: 'value_metric', reason: 'Launch', granted_by: 'rita', until };
    const { status, body } = await ask<GateStatus>('POST', `/workloads/${id}/gate/exceptions`, given);
    expect(status).toBe(201);
    const item = itemOf(body, 'value_metric');
    expect(item).toMatchObject({ state: 'excepted', exception: { granted_by: 'rita', until } });
    const listed = page(gateSummary).parse((await ask('GET', '/gates?limit=500')).body).data;
    expect(listed.find(({ workload }) => workload === id)?.ends).toEqual([
      { item: 'value_metric', what: 'exception', until },
    ]);
    const path = `/workloads/${id}/gate/exceptions/${item?.exception?.id}`;
    expect((await ask('DELETE', path)).status).toBe(204);
    expect(itemOf(await show(), 'value_metric')).toMatchObject({ state: 'missing' });
    expect((await ask('DELETE', `/workloads/${id}/gate/exceptions/gx_none`)).status).toBe(404);
  });

  it.each<[string, string, object, string]>([
    [
      'a person of another role',
      'reviews',
      { item: 'security_review', decision: 'approve', reviewer: 'ada', note: 'x' },
      'reviewer',
    ],
    [
      'a question for an exception',
      'exceptions',
      { item: 'does_it_work', reason: 'x', granted_by: 'rita', until: '2026-12-01T00:00:00Z' },
      'item',
    ],
    [
      'an exception that ended',
      'exceptions',
      { item: 'cost_center', reason: 'x', granted_by: 'rita', until: '2026-01-01T00:00:00Z' },
      'until',
    ],
    [
      'an empty note',
      'reviews',
      { item: 'security_review', decision: 'approve', reviewer: 'grace', note: '' },
      'note',
    ],
    [
      'an unknown field',
      'reviews',
      { item: 'security_review', decision: 'approve', reviewer: 'grace', note: 'x', sure: true },
      'sure',
    ],
  ])('refuses %s, naming the field', async (_what, path, body, field) => {
    const answer = await ask<Failure>('POST', `/workloads/${id}/gate/${path}`, body);
    expect(answer.status).toBe(400);
    expect(answer.body.error.field).toBe(field);
  });

  it('of an unknown workload is not found', async () => {
    expect((await ask('GET', '/workloads/nothing/gate')).status).toBe(404);
  });
});

describe('a failover drill', () => {
  const withFallback = () =>
    weir.call('PATCH', `/workloads/${id}`, {
      approved_models: ['gpt-4o-mini', 'anthropic/*'],
      fallback_plan: { plan: 'Go to Anthropic.' },
      routing: { fallbacks: ['claude-haiku-4-5'] },
    });

  it('needs something to fall back on', async () => {
    const { status, body } = await ask<Failure>('POST', `/workloads/${id}/gate/drill`);
    expect([status, body.error.field]).toEqual([409, 'routing.fallbacks']);
    expect(drilled).toEqual([]);
  });

  it('is made with a model of the workload, and meets the requirement', async () => {
    await withFallback();
    expect(itemOf(await show(), 'fallback_plan')).toMatchObject({ state: 'missing' });
    const { status, body } = await ask<FailoverDrill>('POST', `/workloads/${id}/gate/drill`);
    expect([status, body.ok]).toEqual([201, true]);
    expect(drilled).toMatchObject([{ workload: id, model: 'gpt-4o-mini' }]);
    expect(itemOf(await show(), 'fallback_plan')).toMatchObject({ state: 'met' });
  });

  it('that failed is kept, and meets nothing', async () => {
    await withFallback();
    drillEnds = { ok: false, message: 'No provider answered.' };
    expect((await ask('POST', `/workloads/${id}/gate/drill`, { model: 'gpt-4o' })).status).toBe(201);
    expect(drilled).toMatchObject([{ model: 'gpt-4o' }]);
    expect(itemOf(await show(), 'fallback_plan')?.evidence).toContain('No provider answered.');
  });
});

describe('the list', () => {
  it('pages through workloads by id, filtered', async () => {
    const seen: GateSummary[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const { body } = await ask('GET', `/gates?state=open&stage=pilot&limit=3${query}`);
      const one = page(gateSummary).parse(body);
      seen.push(...one.data);
      cursor = one.next_cursor;
    }
    const ids = seen.map(({ workload }) => workload);
    expect(ids).toEqual([...ids].sort());
    expect(new Set(ids).size).toBe(made);
    expect(seen.every(({ missing }) => missing.includes('value_metric'))).toBe(true);
    expect(page(gateSummary).parse((await ask('GET', '/gates?state=passed')).body).data).toEqual([]);
  });

  it('refuses a cursor of somebody else', async () => {
    const { status, body } = await ask<Failure>('GET', '/gates?cursor=abc');
    expect([status, body.error.field]).toEqual([400, 'cursor']);
  });
});

describe('enforcing', () => {
  it('looks at everything first, refuses a stage that was not earned, and tells gateways', async () => {
    await weir.call('PATCH', `/workloads/${id}`, { stage: 'production' });
    expect((await ask('PUT', '/gate-settings', { mode: 'enforce' })).body).toEqual({ mode: 'enforce' });
    const rules = weir.deps.registry.compile();
    expect(rules.gate).toEqual({ mode: 'enforce' });
    expect(rules.workloads[id]?.gate?.missing).toContain('value_metric');
    expect((await show()).traffic).toBe('refused');
    // as a gateway that starts without control reads them from its file
    const kept = JSON.parse(JSON.stringify(rules)) as typeof rules;
    expect([kept.gate, kept.workloads[id]?.gate]).toEqual([rules.gate, rules.workloads[id]?.gate]);

    const other = { id: `late-${made}`, application: 'helpdesk', environment: 'production', owner: 'ada' };
    const early = await ask<Failure>('POST', '/workloads', { ...other, stage: 'production' });
    expect([early.status, early.body.error.field]).toEqual([409, 'stage']);
    await weir.call('POST', '/workloads', { ...other, stage: 'pilot' });
    await ask('GET', `/workloads/late-${made}/gate`);
    const promoted = await ask<Failure>('PATCH', `/workloads/late-${made}`, { stage: 'production' });
    expect([promoted.status, promoted.body.error.code]).toEqual([409, 'conflict']);
    expect(promoted.body.error.message).toContain('value_metric');
    expect((await ask('PUT', '/gate-settings', { mode: 'grace' })).body).toEqual({ mode: 'grace' });
    expect((await ask('PATCH', `/workloads/late-${made}`, { stage: 'production' })).status).toBe(200);
  });

  it('audits each decision and each change of what is missing', async () => {
    await review();
    const { body } = await ask<{ data: { action: string; after: object }[] }>(
      'GET',
      `/audit?subject=workload/${id}`,
    );
    const actions = body.data.map(({ action }) => action);
    expect(actions).toContain('gate.review');
    await show();
    await weir.call('PATCH', `/workloads/${id}`, { usage_profile: { calls_per_day: 100 } });
    await show();
    const after = await ask<{ data: { action: string; after: { missing: string[] } }[] }>(
      'GET',
      `/audit?subject=workload/${id}&action=gate.evaluate`,
    );
    expect(after.body.data[0]?.after.missing).not.toContain('usage_profile');
  });
});
