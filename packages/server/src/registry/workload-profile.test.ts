import { changeWorkload, createKey, createWorkload, mergeWorkload } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const by = { actor: 'admin' };
const clock = testClock();
let registry: Registry;
beforeAll(async () => {
  registry = await testRegistry(clock);
  await workload('bot');
});
afterAll(() => registry.close());

const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: { code: string; field?: string; message: string; remedy?: string }) => error,
  );
const workload = (id: string, more: object = {}) =>
  registry.workloads.create(
    createWorkload.parse({
      id,
      application: 'playground',
      environment: 'development',
      owner: 'ann@example.com',
      ...more,
    }),
    by,
  );
const change = (id: string, input: object) => registry.workloads.change(id, changeWorkload.parse(input), by);
const merge = (id: string, into: string, more: object = {}) =>
  registry.workloads.merge(id, mergeWorkload.parse({ into, ...more }), by);
const key = (of: string) => registry.keys.create(createKey.parse({ workload: of }), by);

const PROFILE = {
  technical_owner: 'bob@example.com',
  classification: {
    complexity: 'low',
    risk: 'low',
    latency: 'interactive',
    quality: 'medium',
    data_sensitivity: 'internal',
    cost_sensitivity: 'high',
    criticality: 'low',
  },
  usage_profile: { calls_per_day: 1_440, peak_calls_per_minute: 1 },
  fallback_plan: { plan: 'Answer from the knowledge base.', tested_at: '2026-01-01T00:00:00Z' },
  quality_metric: { name: 'csat', target: 4.2 },
  value_metric: {
    outcome: 'ticket_resolved',
    value: '6.50',
    currency: 'USD',
    baseline: { cost: '9', minutes: 12 },
    investment: '20000',
  },
  review_date: '2030-03-31',
};

describe('the profile of a workload', () => {
  it('is kept, shown and taken away again', async () => {
    const made = await workload('profiled', PROFILE);
    expect(made).toMatchObject(PROFILE);
    expect(made.value_metric).toMatchObject({ confidence: 'asserted', class: 'measurable' });
    const gone = await change(
      'profiled',
      Object.fromEntries(Object.keys(PROFILE).map((name) => [name, null])),
    );
    for (const name of Object.keys(PROFILE)) expect(gone, name).not.toHaveProperty(name);
  });

  it.each<[object, string, string]>([
    [{ review_date: '2020-01-01' }, 'review_date', 'due on 2020-01-01'],
    [
      { usage_profile: { calls_per_day: 10_000, peak_calls_per_minute: 2 } },
      'usage_profile.peak_calls_per_minute',
      'do not make',
    ],
    [
      { fallback_plan: { plan: 'x', tested_at: '2099-01-01T00:00:00Z' } },
      'fallback_plan.tested_at',
      'future',
    ],
    [{ value_metric: { outcome: 'won', value: '-1', currency: 'USD' } }, 'value_metric.value', '0 or more'],
    [{ value_metric: { outcome: 'won', investment: '5' } }, 'value_metric.currency', 'needs its currency'],
    [
      { value_metric: { outcome: 'won', baseline: { cost: '5' } } },
      'value_metric.currency',
      'needs its currency',
    ],
    [{ value_metric: { outcome: 'won', baseline: {} } }, 'value_metric.baseline', 'before AI'],
    [
      { value_metric: { outcome: 'won', value: '1', currency: 'usd' } },
      'value_metric.currency',
      'no currency',
    ],
    [
      { value_metric: { outcome: 'won', value: '1', currency: 'CHF' } },
      'value_metric.currency',
      'No exchange rate of CHF',
    ],
  ])('refuses %j', async (input, field, text) => {
    const error = await failure(change('bot', input));
    expect(error).toMatchObject({ code: 'invalid_argument', field });
    expect(error.message).toContain(text);
    expect(error.remedy).toBeTruthy();
  });

  it('takes amounts of a currency that a rate is known of', async () => {
    await registry.exchangeRates.create({ base: 'EUR', quote: 'USD', rate: '1.1', source: 'test' }, by);
    const input = { value_metric: { outcome: 'won', value: '1', currency: 'EUR' } };
    expect(await change('bot', input)).toMatchObject(input);
  });

  it('is renamed at once, under the id it always had', async () => {
    expect(await change('bot', { name: 'Support bot' })).toMatchObject({ id: 'bot', name: 'Support bot' });
    expect(await change('bot', { name: null })).toMatchObject({ name: 'bot' });
  });
});

