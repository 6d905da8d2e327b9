import { changeBudget, createBudget, createKill, createRateLimit } from '@weir/core/contract';
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

describe('a lift', () => {
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
    const error = await failure(registry.budgetLifts.create('organization-year', input, by));
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

  it('about a task takes no amount, and anybody decides where nobody is named', async () => {
    const { id } = await ask({ kind: 'task', subject: 'bot/t-1', approvers: [], workload: 'bot' });
    expect(await registry.approvals.approve(id, {}, by)).toMatchObject({
      state: 'approved',
      decided_by: 'admin',
      workload: 'bot',
    });
  });
});

describe('a rate limit', () => {
  const make = (input: object) => registry.rateLimits.create(createRateLimit.parse(input), by);

  it('has a window of a minute unless it says otherwise', async () => {
    const made = await make({ scope: { workload: 'bot' }, per: 'user', metric: 'requests', limit: '60' });
    expect(made).toMatchObject({ id: 'workload-bot-requests', window_seconds: 60, queue_ms: 0, limit: '60' });
    const cost = await make({ metric: 'cost', limit: '2.5', burst: '0.5', queue_ms: 100 });
    expect(registry.compile().rateLimits).toEqual([
      {
        id: cost.id,
        name: cost.name,
        scope: {},
        metric: 'cost',
        limit: '2500000000000',
        windowSeconds: 60,
        burst: '500000000000',
        queueMs: 100,
      },
      {
        id: made.id,
        name: made.name,
        scope: { workload: 'bot' },
        per: 'user',
        metric: 'requests',
        limit: '60',
        windowSeconds: 60,
        queueMs: 0,
      },
    ]);
    expect(await registry.rateLimits.change(made.id, { limit: '10', burst: '20' }, by)).toMatchObject({
      limit: '10',
      burst: '20',
    });
    expect(await registry.rateLimits.change(made.id, { burst: null }, by)).not.toHaveProperty('burst');
  });

  it.each<[object, string]>([
    [{ limit: '0' }, 'limit'],
    [{ limit: '-1' }, 'limit'],
    [{ limit: '1.5' }, 'limit'],
    [{ limit: '1.5', metric: 'tokens' }, 'limit'],
    [{ limit: '9007199254740992', metric: 'tokens' }, 'limit'],
    [{ burst: '0' }, 'burst'],
    [{ burst: '0.5' }, 'burst'],
    [{ metric: 'concurrent', burst: '2' }, 'burst'],
    [{ metric: 'concurrent', window_seconds: 10 }, 'window_seconds'],
    [{ per: 'organisation' }, 'per'],
    [{ per: 'tag.workload' }, 'per'],
    [{ scope: { workload: 'nope' } }, 'scope.workload'],
  ])('is refused with %j, naming %s', async (more, field) => {
    const error = await failure(make({ metric: 'requests', limit: '5', window_seconds: undefined, ...more }));
    expect(error).toMatchObject({ code: 'invalid_argument', field });
    expect(error.remedy).toBeTruthy();
  });

  it('is refused where another counts the same', async () => {
    const input = { scope: { user: 'u' }, metric: 'requests', limit: '5' };
    const { id } = await make(input);
    expect((await failure(make({ ...input, limit: '6' }))).message).toContain(id);
    await make({ ...input, window_seconds: 3600 });
    await make({ ...input, per: 'model' });
  });
});

describe('a kill switch', () => {
  const kill = (input: object) =>
    registry.kills.create(createKill.parse({ reason: 'it runs away', ...input }), by);

  it('is in the rules until it is ended', async () => {
    const thrown = await kill({ target: 'task', subject: 'bot/t-1', cut: false });
    expect(thrown).toMatchObject({ by: 'admin', cut: false });
    expect((await kill({ target: 'task', subject: 'bot/t-1' })).id).toBe(thrown.id);
    expect(registry.compile().kills).toEqual([
      { id: thrown.id, target: 'task', subject: 'bot/t-1', reason: 'it runs away', cut: true },
    ]);
    const ended = await registry.kills.end(thrown.id, by);
    expect(ended).toMatchObject({ ended_by: 'admin' });
    expect(await registry.kills.end(thrown.id, { actor: 'cli' })).toEqual(ended);
    expect(registry.compile().kills).toEqual([]);
    expect((await registry.kills.list({ state: 'active' })).data).toEqual([]);
    expect((await registry.kills.list({ state: 'ended' })).data).toEqual([ended]);
    const everything = await kill({ target: 'everything' });
    expect(everything).not.toHaveProperty('subject');
    await registry.kills.end(everything.id, by);
  });

  it.each([
    ['key', 'key_nope', () => key],
    ['workload', 'nope', () => 'bot'],
    ['provider', 'nope', () => 'openai'],
    ['task', 'nope/t', () => 'bot'],
    ['task', 'bot/', () => '<workload>/<task>'],
  ])('of a %s "%s" is refused, telling what there is', async (target, subject, known) => {
    const error = await failure(kill({ target, subject }));
    expect(error).toMatchObject({ code: 'invalid_argument', field: 'subject' });
    expect(error.remedy).toContain(known());
  });
});

describe('incarnations of gateways', () => {
  it('are known from the first word to the last', async () => {
    await registry.incarnations.put('gw-1', 'host-a');
    const seen = clock.now();
    clock.advance(10);
    await registry.incarnations.put('gw-2', 'host-b');
    await registry.incarnations.put('gw-1', 'host-a');
    expect(await registry.incarnations.list()).toEqual([
      { id: 'gw-1', host: 'host-a', createdAt: seen, seenAt: seen + 10 },
      { id: 'gw-2', host: 'host-b', createdAt: seen + 10, seenAt: seen + 10 },
    ]);
    await registry.incarnations.remove('gw-1');
    await registry.incarnations.remove('gw-1');
    expect((await registry.incarnations.list()).map(({ id }) => id)).toEqual(['gw-2']);
  });
});

describe('the limits policy of a workload', () => {
  it('is kept, compiled and taken away', async () => {
    const limits = { priority: 'high' as const };
    await registry.workloads.change('bot', { limits }, by);
    expect(registry.compile().workloads['bot']?.limits).toEqual(limits);
    expect((await registry.workloads.show('bot')).limits).toEqual(limits);
    await registry.workloads.change('bot', { limits: null }, by);
    expect(registry.compile().workloads['bot']).not.toHaveProperty('limits');
  });

  const tasks = { on_limit: 'stop' as const, from_trace: true, on_authority_loss: 'closed' as const };
  it.each([
    [{ ...tasks, on_limit: 'degrade' as const }, 'limits.tasks.degrade_to'],
    [{ ...tasks, degrade_to: { tier: 'small' as const } }, 'limits.tasks.degrade_to'],
    [{ ...tasks, max_cost: '0' }, 'limits.tasks.max_cost'],
    [{ ...tasks, max_cost: '-1' }, 'limits.tasks.max_cost'],
    [{ ...tasks, webhook: 'ftp://example.com' }, 'limits.tasks.webhook'],
  ])('is refused with %j, naming %s', async (tasks, field) => {
    const error = await failure(registry.workloads.change('bot', { limits: { tasks } }, by));
    expect(error).toMatchObject({ code: 'invalid_argument', field });
  });
});
