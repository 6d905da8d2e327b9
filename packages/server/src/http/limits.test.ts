import {
  apiError,
  approval,
  auditEntry,
  type BudgetStatus,
  budget,
  budgetLift,
  budgetView,
  kill,
  page,
  rateLimit,
  rateLimitView,
  workload,
} from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from './testing.ts';

const STATUS: BudgetStatus = {
  starts_at: '2026-11-01T00:00:00.000Z',
  ends_at: '2026-12-01T00:00:00.000Z',
  limit: '100.000000000000',
  rolled_over: '0.000000000000',
  lifted: '0.000000000000',
  settled: '1.000000000000',
  reserved: '0.000000000000',
  leased: '0.000000000000',
  remaining: '99.000000000000',
  used_percent: 1,
  level: 'green',
  reasons: [],
  certain: true,
  cut_off_gateways: [],
  overshoot: '0.000000000000',
  formulas: {},
};
const BUSY = { subjects: 2, refused: 1, queued: 0, busiest_percent: 80, busiest: 'u-1' };

let h: Harness;
beforeAll(async () => {
  h = await createHarness({
    budgetStatus: async (ids) =>
      new Map(ids.filter((id) => id === 'organization-month').map((id) => [id, STATUS])),
    rateLimitStatus: () => new Map([['organization-requests', BUSY]]),
  });
});
afterAll(() => h.close());

const errorOf = async (response: Response) => apiError.parse(await response.json()).error;
const get = async (path: string) => (await h.call('GET', path)).json();
const CREATE = { amount: '100', period: 'month' };

