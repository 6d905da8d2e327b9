import { createBudget } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const clock = testClock();
const by = { actor: 'admin' };
let registry: Registry;

beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());

interface Failure {
  code: string;
  field?: string;
  message: string;
  remedy?: string;
}
const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: Failure) => error,
  );
const create = (input: object) => registry.budgets.create(createBudget.parse(input), by);
const compiled = (id: string) => registry.compile().budgets.find((budget) => budget.id === id);

describe('a lift', () => {
  const yearly = 'organization-year';
  beforeAll(async () => {
    await create({ amount: '5000', period: 'year' });
  });
  const until = '2026-11-23T00:00:00.000Z';

  it('adds to the budget until an instant, and may be ended early', async () => {
    const { id } = await create({
      scope: { user: 'lifted' },
      amount: '1',
      currency: 'EUR',
      exchange_rate: '2',
      period: 'month',
    });
    const lift = await registry.budgetLifts.create(id, { amount: '5', until, reason: 'fair' }, by);
    expect(lift).toMatchObject({ budget: id, amount: '5', until, by: 'admin' });
    const from = clock.now();
    expect(compiled(id)?.lifts).toEqual([{ amountPico: '10000000000000', from, until: Date.parse(until) }]);
    const ended = await registry.budgetLifts.end(id, lift.id, by);
    expect(ended.ended_at).toBeTruthy();
    expect(await registry.budgetLifts.end(id, lift.id, by)).toEqual(ended);
    expect(compiled(id)?.lifts).toEqual([]);
    expect((await registry.budgetLifts.list(id, {})).data).toEqual([ended]);
  });

  it.each<[object, string]>([
    [{ amount: '0' }, 'amount'],
    [{ amount: '-1' }, 'amount'],
    [{ until: '2026-11-22T09:59:59Z' }, 'until'],
  ])('is refused with %j, naming %s', async (more, field) => {
    const input = { amount: '1', until, reason: 'x', ...more };
    const error = await failure(registry.budgetLifts.create(yearly, input, by));
    expect(error).toMatchObject({ code: 'invalid_argument', field });
  });

  it('is refused for a budget there is not, and past its approvers', async () => {
    const input = { amount: '1', until, reason: 'x' };
    expect(await failure(registry.budgetLifts.create('nope', input, by))).toMatchObject({
      code: 'not_found',
    });
    const { id } = await create({
      scope: { user: 'guarded' },
      amount: '1',
      period: 'day',
      mode: 'approval',
      approvers: ['cfo@example.com'],
    });
    const error = await failure(registry.budgetLifts.create(id, input, by));
    expect(error).toMatchObject({ code: 'client_not_allowed' });
    await registry.budgetLifts.create(id, input, { actor: 'cfo@example.com' });
  });
});

describe('an approval', () => {
  const until = '2026-12-01T00:00:00.000Z';
  let budget: string;
  beforeAll(async () => {
    const input = { scope: { user: 'asking' }, amount: '1', period: 'day', mode: 'approval' };
    budget = (await create({ ...input, approvers: ['CFO@example.com'] })).id;
  });
  const ask = async (more: object = {}) => {
    const asked = registry.approvals.ask({
      kind: 'budget',
      subject: budget,
      question: 'May asking spend more?',
      approvers: ['CFO@example.com'],
      needed: '0.25',
      ...more,
    });
    await registry.approvals.flush();
    return asked;
  };

  it('is one however often it is asked, and counts', async () => {
    const told: string[] = [];
    const stop = registry.approvals.onChange(({ id, state }) => told.push(`${id} ${state}`));
    const first = await ask();
    const many = [1, 2, 3].map(() => ask({ needed: '0.5' }));
    expect(new Set((await Promise.all(many)).map(({ id }) => id))).toEqual(new Set([first.id]));
    expect(await registry.approvals.show(first.id)).toMatchObject({ refused_calls: 4, needed: '0.5' });
    expect((await registry.approvals.list({ state: 'pending' })).data).toHaveLength(1);
    stop();
    expect(told).toEqual([`${first.id} pending`]);
  });

  it('is decided by its approvers alone, and lifts the budget', async () => {
    const { id } = await ask();
    const grant = { amount: '3', until, reason: 'launch' };
    expect(await failure(registry.approvals.approve(id, grant, by))).toMatchObject({
      code: 'client_not_allowed',
      field: 'by',
      remedy: expect.stringContaining('CFO@example.com'),
    });
    const cfo = { ...grant, by: 'cfo@example.com' };
    for (const field of ['amount', 'until'] as const) {
      const without = { ...cfo, [field]: undefined };
      expect(await failure(registry.approvals.approve(id, without, by))).toMatchObject({ field });
    }
    clock.advance(1);
    const approved = await registry.approvals.approve(id, cfo, by);
    expect(approved).toMatchObject({ state: 'approved', decided_by: 'CFO@example.com', amount: '3', until });
    expect(compiled(budget)?.lifts).toMatchObject([{ amountPico: '3000000000000' }]);
    expect((await registry.budgetLifts.list(budget, {})).data[0]).toMatchObject({ by: 'CFO@example.com' });
    expect(await failure(registry.approvals.reject(id, { by: 'cfo@example.com' }, by))).toMatchObject({
      code: 'conflict',
    });
    const { data } = await registry.audit.list({ subject: `approval/${id}` });
    expect(data.map(({ action, actor }) => [action, actor])).toEqual([
      ['approval.approve', 'admin'],
      ['approval.ask', 'system'],
    ]);
  });

  it('once rejected is not asked again for an hour', async () => {
    clock.advance(1);
    const { id } = await ask();
    await registry.approvals.reject(id, { by: 'cfo@example.com', reason: 'no' }, by);
    expect(await ask()).toMatchObject({ id, state: 'rejected', refused_calls: 2 });
    clock.advance(3_600_001);
    const again = await ask();
    expect(again.id).not.toBe(id);
    const expired = await registry.approvals.expire({ askedBefore: new Date(clock.now() + 1) });
    expect(expired.map((one) => one.id)).toEqual([again.id]);
  });

  it('goes to those the budget names now, and nowhere when it needs none', async () => {
    const input = { scope: { user: 'moving' }, amount: '1', period: 'day', mode: 'approval' };
    const { id: subject } = await create({ ...input, approvers: ['ann'] });
    const { id } = await ask({ subject, approvers: ['ann'] });
    await registry.budgets.change(subject, { approvers: ['bob'] }, by);
    const grant = { amount: '1', until };
    const ann = await failure(registry.approvals.approve(id, { ...grant, by: 'ann' }, by));
    expect(ann).toMatchObject({ code: 'client_not_allowed', remedy: expect.stringContaining('bob') });
    await registry.budgets.change(subject, { mode: 'hard', approvers: [] }, by);
    expect((await registry.approvals.show(id)).state).toBe('expired');
  });

  it('about a task takes no amount, and anybody decides where nobody is named', async () => {
    const { id } = await ask({ kind: 'task', subject: 'bot/t-1', approvers: [], workload: 'bot' });
    expect(await registry.approvals.approve(id, {}, by)).toMatchObject({
      state: 'approved',
      decided_by: 'admin',
      workload: 'bot',
    });
  });
});
