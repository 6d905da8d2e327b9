import {
  apiError,
  auditEntry,
  dataClass,
  type PlaygroundRequest,
  page,
  playgroundAnswer,
  providerList,
  route,
  routingDecision,
  type SimulateRoute,
  workload,
} from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from './testing.ts';

const DECISION = {
  rules: ['alias fast', 'strategy cheapest'],
  candidates: [
    { provider: 'openai', model: 'gpt-4o-mini', fate: 'chosen' as const, estimated_cost: '0.0001' },
    { provider: 'groq', model: 'llama', fate: 'excluded' as const, reason: 'data_class' as const },
  ],
};
const asked: (SimulateRoute | PlaygroundRequest)[] = [];

let h: Harness;
beforeAll(async () => {
  h = await createHarness({
    simulateRoute: (input) => {
      asked.push(input);
      return DECISION;
    },
    playground: async (input) => {
      asked.push(input);
      return { status: 200, response: { id: 'x' }, call_id: 'call-1' };
    },
    providerHealth: () => [
      {
        provider: 'openai',
        gateway: 'gw-0',
        state: 'cooling_down',
        until: '2026-11-22T10:00:05Z',
        calls: 12,
      },
      { provider: 'openai', model: 'gpt-4o', state: 'healthy', calls: 7, ttft_p50_ms: 210, error_share: 0 },
    ],
  });
});
afterAll(() => h.close());

const errorOf = async (response: Response) => apiError.parse(await response.json()).error;

describe('routes and data classes', () => {
  it('are created, shown, listed, changed and removed, once under an Idempotency-Key, and audited', async () => {
    const body = { id: 'fast', candidates: [{ model: 'tier:small' }] };
    const headers = { 'idempotency-key': 'route-1' };
    const [first, again] = [
      await h.call('POST', '/routes', body, headers),
      await h.call('POST', '/routes', body, headers),
    ];
    expect(first.status).toBe(201);
    expect(await again.json()).toEqual(await first.json());
    const changed = await h.call('PATCH', '/routes/fast', { strategy: 'fastest' });
    expect(route.parse(await changed.json())).toMatchObject({
      strategy: 'fastest',
      candidates: [{ model: 'tier:small', weight: 1 }],
    });
    expect(page(route).parse(await (await h.call('GET', '/routes')).json()).data).toHaveLength(1);
    expect((await h.call('GET', '/routes/fast')).status).toBe(200);

    const made = await h.call('POST', '/data-classes', { id: 'internal', allowed_providers: ['openai'] });
    expect(dataClass.parse(await made.json())).toMatchObject({ name: 'internal', allowed_regions: [] });
    const policies = {
      routing: { default_model: 'fast', fallbacks: ['gpt-4o'] },
      caching: { exact: { ttl_seconds: 60 } },
      data: { class: 'internal', detectors: { email: 'redact' } },
    };
    const given = await h.call('PATCH', '/workloads/playground', policies);
    expect(workload.parse(await given.json())).toMatchObject({
      routing: { default_model: 'fast', allowed_tiers: [] },
      caching: { exact: { ttl_seconds: 60, per_user: true } },
      data: { class: 'internal', answers: false },
    });
    expect((await h.call('DELETE', '/routes/fast')).status).toBe(409);
    expect((await h.call('DELETE', '/data-classes/internal')).status).toBe(409);
    await h.call('PATCH', '/workloads/playground', { routing: null, caching: null, data: null });
    expect((await h.call('DELETE', '/routes/fast')).status).toBe(204);
    expect((await h.call('DELETE', '/data-classes/internal')).status).toBe(204);
    expect((await h.call('GET', '/routes/fast')).status).toBe(404);
    const audit = await (await h.call('GET', '/audit?subject=route/fast')).json();
    expect(
      page(auditEntry)
        .parse(audit)
        .data.map(({ actor }) => actor),
    ).toEqual(['admin', 'admin', 'admin']);
  });

  it.each([
    ['/routes', { id: 'a', candidates: [] }, 'body_invalid', 'candidates'],
    ['/routes', { id: 'a', candidates: [{ model: 'm', wieght: 1 }] }, 'body_invalid', 'candidates.0.wieght'],
    ['/routes', { id: 'a', candidates: [{ model: 'tier:x' }] }, 'invalid_argument', 'candidates.0.model'],
    ['/data-classes', { id: 'a', allowed_providers: ['x'] }, 'invalid_argument', 'allowed_providers.0'],
    ['/routing/simulate', { workload: 'nope', model: 'm' }, 'invalid_argument', 'workload'],
    ['/routing/simulate', { workload: 'playground' }, 'body_invalid', 'model'],
    [
      '/playground',
      { workload: 'playground', dialect: 'x', operation: 'o', request: {} },
      'body_invalid',
      'dialect',
    ],
  ])('POST %s refuses %j', async (path, body, code, field) => {
    const response = await h.call('POST', path, body);
    expect(response.status).toBe(400);
    const error = await errorOf(response);
    expect(error).toMatchObject({ code, field });
    expect(error.remedy).toBeTruthy();
  });
});

