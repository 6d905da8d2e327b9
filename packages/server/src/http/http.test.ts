import { apiError, keyWithSecret, page, workload } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from './testing.ts';

let h: Harness;
beforeAll(async () => {
  h = await createHarness();
});
afterAll(() => h.close());

async function errorOf(
  response: Response,
): Promise<{ code: string; field?: string; remedy?: string; message: string }> {
  return apiError.parse(await response.json()).error;
}

describe('registry routes', () => {
  it('create, show, list, change and remove', async () => {
    expect((await h.call('POST', '/cost-centers', { id: 'cc-1' })).status).toBe(201);
    expect((await h.call('POST', '/teams', { id: 'team-1', cost_center: 'cc-1' })).status).toBe(201);
    expect((await h.call('POST', '/applications', { id: 'app-1', team: 'team-1', name: 'App' })).status).toBe(
      201,
    );
    const made = await h.call('POST', '/workloads', {
      id: 'wl-1',
      application: 'app-1',
      environment: 'development',
      owner: 'ann@example.com',
      budget: { amount: '100.50', currency: 'USD', period: 'month' },
    });
    expect(made.status).toBe(201);
    expect(workload.parse(await made.json()).budget?.amount).toBe('100.5');
    const changed = await h.call('PATCH', '/workloads/wl-1', { stage: 'pilot', budget: null });
    expect(changed.status).toBe(200);
    expect(workload.parse(await (await h.call('GET', '/workloads/wl-1')).json())).toMatchObject({
      stage: 'pilot',
    });
    const list = page(workload).parse(await (await h.call('GET', '/workloads?application=app-1')).json());
    expect(list.data.map(({ id }) => id)).toEqual(['wl-1']);
    const used = await h.call('DELETE', '/teams/team-1');
    expect(used.status).toBe(409);
    expect((await errorOf(used)).message).toContain('app-1');
    expect((await h.call('PATCH', '/teams/team-1', { cost_center: null, name: 'One' })).status).toBe(200);
    expect((await h.call('DELETE', '/cost-centers/cc-1')).status).toBe(204);
    expect((await h.call('GET', '/cost-centers/cc-1')).status).toBe(404);
    expect((await h.call('PATCH', '/organization', { time_zone: 'UTC', name: 'Acme' })).status).toBe(200);
    expect(
      (await h.call('PUT', '/environments/qa', { missing_tag_policy: 'default', defaults: { owner: 'x' } }))
        .status,
    ).toBe(200);
  });

  it('make, rotate and revoke keys', async () => {
    const made = await h.call('POST', '/keys', { workload: 'playground', name: 'ci' });
    expect(made.status).toBe(201);
    const key = keyWithSecret.parse(await made.json());
    const rotated = await h.call('POST', `/keys/${key.id}/rotate`);
    expect(rotated.status).toBe(201);
    const fresh = keyWithSecret.parse(await rotated.json());
    expect(fresh.rotated_from).toBe(key.id);
    const revoked = await h.call('POST', `/keys/${fresh.id}/revoke`);
    expect(await revoked.json()).toMatchObject({ state: 'revoked' });
    expect((await h.call('POST', `/keys/${fresh.id}/rotate`, { grace_seconds: 5 })).status).toBe(409);
  });

  it('keep every secret to the one answer it belongs to', async () => {
    const key = keyWithSecret.parse(await (await h.call('POST', '/keys', { workload: 'playground' })).json());
    const paths = [
      '/keys?limit=500',
      `/keys/${key.id}`,
      '/audit?limit=500',
      '/providers',
      '/workloads',
      '/status',
      '/openapi.json',
    ];
    const answers = await Promise.all(paths.map(async (path) => (await h.call('GET', path)).text()));
    const everything = answers.join('\n') + h.logged.join('\n');
    for (const secret of [key.secret, h.adminToken, h.sandboxKey]) expect(everything).not.toContain(secret);
    expect(answers[0]).toContain(key.prefix);
  });
});

