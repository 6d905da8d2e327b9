import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { callOf, chargeOf, furtherFields } from '../ledger/testing/facts.ts';
import { onControl as controlled } from './testing.ts';

const STAMPS = { created_at: '2026-11-01T00:00:00Z', updated_at: '2026-11-01T00:00:00Z' };
const WORKLOAD = {
  id: 'bot',
  name: 'bot',
  application: 'bot',
  environment: 'development',
  stage: 'poc',
  owner: 'ada@example.com',
  approved_models: [],
  tags: {},
  ...STAMPS,
};
const ROUTE = {
  id: 'fast',
  name: 'fast',
  strategy: 'weighted',
  candidates: [
    { model: 'gpt-4o', weight: 3 },
    { model: 'tier:small', weight: 1 },
  ],
  ...STAMPS,
};
const DATA_CLASS = {
  id: 'internal',
  name: 'internal',
  allowed_providers: [],
  allowed_regions: ['eu'],
  ...STAMPS,
};

let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'weir-cli-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

const onControl = (answers: Parameters<typeof controlled>[1]) => controlled(dir, answers);

describe('weir workload change with policies', () => {
  const before = {
    ...WORKLOAD,
    routing: { default_model: 'gpt-4o', allowed_tiers: [], fallbacks: ['gpt-5'] },
    caching: { exact: { ttl_seconds: 60, per_user: true, any_temperature: false } },
    data: { class: 'internal', detectors: { email: 'flag', iban: 'block' }, answers: false },
  };
  const onBot = () =>
    onControl({ 'GET /workloads/bot': { body: before }, 'PATCH /workloads/bot': { body: before } });

  it('keeps what is not said and changes what is', async () => {
    const { run, sent } = onBot();
    const line =
      'workload change bot --routing-default tier:small --escalate-to gpt-5 --escalate-on refusal low_confidence ' +
      '--min-confidence 0.5 --shadow openai/o9=2.5 --cache-ttl 1h --cache-shared --prompt-cache ' +
      '--redact email,phone --retain-days 7';
    expect(await run(line)).toMatchObject({ code: 0 });
    expect(sent('PATCH /workloads/bot')).toEqual({
      routing: {
        default_model: 'tier:small',
        allowed_tiers: [],
        fallbacks: ['gpt-5'],
        escalation: { to: ['gpt-5'], on: ['refusal', 'low_confidence'], min_confidence: 0.5 },
        shadow: { model: 'openai/o9', percent: 2.5 },
      },
      caching: {
        exact: { ttl_seconds: 3_600, per_user: false, any_temperature: false },
        prompt: { insert_cache_points: true },
      },
      data: {
        class: 'internal',
        detectors: { email: 'redact', iban: 'block', phone: 'redact' },
        answers: false,
        retention: { days: 7 },
      },
    });
  });

  it('takes away parts and wholes', async () => {
    const { run, sent } = onBot();
    expect(await run('workload change bot --unset fallbacks cache data')).toMatchObject({ code: 0 });
    expect(sent('PATCH /workloads/bot')).toEqual({
      routing: { default_model: 'gpt-4o', allowed_tiers: [] },
      caching: null,
      data: null,
    });
  });

  it('reads all of it from a file, with options on top', async () => {
    writeFileSync(join(dir, 'policy.yaml'), 'routing:\n  fallbacks: [tier:mid]\ndata: null\n');
    const { run, sent } = onBot();
    const line = 'workload change bot --policy-file policy.yaml --routing-default gpt-5';
    expect(await run(line)).toMatchObject({ code: 0 });
    expect(sent('PATCH /workloads/bot')).toEqual({
      routing: { fallbacks: ['tier:mid'], default_model: 'gpt-5' },
      data: null,
    });
  });

  it.each([
    ['gone.yaml', undefined, 3, /no such file/],
    ['list.yaml', '- a', 2, /holds no policies/],
    ['stray.json', '{"budget": 1}', 2, /field "budget"/],
    ['torn.json', '{"routing": ', 2, /neither YAML nor JSON/],
  ])('refuses the file %s', async (name, text, code, message) => {
    if (text !== undefined) writeFileSync(join(dir, name), text);
    const result = await onBot().run(['workload', 'change', 'bot', '--policy-file', name]);
    expect(result.code).toBe(code);
    expect(result.err).toMatch(message);
  });

  it.each([
    ['--redact email,phon', /no detector phon/],
    ['--shadow gpt-5', /model=percent/],
    ['--shadow gpt-5=200', /up to 100/],
    ['--cache-ttl soon', /duration/],
    ['--min-confidence 2', /from 0 to 1/],
    ['--escalate-on whim', /Allowed choices are error/],
    ['--allow-tier huge', /Allowed choices are small/],
  ])('refuses %s', async (options, message) => {
    const result = await onBot().run(`workload change bot ${options}`);
    expect(result.code).toBe(2);
    expect(result.err).toMatch(message);
  });

  it('shows policies in words', async () => {
    const { out } = await onBot().run('workload show bot');
    expect(out).toMatch(/default model +gpt-4o/);
    expect(out).toMatch(/repeats answers +for 60 s, each user their own/);
    expect(out).toMatch(/detectors +flag email, block iban/);
  });

  it('creates a workload with them', async () => {
    const { run, sent } = onControl({
      'POST /workloads': { status: 201, body: WORKLOAD },
      'POST /applications': { status: 201, body: { id: 'bot', name: 'bot', ...STAMPS } },
    });
    await run('workload create bot --owner a@b.c --fallback gpt-5 --data-class internal');
    expect(sent('POST /workloads')).toMatchObject({
      routing: { fallbacks: ['gpt-5'] },
      data: { class: 'internal' },
    });
  });
});

