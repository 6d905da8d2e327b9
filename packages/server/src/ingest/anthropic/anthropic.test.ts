import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ProviderDouble,
  providerDouble,
  type SourceHarness,
  sourceHarness,
} from '../sources/testing.ts';
import { anthropicConnector } from './index.ts';

const bucket = (day: string, results: unknown[]) => ({
  starting_at: `${day}T00:00:00Z`,
  ending_at: new Date(Date.parse(day) + 86_400_000).toISOString(),
  results,
});
const page = (data: unknown[], next: string | null = null) => ({
  data,
  has_more: next !== null,
  next_page: next,
});
const usage = {
  uncached_input_tokens: 1_500,
  cache_creation: { ephemeral_1h_input_tokens: 1_000, ephemeral_5m_input_tokens: 500 },
  cache_read_input_tokens: 200,
  output_tokens: 500,
  server_tool_use: { web_search_requests: 10 },
  api_key_id: 'apikey_01Rj',
  workspace_id: 'wrkspc_01Jw',
  model: 'claude-sonnet-4-5-20250929',
  service_tier: 'standard',
  context_window: '0-200k',
  inference_geo: 'us',
};
const cost = (amount: string, more: object = {}) => ({
  currency: 'USD',
  amount,
  workspace_id: 'wrkspc_01Jw',
  description: 'Claude Sonnet 4.5 Usage - Input Tokens',
  cost_type: 'tokens',
  context_window: '0-200k',
  model: 'claude-sonnet-4-5-20250929',
  service_tier: 'standard',
  token_type: 'uncached_input_tokens',
  inference_geo: null,
  ...more,
});

describe('Anthropic usage and costs', () => {
  let h: SourceHarness;
  let anthropic: ProviderDouble;
  beforeAll(async () => {
    h = await sourceHarness([anthropicConnector]);
    anthropic = await providerDouble();
  });
  afterAll(async () => {
    await h.close();
    await anthropic.close();
  });
  const create = (id: string, role: 'statement' | 'charges' = 'statement', settings: object = {}) =>
    h.create({
      id,
      kind: 'anthropic',
      role,
      settings: { base_url: anthropic.url, since: '2026-11-20', requests_per_minute: 6_000, ...settings },
      secrets: { admin_key: 'sk-ant-admin-secret' },
    });
  const lines = async (source: string) =>
    (await h.statements.lines({ since: new Date(0), until: new Date('2027-01-01'), source, limit: 1_000 }))
      .data;

  it('tells every token type, and dollars from cents, exactly', async () => {
    anthropic.answer = (url) => {
      const { pathname, searchParams } = url;
      if (pathname.includes('usage_report')) return { body: page([bucket('2026-11-20', [usage])]) };
      if (!searchParams.has('group_by[]'))
        return { body: page([bucket('2026-11-20', [cost('112.4567890123')])]) };
      return {
        body: page([
          bucket('2026-11-20', [
            cost('12.4567890123'),
            cost('100', {
              cost_type: 'web_search',
              token_type: null,
              model: null,
              description: 'Web Search Usage',
            }),
          ]),
        ]),
      };
    };
    await create('a1');
    expect(await h.run('a1')).toMatchObject({ run: { state: 'done', added: 8 } });
    const told = await lines('a1');
    expect(
      Object.fromEntries(
        told.filter(({ tells }) => tells === 'usage').map((line) => [line.unit, line.quantity]),
      ),
    ).toEqual({
      input_tokens: '1500',
      cache_read_tokens: '200',
      cache_write_tokens: '500',
      cache_write_1h_tokens: '1000',
      output_tokens: '500',
      web_searches: '10',
    });
    expect(told.find(({ unit, tells }) => tells === 'cost' && unit === 'input_tokens')).toMatchObject({
      cost: '0.124567890123',
      project: 'wrkspc_01Jw',
      tier: 'standard',
    });
    expect(told.find(({ category }) => category === 'tools')).toMatchObject({
      unit: 'web_searches',
      cost: '1',
    });
    expect(told.find(({ tells }) => tells === 'usage')).toMatchObject({ key: 'apikey_01Rj', region: 'us' });
    const [first] = anthropic.asked;
    expect(first?.searchParams.getAll('group_by[]')).toEqual([
      'api_key_id',
      'workspace_id',
      'model',
      'service_tier',
      'context_window',
      'inference_geo',
    ]);
    expect(anthropic.headers[0]).toMatchObject({
      'x-api-key': 'sk-ant-admin-secret',
      'anthropic-version': '2023-06-01',
    });
  });

  it('books what is billed, not what is counted, where everything bypasses the gateway; or the other way, as asked', async () => {
    anthropic.answer = (url) => ({
      body: url.pathname.includes('usage_report')
        ? page([
            bucket('2026-11-20', [
              {
                ...usage,
                server_tool_use: null,
                cache_creation: null,
                cache_read_input_tokens: 0,
                output_tokens: 0,
                uncached_input_tokens: 1_000_000,
              },
            ]),
          ])
        : page([bucket('2026-11-20', [cost('290')])]),
    });
    await create('a2', 'charges');
    await h.run('a2');
    expect(h.ledger.cost).toBe('2.9');
    h.ledger.calls.length = 0;
    await create('a3', 'charges', { books: 'usage' });
    await h.run('a3');
    // Claude Sonnet 4.5: 3 USD per million input tokens
    expect(h.ledger.cost).toBe('3');
  });

  it('says when a total contradicts its lines, and when amounts are none', async () => {
    anthropic.answer = (url) => {
      if (url.pathname.includes('usage_report')) return { body: page([]) };
      const grouped = url.searchParams.has('group_by[]');
      return {
        body: page([
          bucket('2026-11-20', grouped ? [cost('10'), cost('twelve', { model: 'claude-x' })] : [cost('25')]),
        ]),
      };
    };
    await create('a4');
    expect(await h.run('a4')).toMatchObject({ run: { state: 'warned', added: 1, quarantined: 1 } });
    const { data } = await h.registry.quarantine.list('a4', {});
    expect(data[0]).toMatchObject({
      place: 'cost_report 2026-11-20',
      reason: expect.stringContaining('amount is "twelve", not a number'),
    });
    expect((await h.desk.show('a4')).last_run?.warnings[0]).toContain(
      'a total of 25 cents for cost_report 2026-11-20 and lines of 10',
    );
  });
});