describe('budgets', () => {
  it('are created once under an Idempotency-Key, shown with status, changed, removed and audited', async () => {
    const headers = { 'idempotency-key': 'budget-1' };
    const first = await h.call('POST', '/budgets', CREATE, headers);
    expect(first.status).toBe(201);
    const made = budget.parse(await first.json());
    expect(made).toMatchObject({ id: 'organization-month', amount: '100', currency: 'USD' });
    expect(await (await h.call('POST', '/budgets', CREATE, headers)).json()).toEqual(made);
    expect(budgetView.parse(await get('/budgets/organization-month')).status).toEqual(STATUS);

    const scoped = { ...CREATE, scope: { workload: 'playground' }, mode: 'approval', approvers: ['cfo'] };
    const { id } = budget.parse(await (await h.call('POST', '/budgets', scoped)).json());
    const list = page(budgetView).parse(await get('/budgets'));
    expect(list.data.map(({ id, status }) => [id, status?.used_percent]).sort()).toEqual([
      ['organization-month', 1],
      [id, undefined],
    ]);
    const one = page(budgetView).parse(await get('/budgets?limit=1'));
    const rest = page(budgetView).parse(await get(`/budgets?limit=1&cursor=${one.next_cursor}`));
    expect([...one.data, ...rest.data]).toHaveLength(2);

    const changed = await h.call('PATCH', `/budgets/${id}`, { amount: '50', yellow_percent: 70 });
    expect(budget.parse(await changed.json())).toMatchObject({ amount: '50', yellow_percent: 70 });
    expect((await h.call('DELETE', `/budgets/${id}`)).status).toBe(204);
    expect((await h.call('DELETE', `/budgets/${id}`)).status).toBe(404);
    expect((await h.call('GET', `/budgets/${id}`)).status).toBe(404);
    const audit = page(auditEntry).parse(await get(`/audit?subject=budget/${id}`));
    expect(audit.data.map(({ action }) => action).sort()).toEqual([
      'budget.change',
      'budget.create',
      'budget.remove',
    ]);
  });

  it.each<[object, string, string]>([
    [{ period: 'month' }, 'body_invalid', 'amount'],
    [{ ...CREATE, amount: 100 }, 'body_invalid', 'amount'],
    [{ ...CREATE, amount: '-1' }, 'invalid_argument', 'amount'],
    [{ ...CREATE, amount: '0.0000000000001' }, 'invalid_argument', 'amount'],
    [{ ...CREATE, period: 'fortnight' }, 'body_invalid', 'period'],
    [{ ...CREATE, mode: 'harder' }, 'body_invalid', 'mode'],
    [{ ...CREATE, red_percent: 101 }, 'body_invalid', 'red_percent'],
    [{ ...CREATE, yellow_percent: 0 }, 'body_invalid', 'yellow_percent'],
    [{ ...CREATE, yellow_percent: 96 }, 'invalid_argument', 'yellow_percent'],
    [{ ...CREATE, scope: { planet: 'x' } }, 'body_invalid', 'scope.planet'],
    [{ ...CREATE, scope: { 'tag.Bad Name': 'x' } }, 'body_invalid', 'scope.tag.Bad Name'],
    [{ ...CREATE, scope: { workload: '' } }, 'body_invalid', 'scope.workload'],
    [{ ...CREATE, scope: { workload: 'nope' } }, 'invalid_argument', 'scope.workload'],
    [{ ...CREATE, mode: 'degrade', degrade_to: {} }, 'body_invalid', 'degrade_to'],
    [
      { ...CREATE, mode: 'degrade', degrade_to: { tier: 'small', cache_only: true } },
      'body_invalid',
      'degrade_to',
    ],
    [{ ...CREATE, mode: 'degrade' }, 'invalid_argument', 'degrade_to'],
    [{ ...CREATE, currency: 'EUR' }, 'invalid_argument', 'exchange_rate'],
    [{ ...CREATE, period: 'fixed' }, 'invalid_argument', 'starts_at'],
    [{ ...CREATE, starts_at: 'tomorrow' }, 'body_invalid', 'starts_at'],
    [{ ...CREATE, roll_over: 'unused', period: 'total' }, 'invalid_argument', 'roll_over'],
    [{ ...CREATE, ammount: '1' }, 'body_invalid', 'ammount'],
    [{ ...CREATE, id: 'Not A Slug' }, 'body_invalid', 'id'],
  ])('POST refuses %j with %s at %s', async (body, code, field) => {
    for (const path of ['/budgets', '/budgets/simulate']) {
      const response = await h.call('POST', path, body);
      expect(response.status).toBe(400);
      const error = await errorOf(response);
      expect(error).toMatchObject({ code, field });
      expect(error.remedy).toBeTruthy();
    }
  });

  it('are refused twice, and PATCH refuses a scope', async () => {
    const twice = await h.call('POST', '/budgets', CREATE);
    expect(twice.status).toBe(409);
    expect((await errorOf(twice)).message).toContain('organization-month');
    const sameId = await h.call('POST', '/budgets', { ...CREATE, id: 'organization-month', period: 'day' });
    expect(await errorOf(sameId)).toMatchObject({ code: 'conflict', field: 'id' });
    const scope = await h.call('PATCH', '/budgets/organization-month', { scope: {} });
    expect(await errorOf(scope)).toMatchObject({ code: 'body_invalid', field: 'scope' });
  });

  it('are refused where a field of the scope would be lost: it would be a budget of everybody', async () => {
    const body: unknown = JSON.parse('{"amount":"1","period":"day","scope":{"__proto__":"x"}}');
    const response = await h.call('POST', '/budgets', body);
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code: 'invalid_argument', field: '__proto__' });
  });

  it('of workloads are listed, and changed there', async () => {
    const own = { budget: { amount: '7', currency: 'USD', period: 'week' } };
    await h.call('PATCH', '/workloads/playground', own);
    const shown = budgetView.parse(await get('/budgets/workload-playground'));
    expect(shown).toMatchObject({ of_workload: 'playground', amount: '7', period: 'week' });
    for (const [method, body] of [['PATCH', { amount: '8' }], ['DELETE']] as const) {
      const refused = await h.call(method, '/budgets/workload-playground', body);
      expect(refused.status).toBe(409);
      expect((await errorOf(refused)).remedy).toContain('weir workload change playground');
    }
    await h.call('PATCH', '/workloads/playground', { budget: null });
    expect((await h.call('GET', '/budgets/workload-playground')).status).toBe(404);
  });

  it('are lifted for a time', async () => {
    const path = '/budgets/organization-month/lifts';
    const input = { amount: '10', until: '2026-11-30T00:00:00Z', reason: 'fair' };
    const made = budgetLift.parse(await (await h.call('POST', path, input)).json());
    expect(made).toMatchObject({ budget: 'organization-month', amount: '10', by: 'admin' });
    expect(page(budgetLift).parse(await get(path)).data).toEqual([made]);
    const ended = budgetLift.parse(await (await h.call('DELETE', `${path}/${made.id}`)).json());
    expect(ended.ended_at).toBeTruthy();
    expect((await h.call('DELETE', `${path}/nope`)).status).toBe(404);
    expect((await h.call('GET', '/budgets/nope/lifts')).status).toBe(404);
    for (const [more, field] of [
      [{ amount: '0' }, 'amount'],
      [{ until: '2020-01-01T00:00:00Z' }, 'until'],
      [{ reason: '' }, 'reason'],
    ] as const) {
      const refused = await h.call('POST', path, { ...input, ...more });
      expect(refused.status).toBe(400);
      expect(await errorOf(refused)).toMatchObject({ field });
    }
  });
});