describe('weir route and data-class', () => {
  it('send what was given', async () => {
    const { run, sent } = onControl({
      'POST /routes': { status: 201, body: ROUTE },
      'PATCH /data-classes/internal': { body: DATA_CLASS },
    });
    const made = await run('route create fast --strategy weighted --model gpt-4o=3 --model tier:small');
    expect(made.out).toMatch(/stands for +gpt-4o=3, tier:small=1/);
    expect(sent('POST /routes')).toEqual({
      id: 'fast',
      strategy: 'weighted',
      candidates: [{ model: 'gpt-4o', weight: 3 }, { model: 'tier:small' }],
    });
    const changed = await run('data-class change internal --region eu --unset providers --json');
    expect(JSON.parse(changed.out)).toEqual(DATA_CLASS);
    expect(sent('PATCH /data-classes/internal')).toEqual({ allowed_regions: ['eu'], allowed_providers: [] });
  });

  it.each([
    ['route create fast', /stands for nothing/],
    ['route create fast --model gpt-4o=0', /model=weight/],
    ['route change fast', /Nothing to change/],
    ['data-class change internal', /Nothing to change/],
    ['route simulate --model x', /required option '--workload <id>'/],
  ])('weir %s is wrong use', async (line, message) => {
    const result = await onControl({}).run(line);
    expect(result.code).toBe(2);
    expect(result.err).toMatch(message);
  });

  it('delete, and say who still needs it', async () => {
    const { run } = onControl({
      'DELETE /routes/fast': { body: null },
      'DELETE /routes/used': {
        status: 409,
        body: {
          error: { code: 'conflict', message: 'Route "used" is still used by workload bot', request_id: 'r' },
        },
      },
    });
    expect(await run('route delete fast')).toMatchObject({ code: 0, err: 'Deleted route fast.\n' });
    expect(await run('route delete used')).toMatchObject({ code: 4, err: expect.stringContaining('bot') });
  });

  it('simulate says which rules chose, and what the others would cost', async () => {
    const { routing } = furtherFields();
    const { run, sent } = onControl({ 'POST /routing/simulate': { body: routing } });
    const { out } = await run('route simulate --workload bot --model fast --needs tools,vision');
    expect(sent('POST /routing/simulate')).toEqual({
      workload: 'bot',
      model: 'fast',
      needs: ['tools', 'vision'],
    });
    expect(out).toMatch(/rules +alias fast, then strategy cheapest, then fallback/);
    expect(out).toMatch(/openai +gpt-4o-mini +small +tried +0\.000100/);
    expect(out).toMatch(/groq +llama +excluded: data class +unknown/);
  });
});

