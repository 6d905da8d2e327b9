import { changeBudget, createBudget } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const clock = testClock();
const by = { actor: 'admin' };
let registry: Registry;
let key: string;

beforeAll(async () => {
  registry = await testRegistry(clock);
  await registry.teams.create({ id: 'support' }, by);
  await registry.workloads.create(
    { id: 'bot', application: 'playground', environment: 'development', owner: 'ann@example.com' },
    by,
  );
  key = (await registry.keys.create({ workload: 'bot' }, by)).id;
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

describe('a budget', () => {
  it('needs no more than an amount and a period, and tells what it is then', async () => {
    const made = await create({ amount: '5000', period: 'year' });
    expect(made).toMatchObject({
      id: 'organization-year',
      name: 'organization-year',
      scope: {},
      amount: '5000',
      currency: 'USD',
      mode: 'hard',
      yellow_percent: 80,
      red_percent: 95,
      approvers: [],
      roll_over: 'none',
      on_authority_loss: 'held_lease',
    });
    expect(made).not.toHaveProperty('exchange_rate');
    expect(compiled('organization-year')).toEqual({
      id: 'organization-year',
      name: 'organization-year',
      scope: {},
      amountPico: '5000000000000000',
      currency: 'USD',
      period: 'year',
      mode: 'hard',
      yellowPercent: 80,
      redPercent: 95,
      onAuthorityLoss: 'held_lease',
      approvers: [],
      rollOver: 'none',
      lifts: [],
    });
  });

  it('is named by its scope, and never as another is', async () => {
    const scope = { workload: 'bot', 'tag.tenant': 'Acme Inc.' };
    expect((await create({ scope, amount: '1', period: 'day' })).id).toBe('tenant-acme-inc-workload-bot-day');
    const soft = await create({ scope, amount: '1', period: 'day', mode: 'soft' });
    expect(soft.id).toBe('tenant-acme-inc-workload-bot-day-2');
    const long = await create({ scope: { user: 'x'.repeat(200) }, amount: '1', period: 'day' });
    expect(long.id.length).toBeLessThanOrEqual(63);
    const other = await create({ scope: { user: `${'x'.repeat(200)}y` }, amount: '1', period: 'day' });
    expect(other.id).not.toBe(long.id);
  });

  it('of a workload goes to its owner unless it has one of its own', async () => {
    const scope = { workload: 'bot' };
    const { id } = await create({ scope, amount: '1', period: 'quarter' });
    expect(compiled(id)?.owner).toBe('ann@example.com');
    await registry.budgets.change(id, { owner: 'bob@example.com' }, by);
    expect(compiled(id)?.owner).toBe('bob@example.com');
  });

  it('in another currency is enforced in the one of the organization, exactly', async () => {
    const made = await create({
      scope: { team: 'support' },
      amount: '100.10',
      currency: 'EUR',
      exchange_rate: '1.0837',
      period: 'month',
      roll_over: 'unused',
      roll_over_max: '10',
    });
    expect(made).toMatchObject({ amount: '100.1', currency: 'EUR', exchange_rate: '1.0837' });
    expect(compiled(made.id)).toMatchObject({
      amountPico: '108478370000000',
      currency: 'USD',
      rollOver: 'unused',
      rollOverMaxPico: '10837000000000',
    });
  });

  it('of fixed dates has both, and two of them may follow each other', async () => {
    const input = { scope: { team: 'support' }, amount: '10', period: 'fixed' };
    const november = { starts_at: '2026-11-01T00:00:00Z', ends_at: '2026-12-01T00:00:00Z' };
    const december = { starts_at: '2026-12-01T00:00:00Z', ends_at: '2027-01-01T00:00:00Z' };
    const { id } = await create({ ...input, ...november });
    expect(compiled(id)).toMatchObject({ startsAt: Date.parse(november.starts_at), period: 'fixed' });
    await create({ ...input, ...december });
    const within = { starts_at: '2026-12-05T00:00:00Z', ends_at: '2026-12-06T00:00:00Z' };
    expect(await failure(create({ ...input, ...within }))).toMatchObject({
      code: 'conflict',
      field: 'scope',
    });
  });

  it.each<[object, string]>([
    [{ amount: '-0.01' }, 'amount'],
    [{ amount: '0.0000000000001' }, 'amount'],
    [{ amount: `1${'0'.repeat(26)}` }, 'amount'],
    [{ currency: 'EUR' }, 'exchange_rate'],
    [{ exchange_rate: '1.1' }, 'exchange_rate'],
    [{ currency: 'EUR', exchange_rate: '0' }, 'exchange_rate'],
    [{ currency: 'EUR', exchange_rate: '-1' }, 'exchange_rate'],
    [{ currency: 'eur', exchange_rate: '1' }, 'currency'],
    [{ currency: 'EUR', exchange_rate: '1000000', amount: `1${'0'.repeat(24)}` }, 'amount'],
    [{ yellow_percent: 95, red_percent: 95 }, 'yellow_percent'],
    [{ yellow_percent: 99 }, 'yellow_percent'],
    [{ yellow_percent: 10.00001 }, 'yellow_percent'],
    [{ mode: 'degrade' }, 'degrade_to'],
    [{ degrade_to: { tier: 'small' } }, 'degrade_to'],
    [{ mode: 'degrade', degrade_to: { model: 'tier:huge' } }, 'degrade_to.model'],
    [{ approvers: ['ann@example.com'] }, 'approvers'],
    [{ period: 'fixed' }, 'starts_at'],
    [{ period: 'fixed', starts_at: '2026-11-01T00:00:00Z' }, 'ends_at'],
    [{ period: 'fixed', starts_at: '2026-11-01T00:00:00Z', ends_at: '2026-11-01T00:00:00Z' }, 'ends_at'],
    [{ starts_at: '2026-11-01T00:00:00Z' }, 'starts_at'],
    [{ period: 'total', ends_at: '2026-11-01T00:00:00Z' }, 'ends_at'],
    [{ period: 'total', roll_over: 'unused' }, 'roll_over'],
    [{ roll_over_max: '5' }, 'roll_over_max'],
    [{ roll_over: 'unused', roll_over_max: '-5' }, 'roll_over_max'],
    [{ scope: { workload: 'nope' } }, 'scope.workload'],
    [{ scope: { team: 'nope' } }, 'scope.team'],
    [{ scope: { key: 'key_nope' } }, 'scope.key'],
    [{ scope: { cost_center: 'nope' } }, 'scope.cost_center'],
    [{ scope: { environment: 'nope' } }, 'scope.environment'],
    [{ scope: { application: 'nope' } }, 'scope.application'],
    [{ scope: { provider: 'nope' } }, 'scope.provider'],
    [{ scope: { tier: 'huge' } }, 'scope.tier'],
    [{ scope: { 'tag.team': 'support' } }, 'scope.tag.team'],
    [{ scope: { 'tag.task': 'x' } }, 'scope.tag.task'],
    [{ scope: { user: 'a\nb' } }, 'scope.user'],
  ])('is refused with %j, naming %s', async (more, field) => {
    const error = await failure(create({ amount: '10', period: 'week', ...more }));
    expect(error).toMatchObject({ code: 'invalid_argument', field });
    expect(error.remedy).toBeTruthy();
  });

  it('may be of any user, customer, model or custom tag, of a known key, provider, tier', async () => {
    const scope = { user: 'u-1', customer: 'c', model: 'gpt-9', 'tag.tenant': 'x', key, tier: 'small' };
    const { id } = await create({ scope: { ...scope, provider: 'openai' }, amount: '0', period: 'hour' });
    expect(compiled(id)).toMatchObject({ amountPico: '0', scope: { ...scope, provider: 'openai' } });
  });

  it('is refused twice for the same scope, period and mode, naming the other', async () => {
    const input = { scope: { team: 'support', user: 'u' }, amount: '1', period: 'month' };
    const { id } = await create(input);
    const error = await failure(create({ ...input, scope: { user: 'u', team: 'support' }, amount: '2' }));
    expect(error).toMatchObject({ code: 'conflict', field: 'scope' });
    expect(error.message).toContain(`"${id}"`);
    await create({ ...input, mode: 'soft' });
    const weekly = await create({ ...input, period: 'week' });
    const moved = await failure(registry.budgets.change(weekly.id, { period: 'month' }, by));
    expect(moved).toMatchObject({ code: 'conflict', field: 'period' });
  });

  it('may contradict one of a wider scope: both hold', async () => {
    await create({ scope: { user: 'rich' }, amount: '1', period: 'month' });
    await create({ scope: { user: 'rich', workload: 'bot' }, amount: '100', period: 'month' });
  });

  it('changes only what is said, and null takes away', async () => {
    const input = { scope: { user: 'changing' }, amount: '1', period: 'month', mode: 'degrade' };
    const { id } = await create({ ...input, degrade_to: { cache_only: true }, owner: 'ann' });
    const change = (body: object) => registry.budgets.change(id, changeBudget.parse(body), by);
    clock.advance(1);
    expect(await change({ amount: '2' })).toMatchObject({ amount: '2', mode: 'degrade', owner: 'ann' });
    expect(await failure(change({ mode: 'hard' }))).toMatchObject({ field: 'degrade_to' });
    clock.advance(1);
    const hard = await change({ mode: 'hard', degrade_to: null, owner: null });
    expect(hard).not.toHaveProperty('degrade_to');
    expect(hard).not.toHaveProperty('owner');
    expect(compiled(id)).toMatchObject({ mode: 'hard', amountPico: '2000000000000' });
    const { data } = await registry.audit.list({ subject: `budget/${id}` });
    expect(data.map(({ action }) => action)).toEqual(['budget.change', 'budget.change', 'budget.create']);
  });

  it('keeps what it speaks of from being removed', async () => {
    await registry.teams.create({ id: 'short-lived' }, by);
    const { id } = await create({ scope: { team: 'short-lived' }, amount: '1', period: 'day' });
    const limit = await registry.rateLimits.create(
      { scope: { team: 'short-lived' }, metric: 'requests', limit: '5' },
      by,
    );
    const error = await failure(registry.teams.remove('short-lived', by));
    expect(error).toMatchObject({ code: 'conflict' });
    expect(error.message).toContain(id);
    await registry.budgets.remove(id, by);
    expect((await failure(registry.teams.remove('short-lived', by))).message).toContain(limit.id);
    await registry.rateLimits.remove(limit.id, by);
    await registry.teams.remove('short-lived', by);
  });

  it('stands in the rules in order of ids', () => {
    const ids = registry.compile().budgets.map(({ id }) => id);
    expect(ids.length).toBeGreaterThan(5);
    expect(ids).toEqual([...ids].sort());
  });
});

describe('the budget a workload brings along', () => {
  const budget = { amount: '10', currency: 'USD', period: 'month' as const };

  it('is listed with the others and changed at the workload alone', async () => {
    await registry.workloads.change('bot', { budget }, by);
    const shown = await registry.budgets.show('workload-bot');
    expect(shown).toMatchObject({
      of_workload: 'bot',
      scope: { workload: 'bot' },
      mode: 'hard',
      amount: '10',
    });
    for (const refused of [
      registry.budgets.change('workload-bot', { amount: '11' }, by),
      registry.budgets.remove('workload-bot', by),
    ]) {
      const error = await failure(refused);
      expect(error).toMatchObject({ code: 'conflict' });
      expect(error.remedy).toContain('weir workload change bot');
    }
    await registry.workloads.change('bot', { budget: { ...budget, period: 'week' } }, by);
    expect(compiled('workload-bot')?.period).toBe('week');
    const same = await failure(create({ scope: { workload: 'bot' }, amount: '1', period: 'week' }));
    expect(same.remedy).toContain('workload "bot"');
  });

  it('is gone with its lifts and questions when it is taken away', async () => {
    const until = '2026-12-24T00:00:00Z';
    await registry.budgetLifts.create('workload-bot', { amount: '5', until, reason: 'fair' }, by);
    const asking = registry.approvals.ask({
      kind: 'budget',
      subject: 'workload-bot',
      question: 'May it?',
      approvers: [],
    });
    await registry.approvals.flush();
    const asked = await asking;
    await registry.workloads.change('bot', { budget: null }, by);
    expect(compiled('workload-bot')).toBeUndefined();
    expect((await registry.approvals.show(asked.id)).state).toBe('expired');
    await registry.workloads.change('bot', { budget }, by);
    expect(compiled('workload-bot')?.lifts).toEqual([]);
    await registry.workloads.change('bot', { budget: null }, by);
  });

  it('is refused where there is the same in /budgets, at the field', async () => {
    const { id } = await create({ scope: { workload: 'bot' }, amount: '1', period: 'month' });
    const error = await failure(registry.workloads.change('bot', { budget }, by));
    expect(error).toMatchObject({ code: 'conflict', field: 'budget.period' });
    await registry.budgets.remove(id, by);
  });
});