describe('approvals', () => {
  async function asked(more: object = {}) {
    const asking = h.deps.registry.approvals.ask({
      kind: 'budget',
      subject: 'organization-month',
      question: 'May the organization spend more?',
      approvers: ['cfo@example.com'],
      ...more,
    });
    await h.deps.registry.approvals.flush();
    return (await asking).id;
  }

  it('are listed, shown and decided by whom they are for', async () => {
    const id = await asked();
    const pending = page(approval).parse(await get('/approvals?state=pending&kind=budget'));
    expect(pending.data.map((one) => one.id)).toEqual([id]);
    expect(approval.parse(await get(`/approvals/${id}`)).refused_calls).toBe(1);
    const grant = { amount: '5', until: '2026-11-30T00:00:00Z' };
    const stranger = await h.call('POST', `/approvals/${id}/approve`, { ...grant, by: 'eve' });
    expect(stranger.status).toBe(403);
    expect(await errorOf(stranger)).toMatchObject({ field: 'by' });
    const bare = await h.call('POST', `/approvals/${id}/approve`, { by: 'cfo@example.com' });
    expect(await errorOf(bare)).toMatchObject({ field: 'amount' });
    const yes = await h.call('POST', `/approvals/${id}/approve`, { ...grant, by: 'cfo@example.com' });
    expect(approval.parse(await yes.json())).toMatchObject({ state: 'approved', amount: '5' });
    expect((await h.call('POST', `/approvals/${id}/reject`, {})).status).toBe(409);
    const lifts = page(budgetLift).parse(await get('/budgets/organization-month/lifts'));
    expect(lifts.data.find(({ by }) => by === 'cfo@example.com')).toMatchObject({ amount: '5' });
  });

  it('are rejected, by anybody where nobody is named', async () => {
    const id = await asked({ kind: 'task', subject: 'playground/t', approvers: [] });
    const no = await h.call('POST', `/approvals/${id}/reject`, { reason: 'a loop' });
    expect(approval.parse(await no.json())).toMatchObject({ state: 'rejected', decided_by: 'admin' });
    expect((await h.call('GET', '/approvals/nope')).status).toBe(404);
    expect((await h.call('GET', '/approvals?state=maybe')).status).toBe(400);
  });
});