describe('bad input', () => {
  it.each([
    ['POST', '/teams', { id: 'nul', name: 'a\0b' }, 400, 'invalid_argument', 'name'],
    ['POST', '/teams', { id: 'half', name: 'a\ud800' }, 400, 'invalid_argument', 'name'],
    ['GET', '/teams/%00', undefined, 400, 'invalid_argument', undefined],
    ['GET', '/audit?actor=%00', undefined, 400, 'invalid_argument', undefined],
    ['POST', '/workloads', {}, 400, 'body_invalid', 'id'],
    [
      'POST',
      '/workloads',
      { id: 'Bad Id', application: 'a', environment: 'b', owner: 'c' },
      400,
      'body_invalid',
      'id',
    ],
    [
      'POST',
      '/workloads',
      { id: 'x', application: 'playground', environment: 'dev', owner: 'c', colour: 1 },
      400,
      'body_invalid',
      'colour',
    ],
    [
      'POST',
      '/workloads',
      { id: 'x', application: 'nope', environment: 'dev', owner: 'c' },
      400,
      'invalid_argument',
      'application',
    ],
    [
      'POST',
      '/workloads',
      { id: 'playground', application: 'playground', environment: 'dev', owner: 'c' },
      409,
      'conflict',
      'id',
    ],
    [
      'POST',
      '/workloads',
      {
        id: 'x',
        application: 'playground',
        environment: 'dev',
        owner: 'c',
        budget: { amount: 12, currency: 'USD', period: 'day' },
      },
      400,
      'body_invalid',
      'budget.amount',
    ],
    ['PATCH', '/workloads/playground', { stage: 'gone' }, 400, 'body_invalid', 'stage'],
    ['PATCH', '/workloads/nope', { stage: 'pilot' }, 404, 'not_found', undefined],
    ['POST', '/keys', { workload: 'nope' }, 400, 'invalid_argument', 'workload'],
    ['POST', '/keys', { workload: 'playground', expires_at: 'tomorrow' }, 400, 'body_invalid', 'expires_at'],
    ['POST', '/keys/key_nope/revoke', undefined, 404, 'not_found', undefined],
    ['PATCH', '/organization', { time_zone: 'Mars/Base' }, 400, 'invalid_argument', 'time_zone'],
    ['PATCH', '/organization', { currency: 'EUR' }, 400, 'body_invalid', 'currency'],
    ['PUT', '/environments/Not%20OK', {}, 400, 'invalid_argument', 'id'],
    ['PUT', '/environments/dev', { required_tags: ['colour'] }, 400, 'body_invalid', 'required_tags.0'],
    ['POST', '/prices/overrides', { provider: 'openai', source: 'mail' }, 400, 'invalid_argument', 'rates'],
    ['POST', '/prices/quote', { lines: [] }, 400, 'body_invalid', 'lines'],
    ['GET', '/prices/nobody/gpt-4o', undefined, 404, 'not_found', 'provider'],
    ['GET', '/prices/openai/gpt-4o?at=yesterday', undefined, 400, 'invalid_argument', 'at'],
    ['GET', '/workloads?limit=0', undefined, 400, 'invalid_argument', 'limit'],
    ['GET', '/workloads?cursor=abc', undefined, 400, 'invalid_argument', 'cursor'],
    ['GET', '/workloads?stage=big', undefined, 400, 'invalid_argument', 'stage'],
    ['GET', '/costs?by=colour', undefined, 400, 'invalid_argument', 'by'],
    ['GET', '/costs?by=team,model,provider,workload,owner', undefined, 400, 'invalid_argument', 'by'],
    ['GET', '/costs?filter=team', undefined, 400, 'invalid_argument', 'filter'],
    ['GET', '/costs?filter=colour=red', undefined, 400, 'invalid_argument', 'filter'],
    ['GET', '/costs?since=2026-11-02&until=2026-11-01', undefined, 400, 'invalid_argument', 'since'],
    ['GET', '/costs?since=2000-01-01&interval=hour', undefined, 400, 'invalid_argument', 'interval'],
    ['GET', '/costs?sandbox=maybe', undefined, 400, 'invalid_argument', 'sandbox'],
    ['GET', '/calls/nope', undefined, 404, 'not_found', 'id'],
    ['GET', '/dimensions/colour/values', undefined, 400, 'invalid_argument', 'name'],
    ['POST', '/findings/nope/close', undefined, 404, 'not_found', undefined],
    ['POST', '/imports/calls?format=xml', undefined, 400, 'invalid_argument', 'format'],
    ['POST', '/imports/calls?format=csv&map=nothing', undefined, 400, 'invalid_argument', 'map'],
    ['POST', '/imports/calls?format=csv&workload=nope', undefined, 400, 'invalid_argument', 'workload'],
    ['GET', '/nothing', undefined, 404, 'not_found', undefined],
    ['DELETE', '/workloads/playground', undefined, 405, 'method_not_allowed', undefined],
  ])('%s %s %j is %i %s at %s', async (method, path, body, status, code, field) => {
    const response = await h.call(method, path, body);
    const error = await errorOf(response);
    expect([response.status, error.code, error.field]).toEqual([status, code, field]);
    expect(error.remedy).toBeTruthy();
    expect(response.headers.get('x-request-id')).toMatch(/^req_/);
  });

  const raw = (body: string, headers: Record<string, string>) =>
    h.app.request('http://localhost/api/v1/cost-centers', {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${h.adminToken}`, ...headers },
    });

  it('that is no JSON, not declared as JSON, or too large is told apart', async () => {
    const broken = await raw('{"id":', { 'content-type': 'application/json' });
    expect([broken.status, (await errorOf(broken)).code]).toEqual([400, 'body_not_json']);
    const undeclared = await raw('{"id":"a"}', { 'content-type': 'text/plain' });
    expect(await errorOf(undeclared)).toMatchObject({ code: 'body_not_json', field: 'Content-Type' });
    const large = await raw(JSON.stringify({ id: 'a', name: 'x'.repeat(1_100_000) }), {
      'content-type': 'application/json',
    });
    expect([large.status, (await errorOf(large)).code]).toEqual([413, 'body_too_large']);
  });

  it('a 405 says what is allowed', async () => {
    const response = await h.call('DELETE', '/workloads/playground');
    expect(response.headers.get('allow')).toBe('GET, PATCH');
  });
});

describe('an inner fault', () => {
  it('is logged with its request id and told without its cause', async () => {
    const broken = await createHarnessWithBrokenStatus();
    const response = await broken.call('GET', '/status');
    expect(response.status).toBe(500);
    const error = apiError.parse(await response.json()).error;
    expect(error.code).toBe('internal');
    expect(JSON.stringify(error)).not.toContain('disk on fire');
    expect(h.logged.join()).toContain('disk on fire');
    expect(h.logged.join()).toContain(error.request_id);
  });

  async function createHarnessWithBrokenStatus() {
    const { createAdminApp } = await import('./app.ts');
    const app = createAdminApp({
      ...h.deps,
      status: () => {
        throw new Error('disk on fire');
      },
    });
    return {
      call: (method: string, path: string) =>
        app.request(`/api/v1${path}`, { method, headers: { authorization: `Bearer ${h.adminToken}` } }),
    };
  }
});

describe('Idempotency-Key', () => {
  const key = (value: string) => ({ 'idempotency-key': value });

  it('answers a repeated request alike and another one with a conflict', async () => {
    const body = { workload: 'playground', name: 'once' };
    const first = await h.call('POST', '/keys', body, key('idem-1'));
    const second = await h.call('POST', '/keys', body, key('idem-1'));
    expect([second.status, await second.json()]).toEqual([201, await first.json()]);
    const other = await h.call('POST', '/keys', { ...body, name: 'twice' }, key('idem-1'));
    expect([other.status, await errorOf(other)]).toMatchObject([
      409,
      { code: 'conflict', field: 'Idempotency-Key' },
    ]);
    expect((await h.call('POST', '/cost-centers', body, key('idem-1'))).status).toBe(400);
    expect((await h.call('POST', '/keys', body, key('x'.repeat(300)))).status).toBe(400);
  });

  it('of ten at once makes one', async () => {
    const answers = await Promise.all(
      Array.from({ length: 10 }, () => h.call('POST', '/cost-centers', { id: 'idem-cc' }, key('idem-2'))),
    );
    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(201));
  });
});
