import { changeWorkload, createDataClass, createRoute, createWorkload } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Registry } from './registry.ts';
import { testClock, testRegistry } from './testing.ts';

const by = { actor: 'admin' };
const clock = testClock();
let registry: Registry;
beforeAll(async () => {
  registry = await testRegistry(clock);
});
afterAll(() => registry.close());

const failure = async (promise: Promise<unknown>) =>
  promise.then(
    () => expect.fail('it should have been refused'),
    (error: { code: string; field?: string; message: string; remedy?: string }) => error,
  );
const route = (input: object) => registry.routes.create(createRoute.parse(input), by);
const dataClass = (input: object) => registry.dataClasses.create(createDataClass.parse(input), by);
const workload = (input: object) =>
  registry.workloads.create(
    createWorkload.parse({
      application: 'playground',
      environment: 'development',
      owner: 'ann@example.com',
      ...input,
    }),
    by,
  );
const change = (id: string, input: object) => registry.workloads.change(id, changeWorkload.parse(input), by);

describe('routes', () => {
  it('are kept, changed and compiled, with what was left out filled in', async () => {
    const made = await route({
      id: 'fast',
      candidates: [{ model: 'tier:small' }, { model: 'openai/gpt-4o' }],
    });
    expect(made).toMatchObject({ name: 'fast', strategy: 'ordered' });
    const weighted = [
      { model: 'gpt-4o', weight: 3 },
      { model: 'claude-sonnet-4-5', weight: 1 },
    ];
    clock.advance(1);
    await registry.routes.change('fast', { strategy: 'weighted', candidates: weighted }, by);
    expect((await registry.routes.list({})).data).toMatchObject([{ id: 'fast', strategy: 'weighted' }]);
    expect(registry.compile().routes).toEqual({ fast: { strategy: 'weighted', candidates: weighted } });
    const { data } = await registry.audit.list({ subject: 'route/fast' });
    expect(data.map(({ action }) => action)).toEqual(['route.change', 'route.create']);
    expect(data[0]).toMatchObject({ before: { strategy: 'ordered' }, after: { strategy: 'weighted' } });
  });

  it.each([
    [{ id: 'openai', candidates: [{ model: 'gpt-4o' }] }, 'invalid_argument', 'id', 'provider'],
    [{ id: 'default', candidates: [{ model: 'gpt-4o' }] }, 'invalid_argument', 'id', 'default'],
    [{ id: 'fast', candidates: [{ model: 'gpt-4o' }] }, 'conflict', 'id', 'already'],
    [{ id: 'gpt-4o', candidates: [{ model: 'azure/gpt-4o' }] }, 'invalid_argument', 'id', 'route "fast"'],
    [{ id: 'loop', candidates: [{ model: 'loop' }] }, 'invalid_argument', 'candidates.0.model', 'itself'],
    [
      { id: 'nest', candidates: [{ model: 'gpt-5' }, { model: 'fast' }] },
      'invalid_argument',
      'candidates.1.model',
      'do not contain routes',
    ],
    [{ id: 'a', candidates: [{ model: 'tier:huge' }] }, 'invalid_argument', 'candidates.0.model', 'tier'],
    [{ id: 'a', candidates: [{ model: 'default' }] }, 'invalid_argument', 'candidates.0.model', 'default'],
    [
      { id: 'a', candidates: [{ model: 'gpt-5' }, { model: 'gpt-5' }] },
      'invalid_argument',
      'candidates.1',
      'twice',
    ],
  ])('refuse %j: %s', async (input, code, field, text) => {
    const error = await failure(route(input));
    expect(error).toMatchObject({ code, field });
    expect(error.message).toContain(text);
    expect(error.remedy).toBeTruthy();
  });

  it('stay while a workload names them', async () => {
    await route({ id: 'careful', candidates: [{ model: 'tier:frontier' }] });
    await workload({ id: 'router', routing: { fallbacks: ['careful'] } });
    const error = await failure(registry.routes.remove('careful', by));
    expect(error).toMatchObject({ code: 'conflict' });
    expect(error.message).toContain('router');
    await change('router', { routing: null });
    await registry.routes.remove('careful', by);
    expect(registry.compile().routes).not.toHaveProperty('careful');
    expect(await failure(registry.routes.show('careful'))).toMatchObject({ code: 'not_found' });
  });
});

