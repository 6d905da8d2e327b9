import { createKill, createRateLimit } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const clock = testClock();
const by = { actor: 'admin' };
let registry: Registry;
let key: string;

beforeAll(async () => {
  registry = await testRegistry(clock);
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
