import type { StatementLine } from '@weir/core/contract';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import {
  type ProviderDouble,
  providerDouble,
  type SourceHarness,
  sourceHarness,
} from '../sources/testing.ts';
import { openaiConnector } from './index.ts';

const DAY = 86_400;
const start = (day: string) => Date.parse(`${day}T00:00:00Z`) / 1_000;
const bucket = (day: string, results: unknown[]) => ({
  object: 'bucket',
  start_time: start(day),
  end_time: start(day) + DAY,
  results,
});
const page = (data: unknown[], next?: string) => ({
  object: 'page',
  data,
  has_more: next !== undefined,
  next_page: next ?? null,
});
const completion = (more: object = {}) => ({
  object: 'organization.usage.completions.result',
  input_tokens: 1_000,
  input_cached_tokens: 800,
  output_tokens: 500,
  input_audio_tokens: 0,
  output_audio_tokens: 0,
  num_model_requests: 5,
  project_id: 'proj_abc',
  user_id: null,
  api_key_id: 'key_1',
  model: 'gpt-4o-2024-08-06',
  batch: false,
  service_tier: 'default',
  ...more,
});
const cost = (value: number | string, item: string | null = 'gpt-4o-2024-08-06, input') => ({
  object: 'organization.costs.result',
  amount: { value, currency: 'usd' },
  line_item: item,
  project_id: item === null ? null : 'proj_abc',
});