describe('weir call show', () => {
  it('explains route, attempts, cache and finds', async () => {
    const [attempt] = callOf().attempts;
    const attempts =
      attempt === undefined ? [] : [{ ...attempt, superseded_by: 'escalation:refusal' }, attempt];
    const call = callOf({ call_id: 'c-1', ...furtherFields(), attempts, charges: [chargeOf()] });
    const { out } = await onControl({ 'GET /calls/c-1': { body: call } }).run('call show c-1');
    expect(out).toContain('Routing');
    expect(out).toContain('alias fast, then strategy cheapest');
    expect(out).toMatch(/cache +hit, 0\.00065 USD avoided/);
    expect(out).toMatch(/found +2 email, 1 iban; strictest action: redact/);
    expect(out).toMatch(/escalation: refusal/);
    expect(out).toMatch(/data class +internal/);
  });
});

describe('what there is', () => {
  it('weir provider list shows keys and health', async () => {
    const health = {
      provider: 'openai',
      gateway: 'gw-0',
      state: 'cooling_down',
      until: '2026-11-22T12:00:05Z',
      calls: 1_200,
      error_share: 0.125,
      ttft_p50_ms: 210,
      rate_limit: { remaining_requests: 10, limit_requests: 500 },
    };
    const openai = {
      id: 'openai',
      dialect: 'openai',
      base_url: 'https://api.openai.com/v1',
      price_provider: 'openai',
      sandbox: false,
      configured: false,
      secret_env: 'OPENAI_API_KEY',
      models: [],
      platform: 'direct',
      health: [health],
    };
    const { run } = onControl({ 'GET /providers': { body: { data: [openai], trial: false } } });
    const { out } = await run('provider list');
    expect(out).toMatch(/openai +openai +direct +missing: set OPENAI_API_KEY +cooling down/);
    expect(out).toMatch(
      /gw-0 +cooling down until 2026-11-22 12:00:05 +1,200 +12\.5% +210 ms +- +10 of 500 requests/,
    );
  });

  it('weir model list asks by tier and capability and shows prices', async () => {
    const model = {
      provider: 'openai',
      model: 'gpt-4o',
      tier: 'mid',
      context_window: 128_000,
      capabilities: ['tools'],
      deprecated: false,
      priced: true,
      currency: 'USD',
      rates: [{ unit: 'input_tokens', per: 1_000_000, list: '2.5', contracted: '2' }],
      available_from: ['openai'],
    };
    const line = 'GET /models?tier=mid&capability=tools&capability=vision&available=true';
    const { run } = onControl({ [line]: { body: { data: [model], next_cursor: null } } });
    const { out } = await run('model list --tier mid --can tools,vision --available');
    expect(out).toMatch(/openai +gpt-4o +mid +128,000 +2\.00 +- +tools +openai/);
  });

  it('weir cache report shows what was saved', async () => {
    const figures = {
      calls: 10,
      exact: { lookups: 8, hits: 2, hit_share: '0.2500', avoided_cost: '1.5' },
      prompt: { input_tokens: 100, read_tokens: 0, write_tokens: 0, hit_share: null, saving: '-0.25' },
    };
    const body = {
      since: '2026-11-01T00:00:00Z',
      until: '2026-11-22T00:00:00Z',
      currency: 'USD',
      rows: [{ workload: 'bot', ...figures, exact_enabled: true, prompt_enabled: false }],
      total: figures,
      sandbox: 'exclude',
      formulas: {},
    };
    const organization = { id: 'default', name: 'D', time_zone: 'UTC', currency: 'USD', ...STAMPS };
    const { run } = onControl({ 'GET /caching': { body }, 'GET /organization': { body: organization } });
    const { out } = await run('cache report');
    expect(out).toMatch(/bot +10 +on +2 +25\.0% +1\.5000 +off +- +-0\.2500/);
  });

  it('weir token list and revoke', async () => {
    const token = {
      id: 'admin_1',
      name: 'ci',
      prefix: 'wa_ab',
      created_at: STAMPS.created_at,
      state: 'active',
    };
    const { run } = onControl({
      'GET /admin-tokens': { body: { data: [token], next_cursor: null } },
      'POST /admin-tokens/admin_1/revoke': { body: { ...token, state: 'revoked' } },
    });
    expect((await run('token list')).out).toMatch(/admin_1 +ci +wa_ab +active/);
    expect((await run('token revoke admin_1')).err).toContain('Revoked admin_1 (ci)');
  });
});
