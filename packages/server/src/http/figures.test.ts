import { cachingReport, overview, providerList } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createHarness, type Harness } from './testing.ts';

let h: Harness;
beforeAll(async () => {
  h = await createHarness();
});
afterAll(() => h.close());

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
        'workload,calls,cost,loaded_cost,list_cost,estimated_cost,unpriced_cost,attributed_cost,input_tokens,output_tokens,cache_read_tokens,errors,cache_write_tokens,cache_hits,cache_lookups,avoided_cost,prompt_cache_saving,evaluation_calls,evaluation_cost,currency',
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
  const ids = ['openai', 'anthropic', 'google', 'sandbox-openai', 'sandbox-anthropic'];
  expect(data.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
});

it('lists dimensions and their values', async () => {
  expect(await (await h.call('GET', '/dimensions')).json()).toMatchObject({
    data: expect.arrayContaining([{ name: 'unit', of: 'charge' }]),
  });
  expect(await (await h.call('GET', '/dimensions/team/values?prefix=s')).json()).toEqual({
    data: ['steam-value'],
  });
});

describe('caching', () => {
  it('is asked by workload, for this month', async () => {
    h.ledger.spends = [{ at: '2026-11-10T00:00:00Z', cost: '1.5', workload: 'a' }];
    const response = await h.call('GET', '/caching?filter=team=a');
    expect(cachingReport.parse(await response.json())).toMatchObject({
      rows: [{ workload: 'a', calls: 1, exact: { hits: 0, hit_share: null } }],
      formulas: { saving: 'prompt_cache_saving' },
    });
    expect(h.ledger.asked.at(-1)).toMatchObject({
      by: ['workload'],
      filter: { team: ['a'] },
      since: new Date('2026-11-01T00:00:00Z'),
    });
  });
});
