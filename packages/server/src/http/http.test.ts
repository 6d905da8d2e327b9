import { apiError, keyWithSecret, overview, page, providerList, workload } from '@weir/core/contract';
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

describe('costs', () => {
  it('pass on what was asked, in the organization zone, and say whether the sandbox counts', async () => {
    h.ledger.spends = [{ at: '2026-11-10T00:00:00Z', cost: '1.5', workload: 'a', sandbox: true }];
    const response = await h.call(
      'GET',
      '/costs?by=workload&since=2026-11-01&until=2026-11-20T12:00:00Z&interval=day&filter=team=a&filter=team=b&filter=tag.x=1=2',
    );
    expect(await response.json()).toMatchObject({ sandbox: 'include', total: { cost: '1.500000000000' } });
    expect(h.ledger.asked.at(-1)).toMatchObject({
      by: ['workload'],
      since: new Date('2026-11-01T00:00:00Z'),
      until: new Date('2026-11-20T12:00:00Z'),
      interval: 'day',
      filter: { team: ['a', 'b'], 'tag.x': ['1=2'] },
      timeZone: 'UTC',
    });
    h.ledger.spends.push({ at: '2026-11-11T00:00:00Z', cost: '2.5', workload: 'b' });
    expect(await (await h.call('GET', '/costs')).json()).toMatchObject({
      sandbox: 'exclude',
      total: { cost: '2.500000000000' },
    });
    expect(await (await h.call('GET', '/costs?sandbox=include')).json()).toMatchObject({
      total: { cost: '4.000000000000' },
    });
  });

  it('come as CSV that is safe to open in a spreadsheet', async () => {
    h.ledger.spends = [
      { at: '2026-11-10T00:00:00Z', cost: '1.5', workload: '=cmd|"/c calc"!A1' },
      { at: '2026-11-10T00:00:00Z', cost: '0.25', workload: 'plain, with comma' },
    ];
    for (const request of [
      h.call('GET', '/costs?by=workload&format=csv'),
      h.call('GET', '/costs?by=workload', undefined, { accept: 'text/csv' }),
    ]) {
      const response = await request;
      expect(response.headers.get('content-type')).toContain('text/csv');
      const lines = (await response.text()).split('\r\n');
      expect(lines[0]).toBe(
        'workload,calls,cost,list_cost,estimated_cost,unpriced_cost,attributed_cost,input_tokens,output_tokens,cache_read_tokens,errors,currency',
      );
      expect(lines[1]).toMatch(/^"'=cmd\|""\/c calc""!A1",1,1\.500000000000,/);
      expect(lines[2]).toMatch(/^"plain, with comma",1,0\.250000000000,/);
      expect(lines[3]).toBe('');
    }
  });
});

describe('overview', () => {
  it('has exact figures of today, yesterday by the same time, the month, and shares with their formulas', async () => {
    h.clock.set('2026-11-22T10:00:00Z');
    h.ledger.spends = [
      { at: '2026-11-22T09:00:00Z', cost: '3', workload: 'a', model: 'm' },
      { at: '2026-11-21T09:00:00Z', cost: '1', workload: 'b', model: 'm', attributed: false },
      { at: '2026-11-21T11:00:00Z', cost: '2', workload: 'b', model: 'n', priced: false },
      { at: '2026-10-22T09:59:59Z', cost: '7', workload: 'a' },
      { at: '2026-10-22T10:00:00Z', cost: '8', workload: 'a' },
    ];
    const answer = overview.parse(await (await h.call('GET', '/overview')).json());
    expect(answer).toMatchObject({
      today: { cost: '3.000000000000' },
      yesterday_same_time: { cost: '1.000000000000' },
      month: { cost: '6.000000000000' },
      previous_month_same_time: { cost: '7.000000000000' },
      coverage: '0.8333',
      priced_share: '0.6667',
      sandbox_only: false,
      formulas: { coverage: 'coverage', priced_share: 'priced_share' },
    });
    const trend = h.ledger.asked.find(({ interval }) => interval === 'day' && h.clock.now() > 0);
    expect(trend).toBeDefined();
  });

  it('does not call nothing zero', async () => {
    h.ledger.spends = [];
    const answer = overview.parse(await (await h.call('GET', '/overview')).json());
    expect([answer.coverage, answer.priced_share]).toEqual([null, null]);
  });

  it('follows the zone of the organization across a clock change', async () => {
    await h.call('PATCH', '/organization', { time_zone: 'America/New_York' });
    h.clock.set('2026-11-01T15:00:00Z');
    h.ledger.asked = [];
    await h.call('GET', '/overview');
    const [today, yesterday, month, previous] = h.ledger.asked;
    expect(today?.since.toISOString()).toBe('2026-11-01T04:00:00.000Z');
    expect(yesterday?.since.toISOString()).toBe('2026-10-31T04:00:00.000Z');
    expect(yesterday?.until.toISOString()).toBe('2026-10-31T14:00:00.000Z');
    expect(month?.since.toISOString()).toBe('2026-11-01T04:00:00.000Z');
    expect(previous?.since.toISOString()).toBe('2026-10-01T04:00:00.000Z');
    expect(previous?.until.toISOString()).toBe('2026-10-01T14:00:00.000Z');
    await h.call('PATCH', '/organization', { time_zone: 'UTC' });
    h.clock.set('2026-11-22T10:00:00Z');
  });
});

