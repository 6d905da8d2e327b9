import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  type ProviderDouble,
  providerDouble,
  type SourceHarness,
  sourceHarness,
} from '../sources/testing.ts';
import { openrouterConnector } from './index.ts';

const activity = (date: string, more: object = {}) => ({
  byok_usage_inference: 0.012,
  completion_tokens: 125,
  date,
  endpoint_id: '550e8400-e29b-41d4-a716-446655440000',
  model: 'openai/gpt-4.1',
  model_permaslug: 'openai/gpt-4.1-2025-04-14',
  prompt_tokens: 50,
  provider_name: 'OpenAI',
  reasoning_tokens: 25,
  requests: 5,
  usage: 0.015,
  ...more,
});

describe('OpenRouter activity', () => {
  let h: SourceHarness;
  let openrouter: ProviderDouble;
  beforeAll(async () => {
    h = await sourceHarness([openrouterConnector]);
    openrouter = await providerDouble();
  });
  afterAll(async () => {
    await h.close();
    await openrouter.close();
  });
  const create = (id: string, settings: object = {}) =>
    h.create({
      id,
      kind: 'openrouter',
      settings: {
        base_url: `${openrouter.url}/api/v1`,
        since: '2026-11-20',
        requests_per_minute: 6_000,
        ...settings,
      },
      secrets: { management_key: 'sk-or-secret' },
    });

  it('tells days that are over: one cost, and the tokens beside it', async () => {
    openrouter.answer = (url) => ({ body: { data: [activity(url.searchParams.get('date') ?? '')] } });
    await create('o1');
    expect(await h.run('o1')).toMatchObject({ run: { state: 'done', added: 6 } });
    expect(openrouter.asked.map(({ pathname, search }) => pathname + search)).toEqual([
      '/api/v1/activity?date=2026-11-20',
      '/api/v1/activity?date=2026-11-21',
    ]);
    const { data } = await h.statements.lines({
      since: new Date('2026-11-20'),
      until: new Date('2026-11-21'),
      source: 'o1',
      limit: 10,
    });
    expect(
      data.map(({ tells, unit, quantity, cost, requests }) => ({ tells, unit, quantity, cost, requests })),
    ).toEqual(
      expect.arrayContaining([
        { tells: 'cost', unit: undefined, quantity: undefined, cost: '0.015', requests: 5 },
        { tells: 'usage', unit: 'input_tokens', quantity: '50', cost: undefined, requests: undefined },
        { tells: 'usage', unit: 'output_tokens', quantity: '125', cost: undefined, requests: undefined },
      ]),
    );
    expect((await h.desk.show('o1')).covered_until).toBe('2026-11-22T00:00:00.000Z');
  });

  it('says what it keeps no longer, and when credits run out', async () => {
    openrouter.answer = (url) =>
      url.pathname.endsWith('/credits')
        ? { body: { data: { total_credits: 100, total_usage: 97.5 } } }
        : { body: { data: [activity(url.searchParams.get('date') ?? '', { usage: null })] } };
    await create('o2', { since: '2026-09-01', credits_below: 5 });
    expect(await h.run('o2')).toMatchObject({ run: { state: 'warned', quarantined: 30 } });
    const { warnings = [] } = (await h.desk.show('o2')).last_run ?? {};
    expect(warnings.join('\n')).toContain('what was before 2026-10-23 is not told');
    expect(warnings.join('\n')).toContain('Only 2.5 USD of credits are left');
  });
});