describe('merging', () => {
  it('lets keys go on under the other workload, ends the one and tells of both', async () => {
    await workload('old', { budget: { amount: '5', currency: 'USD', period: 'month' } });
    await workload('new');
    const kept = await key('old');
    const gone = await key('old');
    await registry.keys.revoke(gone.id, by);
    const merged = await merge('old', 'new');
    expect(merged).toMatchObject({
      workload: { id: 'old', stage: 'retired', merged_into: 'new' },
      into: 'new',
      keys: [kept.id],
      left_behind: { budgets: [expect.stringContaining('old')], rate_limits: [], outcome_rules: [] },
    });
    expect(merged).not.toHaveProperty('attribution_rule');
    expect(await registry.keys.show(kept.id)).toMatchObject({ workload: 'new', state: 'active' });
    expect(await registry.keys.show(gone.id)).toMatchObject({ workload: 'old' });
    const { keys, workloads } = registry.compile();
    expect(Object.values(keys).find(({ id }) => id === kept.id)).toMatchObject({ workload: 'new' });
    expect(workloads['old']).toMatchObject({ stage: 'retired' });
    const { data } = await registry.audit.list({ subject: 'workload/old', action: 'workload.merge' });
    expect(data).toMatchObject([{ before: { stage: 'poc' }, after: { merged_into: 'new' } }]);
    expect(await merge('old', 'new')).toMatchObject({ into: 'new', keys: [] });
  });

  it('tells whose figures belong together, over several merges', async () => {
    await workload('newest');
    await merge('new', 'newest');
    expect(registry.workloads.family('newest')).toEqual(['newest', 'new', 'old']);
    expect(registry.workloads.family('new')).toEqual(['new', 'old']);
    expect(registry.workloads.family('bot')).toEqual(['bot']);
  });

  it('lets callers reach what the merged one made', async () => {
    await registry.resources.remember([
      {
        id: 'file-1',
        kind: 'file',
        dialect: 'openai',
        provider: 'openai',
        workload: 'old',
        key: 'k',
        organization: 'default',
        call_id: 'c',
        created_at: clock.now(),
      },
    ]);
    expect((await registry.resources.find('newest', ['file-1'])).own).toMatchObject([{ workload: 'old' }]);
    expect((await registry.resources.find('bot', ['file-1'])).foreign).toEqual(['file-1']);
  });

  it('proposes to move the past when asked, by an attribution rule', async () => {
    await workload('gone');
    expect(await merge('gone', 'bot', { move_past: true })).toMatchObject({
      attribution_rule: 'merged-gone',
    });
  });

  it('does not revive keys of a workload that was retired before', async () => {
    await workload('asleep');
    const its = await key('asleep');
    await change('asleep', { stage: 'retired' });
    expect(await merge('asleep', 'bot')).toMatchObject({ keys: [] });
    expect(await registry.keys.show(its.id)).toMatchObject({ workload: 'asleep' });
  });

  it.each<[string, string, string, string]>([
    ['bot', 'bot', 'invalid_argument', 'itself'],
    ['bot', 'nowhere', 'invalid_argument', 'nowhere'],
    ['nowhere', 'bot', 'not_found', 'nowhere'],
    // a loop, and a merge into what went on elsewhere
    ['newest', 'old', 'conflict', 'retired'],
    ['old', 'bot', 'conflict', 'merged into "new" before'],
    ['bot', 'elsewhere', 'invalid_argument', 'environment'],
  ])('of %s into %s is refused', async (from, to, code, text) => {
    if (to === 'elsewhere') await workload('elsewhere', { environment: 'staging' });
    const error = await failure(merge(from, to));
    expect(error.code).toBe(code);
    expect(error.message).toContain(text);
    expect(error.remedy).toBeTruthy();
  });

  it('is refused while a kill switch stops it, and a merged one stays ended', async () => {
    await workload('stopped');
    const kill = await registry.kills.create(
      { target: 'workload', subject: 'stopped', reason: 'loops', cut: false },
      by,
    );
    expect((await failure(merge('stopped', 'bot'))).remedy).toContain(kill.id);
    const revived = await failure(change('old', { stage: 'poc' }));
    expect(revived).toMatchObject({ code: 'conflict', field: 'stage' });
    expect(await change('old', { description: 'See new.' })).toMatchObject({ stage: 'retired' });
  });

  it('of two that cross makes no loop', async () => {
    await workload('left');
    await workload('right');
    const ends = await Promise.allSettled([merge('left', 'right'), merge('right', 'left')]);
    expect(ends.map(({ status }) => status).sort()).toEqual(['fulfilled', 'rejected']);
  });
});