describe('asking the gateway', () => {
  it('simulates a route with sensible assumptions', async () => {
    const response = await h.call('POST', '/routing/simulate', { workload: 'playground', model: 'fast' });
    expect(routingDecision.parse(await response.json())).toEqual(DECISION);
    expect(asked.at(-1)).toEqual({
      workload: 'playground',
      model: 'fast',
      dialect: 'openai',
      input_tokens: 1_000,
      needs: [],
    });
  });

  it('sends a request through a workload', async () => {
    const body = {
      workload: 'playground',
      dialect: 'openai',
      operation: 'chat.completions',
      request: { model: 'fast', messages: [] },
    };
    const answer = playgroundAnswer.parse(await (await h.call('POST', '/playground', body)).json());
    expect(answer).toEqual({ status: 200, response: { id: 'x' }, call_id: 'call-1' });
    expect(asked.at(-1)).toEqual(body);
    const promised = await h.call('POST', '/playground', body, { 'idempotency-key': 'p-1' });
    expect(await errorOf(promised)).toMatchObject({ field: 'Idempotency-Key' });
  });

  it('shows providers with how they do', async () => {
    const { data } = providerList.parse(await (await h.call('GET', '/providers')).json());
    const openai = data.find(({ id }) => id === 'openai');
    expect(openai).toMatchObject({ platform: 'direct', dialect: 'openai' });
    expect(openai?.health.map(({ state }) => state)).toEqual(['cooling_down', 'healthy']);
    expect(data.find(({ id }) => id === 'anthropic')?.health).toEqual([]);
  });

  it('needs one that runs', async () => {
    const alone = await createHarness();
    const response = await alone.call('POST', '/routing/simulate', { workload: 'playground', model: 'm' });
    expect(response.status).toBe(503);
    expect(await errorOf(response)).toMatchObject({ code: 'admission_unavailable' });
    await alone.close();
  });
});

describe('what is no longer wanted', () => {
  it('admin tokens are listed and revoked', async () => {
    const made = (await (await h.call('POST', '/admin-tokens', { name: 'old' })).json()) as {
      id: string;
      secret: string;
    };
    const bearer = { authorization: `Bearer ${made.secret}` };
    expect((await h.call('GET', '/organization', undefined, bearer)).status).toBe(200);
    expect(await (await h.call('POST', `/admin-tokens/${made.id}/revoke`)).json()).toMatchObject({
      state: 'revoked',
    });
    expect((await h.call('GET', '/organization', undefined, bearer)).status).toBe(401);
    const list = await (await h.call('GET', '/admin-tokens')).text();
    expect(list).toContain(made.id);
    expect(list).not.toContain(made.secret);
  });

  it('environments are removed when nothing is in them', async () => {
    await h.call('PUT', '/environments/qa', {});
    expect((await h.call('DELETE', '/environments/qa')).status).toBe(204);
    expect((await h.call('DELETE', '/environments/qa')).status).toBe(404);
    expect((await h.call('DELETE', '/environments/development')).status).toBe(409);
  });
});