describe('data classes', () => {
  it('say which providers and regions may see the data of workloads that name them', async () => {
    await dataClass({ id: 'internal', allowed_providers: ['openai', 'openai'], allowed_regions: ['eu'] });
    await workload({ id: 'guarded', data: { class: 'internal', detectors: { email: 'redact' } } });
    const state = registry.compile();
    expect(state.dataClasses['internal']).toEqual({ allowedProviders: ['openai'], allowedRegions: ['eu'] });
    expect(state.workloads['guarded']?.data).toEqual({
      class: 'internal',
      detectors: { email: 'redact' },
      answers: false,
    });
    const used = await failure(registry.dataClasses.remove('internal', by));
    expect(used).toMatchObject({ code: 'conflict', message: expect.stringContaining('guarded') });
    await change('guarded', { data: { detectors: {} } });
    await registry.dataClasses.remove('internal', by);
    expect(registry.compile().dataClasses).toEqual({});
  });

  it('name providers that there are', async () => {
    const error = await failure(dataClass({ id: 'secret', allowed_providers: ['openai', 'opneai'] }));
    expect(error).toMatchObject({ code: 'invalid_argument', field: 'allowed_providers.1' });
    expect(error.remedy).toContain('openai');
  });
});

describe('policies of a workload', () => {
  it('get the defaults of what they leave out, and are replaced whole or kept', async () => {
    const made = await workload({
      id: 'policed',
      routing: { default_model: 'tier:small', escalation: { to: ['gpt-5'] } },
      caching: { exact: {}, prompt: {} },
    });
    expect(made.routing).toEqual({
      default_model: 'tier:small',
      allowed_tiers: [],
      fallbacks: [],
      escalation: { to: ['gpt-5'], on: ['error', 'refusal', 'invalid_output'], min_confidence: 0.7 },
    });
    expect(made.caching).toEqual({
      exact: { ttl_seconds: 3_600, per_user: true, any_temperature: false },
      prompt: { insert_cache_points: true },
    });
    expect(made).not.toHaveProperty('data');
    await change('policed', { stage: 'pilot', caching: null });
    const state = registry.compile().workloads['policed'];
    expect(state?.routing).toEqual(made.routing);
    expect(state).not.toHaveProperty('caching');
  });

  it.each([
    [{ routing: { default_model: 'default' } }, 'routing.default_model'],
    [{ routing: { fallbacks: ['gpt-5', 'tier:best'] } }, 'routing.fallbacks.1'],
    [{ routing: { fallbacks: ['gpt-5', 'gpt-5'] } }, 'routing.fallbacks.1'],
    [{ routing: { shadow: { model: 'gpt 5', percent: 1 } } }, 'routing.shadow.model'],
    [{ routing: { allowed_tiers: ['small'], fallbacks: ['tier:frontier'] } }, 'routing.fallbacks.0'],
    [{ data: { class: 'nowhere' } }, 'data.class'],
  ])('refuse %j, naming %s', async (input, field) => {
    const error = await failure(workload({ id: 'refused', ...input }));
    expect(error).toMatchObject({ code: 'invalid_argument', field });
    expect(error.remedy).toBeTruthy();
  });
});

describe('clearing up', () => {
  it('removes an environment that no workload is in', async () => {
    await registry.environments.put('qa', {}, by);
    await registry.environments.remove('qa', by);
    expect(registry.compile().environments).not.toHaveProperty('qa');
    const used = await failure(registry.environments.remove('development', by));
    expect(used).toMatchObject({ code: 'conflict', message: expect.stringContaining('playground') });
  });

  it('revokes an admin token, and with it every browser that is signed in', async () => {
    clock.advance(1);
    const { id, secret } = await registry.adminTokens.create({ name: 'laptop' }, by);
    const { secret: cookie } = await registry.sessions.create('admin');
    expect(await registry.adminTokens.revoke(id, by)).toMatchObject({ state: 'revoked' });
    expect(await registry.adminTokens.verify(secret)).toBe(false);
    expect(await registry.sessions.verify(cookie)).toBeUndefined();
    const { data } = await registry.adminTokens.list({});
    expect(data.map(({ name, state }) => [name, state])).toEqual([
      ['laptop', 'revoked'],
      ['first start', 'active'],
    ]);
    expect(JSON.stringify(data)).not.toContain(secret);
    expect(await failure(registry.adminTokens.revoke('admin_0', by))).toMatchObject({ code: 'not_found' });
  });
});