describe('rate limits', () => {
  it('are created, shown with how busy they are, changed and removed', async () => {
    const made = await h.call('POST', '/rate-limits', { metric: 'requests', limit: '60', per: 'user' });
    expect(made.status).toBe(201);
    const { id } = rateLimit.parse(await made.json());
    expect(rateLimitView.parse(await get(`/rate-limits/${id}`)).status).toEqual(BUSY);
    expect(page(rateLimitView).parse(await get('/rate-limits')).data[0]?.status).toEqual(BUSY);
    const changed = await h.call('PATCH', `/rate-limits/${id}`, { limit: '30', burst: '5', queue_ms: 50 });
    expect(rateLimit.parse(await changed.json())).toMatchObject({ limit: '30', burst: '5', queue_ms: 50 });
    expect((await h.call('DELETE', `/rate-limits/${id}`)).status).toBe(204);
    expect((await h.call('GET', `/rate-limits/${id}`)).status).toBe(404);
  });

  it.each<[object, string, string]>([
    [{ metric: 'calls' }, 'body_invalid', 'metric'],
    [{ limit: '0' }, 'invalid_argument', 'limit'],
    [{ limit: '1.5' }, 'invalid_argument', 'limit'],
    [{ window_seconds: 0 }, 'body_invalid', 'window_seconds'],
    [{ queue_ms: 60_001 }, 'body_invalid', 'queue_ms'],
    [{ burst: '0' }, 'invalid_argument', 'burst'],
    [{ per: 'planet' }, 'invalid_argument', 'per'],
    [{ scope: { provider: 'nope' } }, 'invalid_argument', 'scope.provider'],
  ])('POST refuses %j with %s at %s', async (more, code, field) => {
    const response = await h.call('POST', '/rate-limits', { metric: 'requests', limit: '5', ...more });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code, field });
  });
});

describe('kill switches', () => {
  it('are thrown, listed and taken back', async () => {
    const input = { target: 'workload', subject: 'playground', reason: 'it runs away' };
    const thrown = await h.call('POST', '/kills', input);
    expect(thrown.status).toBe(201);
    const { id } = kill.parse(await thrown.json());
    expect(page(kill).parse(await get('/kills?state=active')).data).toMatchObject([{ id, cut: true }]);
    const ended = kill.parse(await (await h.call('POST', `/kills/${id}/end`)).json());
    expect(ended).toMatchObject({ ended_by: 'admin' });
    expect(page(kill).parse(await get('/kills?state=active')).data).toEqual([]);
    expect((await h.call('POST', '/kills/nope/end')).status).toBe(404);
  });

  it.each<[object, string, string]>([
    [{ target: 'everything', subject: 'x' }, 'body_invalid', 'subject'],
    [{ target: 'workload' }, 'body_invalid', 'subject'],
    [{ target: 'workload', subject: 'nope' }, 'invalid_argument', 'subject'],
    [{ target: 'task', subject: 'no-slash' }, 'invalid_argument', 'subject'],
    [{ target: 'planet', subject: 'x' }, 'body_invalid', 'target'],
    [{ target: 'everything', reason: '' }, 'body_invalid', 'reason'],
  ])('POST refuses %j with %s at %s', async (more, code, field) => {
    const response = await h.call('POST', '/kills', { reason: 'r', ...more });
    expect(response.status).toBe(400);
    expect(await errorOf(response)).toMatchObject({ code, field });
  });
});

describe('the limits policy of a workload', () => {
  it('is set, shown and taken away', async () => {
    const limits = { priority: 'low', tasks: { max_steps: 20, on_limit: 'handoff' } };
    const set = await h.call('PATCH', '/workloads/playground', { limits });
    expect(workload.parse(await set.json()).limits).toMatchObject({
      priority: 'low',
      tasks: { max_steps: 20, on_limit: 'handoff', from_trace: true, on_authority_loss: 'closed' },
    });
    const bad = await h.call('PATCH', '/workloads/playground', {
      limits: { tasks: { on_limit: 'degrade' } },
    });
    expect(await errorOf(bad)).toMatchObject({ field: 'limits.tasks.degrade_to' });
    const none = await h.call('PATCH', '/workloads/playground', { limits: null });
    expect(workload.parse(await none.json())).not.toHaveProperty('limits');
  });
});