describe('imports', () => {
  const send = (query: string, body: ReadableStream<Uint8Array> | string | null) =>
    h.app.request(`http://localhost/api/v1/imports/calls?${query}`, {
      method: 'POST',
      body,
      headers: { authorization: `Bearer ${h.adminToken}`, 'content-type': 'text/csv' },
      duplex: 'half',
    } as RequestInit);
  const linesOf = async (response: Response) =>
    (await response.text())
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { type: string; message?: string });

  it('stream the file in and events out, without a limit on its size', async () => {
    const chunk = new Uint8Array(256 * 1024);
    let left = 8;
    const body = new ReadableStream<Uint8Array>({
      pull(controller) {
        if (left-- > 0) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const response = await send(
      'format=csv&workload=playground&map=in=input_tokens&map=out=output_tokens',
      body,
    );
    expect(response.headers.get('content-type')).toContain('ndjson');
    const events = await linesOf(response);
    expect(events.at(-1)).toMatchObject({ type: 'done', imported: 1 });
    expect(h.imports.at(-1)).toMatchObject({
      bytes: 8 * chunk.length,
      options: { format: 'csv', workload: 'playground', map: { in: 'input_tokens', out: 'output_tokens' } },
    });
  });

  it('end with an error line when something fails on the way', async () => {
    const events = await linesOf(await send('format=azure-trace', 'x'));
    expect(events.at(-1)?.type).toBe('error');
    expect(JSON.stringify(events)).not.toContain('secret inner fault');
  });

  it('need a body', async () => {
    expect((await send('format=csv', null)).status).toBe(400);
  });
});

describe('events', () => {
  it('are sent as they come, and the listener goes when the client does', async () => {
    const aborter = new AbortController();
    const response = await h.call('GET', '/events');
    expect(response.headers.get('content-type')).toContain('text/event-stream');
    const reader = response.body?.getReader();
    const read = async () => new TextDecoder().decode((await reader?.read())?.value);
    expect(await read()).toContain(': connected');
    h.emit({ type: 'ledger', at: '2026-11-22T10:00:00.000Z', calls: 3 });
    h.emit({ type: 'ledger', at: '2026-11-22T10:00:01.000Z', calls: 4 });
    expect(await read()).toContain('event: ledger');
    expect(h.listeners()).toBe(1);
    await reader?.cancel();
    aborter.abort();
    await expect.poll(() => h.listeners()).toBe(0);
  });

  it('are refused to the 65th follower', async () => {
    const open = await Promise.all(Array.from({ length: 64 }, () => h.call('GET', '/events')));
    expect((await h.call('GET', '/events')).status).toBe(429);
    await Promise.all(open.map((response) => response.body?.cancel()));
    await expect.poll(() => h.listeners()).toBe(0);
    const again = await h.call('GET', '/events');
    expect(again.status).toBe(200);
    await again.body?.cancel();
  });
});

it('lists providers without secrets', async () => {
  const { data, trial } = providerList.parse(await (await h.call('GET', '/providers')).json());
  expect(trial).toBe(true);
  expect(data.map(({ id }) => id)).toEqual([
    'openai',
    'anthropic',
    'google',
    'sandbox-openai',
    'sandbox-anthropic',
  ]);
});

it('lists dimensions and their values', async () => {
  expect(await (await h.call('GET', '/dimensions')).json()).toMatchObject({
    data: expect.arrayContaining([{ name: 'unit', of: 'charge' }]),
  });
  expect(await (await h.call('GET', '/dimensions/team/values?prefix=s')).json()).toEqual({
    data: ['steam-value'],
  });
});