describe('OpenAI usage and costs', () => {
  let h: SourceHarness;
  let openai: ProviderDouble;
  let n = 0;
  let id = '';

  beforeAll(async () => {
    h = await sourceHarness([openaiConnector]);
    openai = await providerDouble();
  });
  afterAll(async () => {
    await h.close();
    await openai.close();
  });
  beforeEach(() => {
    id = `openai-${++n}`;
    openai.asked.length = 0;
    h.waits.length = 0;
    h.findings.length = 0;
  });
  afterEach(() => {
    openai.first.length = 0;
  });

  const create = (settings: object = {}, role: 'statement' | 'charges' = 'statement') =>
    h.create({
      id,
      kind: 'openai',
      role,
      settings: {
        base_url: `${openai.url}/v1`,
        usage: ['completions'],
        since: '2026-11-20',
        requests_per_minute: 6_000,
        ...settings,
      },
      secrets: { admin_key: 'sk-admin-very-secret' },
    });
  const lines = async () =>
    (
      await h.statements.lines({
        since: new Date(0),
        until: new Date('2027-01-01'),
        source: id,
        limit: 1_000,
      })
    ).data;
  const answer = (usage: unknown, costs: unknown) => {
    openai.answer = (url) => ({ body: url.pathname.endsWith('/costs') ? costs : usage });
  };

  it('tells tokens by type, partitioned as charges are, and costs as billed', async () => {
    answer(
      page([
        bucket('2026-11-20', [
          completion({ input_audio_tokens: 50, input_cached_audio_tokens: 10, output_audio_tokens: 100 }),
        ]),
      ]),
      page([bucket('2026-11-20', [cost('0.0025')])]),
    );
    await create();
    expect(await h.run(id)).toMatchObject({ type: 'done', run: { state: 'done', added: 7, quarantined: 0 } });
    const told = await lines();
    const quantities = Object.fromEntries(
      told.filter(({ tells }) => tells === 'usage').map((line) => [line.unit, line.quantity]),
    );
    // 1,000 in all: 800 cached (10 of them audio), 50 audio (10 of them cached)
    expect(quantities).toEqual({
      input_tokens: '160',
      cache_read_tokens: '790',
      input_audio_tokens: '40',
      cache_audio_read_tokens: '10',
      output_tokens: '400',
      output_audio_tokens: '100',
    });
    expect(told.find(({ tells }) => tells === 'cost')).toMatchObject({
      provider: 'openai',
      project: 'proj_abc',
      model: 'gpt-4o-2024-08-06',
      unit: 'input_tokens',
      cost: '0.0025',
      currency: 'USD',
      since: '2026-11-20T00:00:00.000Z',
      until: '2026-11-21T00:00:00.000Z',
    });
    expect(told.reduce((sum, { requests = 0 }) => sum + requests, 0)).toBe(5);
    expect(openai.headers.at(-1)?.authorization).toBe('Bearer sk-admin-very-secret');
  });

  it('follows pages, asks for all groups, and keeps what is covered', async () => {
    openai.answer = (url) => {
      if (url.pathname.endsWith('/costs')) return { body: page([]) };
      return url.searchParams.get('page') === 'p2'
        ? { body: page([bucket('2026-11-21', [completion()])]) }
        : { body: page([bucket('2026-11-20', [completion()])], 'p2') };
    };
    await create();
    expect(await h.run(id)).toMatchObject({ run: { read: 6, added: 6 } });
    const [first] = openai.asked;
    expect(first?.pathname).toBe('/v1/organization/usage/completions');
    expect(first?.searchParams.getAll('group_by')).toEqual([
      'project_id',
      'user_id',
      'api_key_id',
      'model',
      'batch',
      'service_tier',
    ]);
    expect(first?.searchParams.get('start_time')).toBe(String(start('2026-11-20')));
    expect((await h.desk.show(id)).covered_until).toBe(
      new Date(h.clock.now()).toISOString().replace(/\d{3}Z$/, (ms) => ms),
    );
  });

  it('fetches today again: what grew is a revision, what is the same is not, and what vanished is gone', async () => {
    answer(page([bucket('2026-11-21', [completion(), completion({ project_id: 'proj_old' })])]), page([]));
    await create();
    await h.run(id);
    h.clock.advance(3_600_000);
    answer(page([bucket('2026-11-21', [completion({ output_tokens: 700 })])]), page([]));
    expect(await h.run(id)).toMatchObject({ run: { added: 0, unchanged: 2, revised: 4 } });
    const told = await lines();
    expect(told.map(({ project }) => project)).not.toContain('proj_old');
    expect(told.find(({ unit }) => unit === 'output_tokens')?.quantity).toBe('700');
    // it began three days before what was covered
    expect(openai.asked.at(-3)?.searchParams.get('start_time')).toBe(String(start('2026-11-19')));
  });

  it('waits as it is asked to when there were too many requests, and goes on', async () => {
    answer(page([bucket('2026-11-20', [completion()])]), page([]));
    openai.first.push({
      status: 429,
      headers: { 'retry-after': '7' },
      body: { error: { message: 'slow down' } },
    });
    openai.first.push({ status: 500, body: 'oops' });
    openai.first.push({ body: page([bucket('2026-11-20', [completion()])]), cutAfter: 40 });
    await create();
    expect(await h.run(id)).toMatchObject({ type: 'done', run: { state: 'done', added: 3 } });
    expect(h.waits).toEqual([7_000, 1_500, 3_000]);
  });

  it('tells a refused key without telling the key', async () => {
    openai.first.push({
      status: 401,
      body: { error: { message: 'Incorrect API key provided: sk-admin-very-secret' } },
    });
    await create();
    const said = await h.run(id);
    expect(said).toContain('answered 401');
    const shown = await h.desk.show(id);
    expect(shown).toMatchObject({ state: 'failing', failures: 1 });
    expect(shown.last_error).toContain('Incorrect API key provided: ***');
    expect(JSON.stringify([said, shown])).not.toContain('very-secret');
    expect(shown.secrets).toEqual(['admin_key']);
  });

  it('raises a finding when three runs failed, and goes on where it was', async () => {
    await create();
    for (let i = 0; i < 3; i++) {
      openai.first.push({ status: 403, body: {} });
      await h.run(id);
      h.clock.advance(1_000);
    }
    expect(h.findings).toContainEqual(expect.objectContaining({ kind: 'source_failing', subject: id }));
    answer(page([]), page([]));
    expect(await h.run(id)).toMatchObject({ run: { state: 'done' } });
    expect(await h.desk.show(id)).toMatchObject({ state: 'idle', failures: 0 });
  });

  it('quarantines what cannot be and takes the rest; a mended row becomes the line it should have been', async () => {
    answer(
      page([
        bucket('2026-11-20', [
          completion(),
          completion({ model: 'gpt-4o-mini', input_cached_tokens: 2_000 }),
        ]),
      ]),
      page([
        bucket('2026-11-20', [
          cost('1.5'),
          { ...cost('2'), amount: { value: 2 }, line_item: 'gpt-4o-mini, output' },
        ]),
      ]),
    );
    await create({ check_totals: false });
    expect(await h.run(id)).toMatchObject({ run: { added: 4, quarantined: 2 } });
    const { data } = await h.registry.quarantine.list(id, {});
    const noCurrency = data.find(({ reason }) => reason.includes('currency is missing'));
    const impossible = data.find(({ reason }) => reason.includes('more than the whole'));
    expect(noCurrency?.place).toBe('costs 2026-11-20');
    const by = { actor: 'ana' };
    await h.registry.quarantine.mend(
      id,
      noCurrency?.id ?? '',
      { ...noCurrency?.row, amount: { value: '2', currency: 'usd' } },
      by,
    );
    const replayed = await h.desk.replay(id, undefined, by);
    expect(replayed).toMatchObject({ replayed: 1, failed: [{ id: impossible?.id }] });
    expect(
      (await lines()).find(({ model, tells }) => model === 'gpt-4o-mini' && tells === 'cost'),
    ).toMatchObject({
      cost: '2',
      unit: 'output_tokens',
    });
    // the same delivery again changes nothing, also not for the row that was decided on
    h.clock.advance(60_000);
    await h.run(id);
    expect((await h.desk.show(id)).quarantined).toBe(1);
  });

  it('warns when the total of a day is not the sum of its lines', async () => {
    openai.answer = (url) => {
      if (!url.pathname.endsWith('/costs')) return { body: page([]) };
      const grouped = url.searchParams.has('group_by');
      return { body: page([bucket('2026-11-20', grouped ? [cost('1.25')] : [cost('1.75', null)])]) };
    };
    await create();
    const done = await h.run(id);
    expect(done).toMatchObject({ run: { state: 'warned' } });
    expect((await h.desk.show(id)).last_run?.warnings[0]).toContain(
      'a total of 1.75 for costs 2026-11-20 and lines of 1.25',
    );
    expect(h.findings).toContainEqual(expect.objectContaining({ kind: 'source_contradicts', subject: id }));
  });

  it('keeps amounts exact beyond what a double can hold', async () => {
    openai.answer = (url) => ({
      body: url.pathname.endsWith('/costs')
        ? `{"object":"page","data":[{"object":"bucket","start_time":${start('2026-11-20')},"end_time":${start('2026-11-21')},"results":[{"amount":{"value":12345678.12345678901234,"currency":"usd"},"line_item":"x"}]}],"has_more":false}`
        : page([]),
    });
    await create({ check_totals: false });
    await h.run(id);
    expect((await lines()).map((line: StatementLine) => line.cost)).toEqual(['12345678.12345678901234']);
  });

  it('refuses addresses and settings that may not be, naming the field', async () => {
    await expect(create({ base_url: 'http://169.254.169.254/v1' })).rejects.toMatchObject({
      field: 'settings.base_url',
    });
    await expect(create({ base_url: 'http://proxy.internal/v1' })).rejects.toMatchObject({
      field: 'settings.base_url',
      remedy: expect.stringContaining('allow_private_network'),
    });
    await expect(create({ colour: 'red' })).rejects.toMatchObject({ field: 'settings.colour' });
    await expect(h.create({ id, kind: 'openai' })).rejects.toMatchObject({ field: 'secrets.admin_key' });
  });

  it('does not follow a provider that leads in a circle', async () => {
    answer(page([], 'again'), page([]));
    await create();
    expect(await h.run(id)).toContain('in a circle');
  });
});
