import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { AdmissionState } from '../../registry/admission-state.ts';
import { Harness, json, type Setup } from '../testing/harness.ts';
import { provider, testState } from '../testing/state.ts';
import { completes, sendJson } from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
  weir.upstream.answer = completes;
});
afterEach(() => weir.stop());

const onlyKey = (state: AdmissionState) => Object.values(state.keys)[0] ?? expect.fail('no key');
const environment = (policy: 'reject' | 'quarantine' | 'default', defaults = {}): Setup => ({
  change: (state) => {
    state.environments['development'] = {
      requiredTags: ['business_process', 'owner'],
      missingTagPolicy: policy,
      defaults,
    };
  },
});

describe('the dialect of a refusal [10]', () => {
  it('is the caller’s: OpenAI', async () => {
    await weir.start();
    weir.budgets.limit = 0n;
    const reply = await weir.chat();
    expect(reply.status).toBe(402);
    expect(json(reply)).toEqual({
      error: {
        message: 'The budget of support-bot is spent. It resets at midnight; ask its owner for more.',
        type: 'insufficient_quota',
        code: 'budget_exhausted',
        param: null,
      },
    });
    expect(reply.headers).toMatchObject({ 'x-weir-error': 'budget_exhausted', 'x-should-retry': 'false' });
    expect(reply.headers['x-weir-call-id']).toBe(weir.spool.call.call_id);
    expect(weir.upstream.seen).toEqual([]);
  });

  it('is the caller’s: Anthropic', async () => {
    await weir.start();
    weir.budgets.limit = 0n;
    const reply = await weir.message();
    expect(reply.status).toBe(402);
    expect(json(reply)).toMatchObject({
      type: 'error',
      error: { type: 'billing_error', code: 'budget_exhausted' },
    });
    expect(weir.spool.call).toMatchObject({
      status: 'refused',
      charges: [],
      attempts: [],
      cost: '0.000000000000',
    });
  });
});

describe('keys', () => {
  it.each([
    ['missing', undefined, 'key_missing'],
    ['empty', 'Bearer ', 'key_missing'],
    ['unknown', 'Bearer wk_nobody', 'key_unknown'],
    ['absurd', `Bearer ${'x'.repeat(4000)}`, 'key_unknown'],
    ['a name of every object', 'Bearer constructor', 'key_unknown'],
  ])('%s: refused, counted, not recorded, not logged', async (_name, authorization, code) => {
    await weir.start();
    const reply = await weir.post(
      '/v1/chat/completions',
      { model: 'm', messages: [] },
      { authorization: authorization ?? '' },
    );
    expect(reply.status).toBe(401);
    expect(json(reply)).toMatchObject({ error: { code, type: 'authentication_error' } });
    expect(weir.gateway.stats().refusals).toEqual({ [code]: 1 });
    expect(weir.spool.records).toEqual([]);
    expect(weir.logged).toEqual([]);
  });

  it.each([
    ['revoked', { state: 'revoked' as const }, 'key_revoked'],
    ['expired', { expiresAt: Date.parse('2026-01-01T00:00:00Z') }, 'key_expired'],
  ])('%s', async (_name, change, code) => {
    await weir.start({ change: (state) => Object.assign(onlyKey(state), change) });
    expect(json(await weir.chat())).toMatchObject({ error: { code } });
  });

  it('stop working with the next admission state', async () => {
    let current = testState({ upstreamUrl: 'http://127.0.0.1:1' });
    await weir.start({ options: { state: () => current } });
    expect((await weir.chat()).status).toBe(502);
    current = testState({
      upstreamUrl: 'http://127.0.0.1:1',
      change: (state) => Object.assign(onlyKey(state), { state: 'revoked' }),
    });
    expect((await weir.chat()).status).toBe(401);
  });
});

it('refuses calls, as temporary, until the first admission state has come', async () => {
  await weir.start({ options: { state: () => undefined } });
  const reply = await weir.chat();
  expect(reply).toMatchObject({ status: 503, headers: { 'x-should-retry': 'true' } });
  expect(json(reply)).toMatchObject({ error: { code: 'admission_unavailable' } });
  expect((await weir.get('/health/ready')).status).toBe(503);
});

describe('a flood of refusals', () => {
  it('leaves one record per key, code and second; the rest is counted', async () => {
    await weir.start({
      options: { clock: { now: () => 1_763_800_000_500, monotonic: () => performance.now() } },
    });
    weir.budgets.limit = 0n;
    await Promise.all(Array.from({ length: 30 }, () => weir.chat()));
    expect(weir.spool.ends).toHaveLength(1);
    expect(weir.gateway.stats()).toMatchObject({
      refusals: { budget_exhausted: 30 },
      refusalsUnrecorded: 29,
    });
  });
});

describe('tags', () => {
  it('are merged by trust: key, workload, header, baggage, body; never the other way', async () => {
    await weir.start({ change: (state) => Object.assign(onlyKey(state).tags, { customer: 'acme' }) });
    await weir.chat(
      { user: 'u-body', metadata: { task: 't-body', weir_prompt_version: 'v7', other: 'x', step: 1 } },
      {
        'x-weir-owner': 'mallory@example.com',
        'x-weir-customer': 'evil',
        'x-weir-workload': 'other',
        'x-weir-use-case': 'triage',
        'x-weir-tag-region': 'eu',
        baggage: 'weir.task=t-baggage,other.key=1,weir.use-case=nope,weir.step=a%20b;p=1',
      },
    );
    const { tags, tag_sources } = weir.spool.call;
    expect(tags).toMatchObject({
      owner: 'ada@example.com',
      customer: 'acme',
      workload: 'support-bot',
      environment: 'development',
      organization: 'default',
      use_case: 'triage',
      region: 'eu',
      task: 't-baggage',
      step: 'a b',
      user: 'u-body',
      prompt_version: 'v7',
      request_type: 'chat.completions',
    });
    expect(tag_sources).toMatchObject({
      customer: 'key',
      owner: 'workload',
      use_case: 'header',
      task: 'baggage',
      user: 'metadata',
      request_type: 'derived',
    });
    expect(tags).not.toHaveProperty('other');
  });

  it('may have the name of anything: constructor, valueOf', async () => {
    await weir.start();
    await weir.chat({}, { 'x-weir-tag-constructor': 'v', baggage: 'weir.constructor=no', constructor: 'h' });
    expect(Object.entries(weir.spool.call.tags)).toContainEqual(['constructor', 'v']);
    expect(Object.entries(weir.spool.call.tag_sources)).toContainEqual(['constructor', 'header']);
    expect(weir.upstream.last.rawHeaders).toContain('h');
  });

  it('come from Anthropic metadata, and as UTF-8 from headers', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => sendJson(res, 200, '{}');
    const utf8 = Buffer.from('Zürich').toString('latin1');
    await weir.message({ metadata: { user_id: 'u-9' } }, { 'x-weir-business-process': utf8 });
    expect(weir.spool.call.tags).toMatchObject({ user: 'u-9', business_process: 'Zürich' });
  });

  it('missing ones reject the call where that is the policy', async () => {
    await weir.start(environment('reject'));
    const reply = await weir.chat();
    expect(reply.status).toBe(400);
    expect(json(reply)).toMatchObject({ error: { code: 'attribution_missing' } });
    expect(reply.body.toString()).toContain('x-weir-business-process');
    expect(weir.spool.call).toMatchObject({ status: 'refused', error_code: 'attribution_missing' });
  });

  it('or quarantine it, or take the defaults', async () => {
    await weir.start(environment('quarantine'));
    await weir.chat();
    expect(weir.spool.call).toMatchObject({ attribution: 'quarantined', missing_tags: ['business_process'] });
    await weir.stop();
    weir = new Harness();
    weir.upstream.answer = completes;
    await weir.start(environment('default', { business_process: 'unknown' }));
    await weir.chat();
    expect(weir.spool.call).toMatchObject({
      attribution: 'defaulted',
      missing_tags: [],
      tags: { business_process: 'unknown' },
    });
  });

  it.each([
    ['too long', { 'x-weir-task': 'x'.repeat(257) }, 'x-weir-task'],
    ['a control character', { 'x-weir-task': 'a\tb' }, 'x-weir-task'],
    ['a name Weir uses itself', { 'x-weir-tag-owner': 'x' }, 'x-weir-tag-owner'],
    ['a name that is none', { 'x-weir-tag-a.b': 'x' }, 'x-weir-tag-a.b'],
  ])('%s: refused, naming the header', async (_name, headers, param) => {
    await weir.start();
    expect(json(await weir.chat({}, headers))).toMatchObject({ error: { code: 'invalid_argument', param } });
  });
});

describe('admission and routing', () => {
  it.each([
    ['a retired workload', { stage: 'retired' as const }, 403, 'workload_not_admitted'],
    [
      'a proof of concept in production',
      { stage: 'poc' as const, environment: 'production' },
      403,
      'workload_not_admitted',
    ],
    [
      'a model that is not approved',
      { approvedModels: ['gpt-4.1*', 'anthropic/*'] },
      403,
      'model_not_approved',
    ],
  ])('refuses %s', async (_name, workload, status, code) => {
    await weir.start({ workload });
    const reply = await weir.chat();
    expect(reply.status).toBe(status);
    expect(json(reply)).toMatchObject({ error: { code } });
    expect(reply.body.toString()).toContain('ada@example.com');
  });

  it.each([['gpt-4o-mini'], ['gpt-4o*'], ['openai/*'], ['openai/gpt-4o-mini']])(
    'lets %s through',
    async (pattern) => {
      await weir.start({ workload: { approvedModels: [pattern] } });
      expect((await weir.chat()).status).toBe(200);
      expect((await weir.chat({ model: 'openai/gpt-4o-mini' })).status).toBe(200);
    },
  );

  it('sends models where patterns say: exact before prefix before the dialect’s own', async () => {
    await weir.start({
      change: (state) => {
        const base = { baseUrl: state.providers['openai']?.baseUrl ?? '', priceProvider: 'openai' };
        state.providers['vllm'] = provider({ id: 'vllm', ...base, models: ['llama-*'] });
        state.providers['local'] = provider({ id: 'local', ...base, models: ['llama-3-8b', 'qwen*'] });
      },
    });
    for (const model of ['llama-3-70b', 'llama-3-8b', 'gpt-4o', 'vllm/any', 'meta-llama/x'])
      await weir.chat({ model });
    expect(weir.spool.ends.map((call) => call.provider)).toEqual([
      'vllm',
      'local',
      'openai',
      'vllm',
      'openai',
    ]);
  });

  it('refuses a provider without a key, naming the variable to set', async () => {
    await weir.start({
      change: (state) =>
        Object.assign(state.providers['openai'] ?? {}, { configured: false, secretEnv: 'OPENAI_API_KEY' }),
    });
    const reply = await weir.chat();
    expect(reply.status).toBe(503);
    expect(reply.headers['x-should-retry']).toBe('false');
    expect(reply.body.toString()).toContain('OPENAI_API_KEY');
  });

  it.each([
    ['not approved', { approvedModels: ['gpt-4.1*'] }, 'model_not_approved'],
    ['not admitted', { stage: 'retired' as const }, 'workload_not_admitted'],
  ])(
    'records a refused call (%s) under the bare model and the provider it named',
    async (_why, workload, code) => {
      await weir.start({ workload });
      await weir.chat({ model: 'openai/gpt-4o-mini' });
      expect(weir.spool.call).toMatchObject({
        error_code: code,
        provider: 'openai',
        model: 'gpt-4o-mini',
        requested_model: 'openai/gpt-4o-mini',
      });
    },
  );

  it('refuses a provider whose dialect has no such operation', async () => {
    await weir.start();
    const body = { model: 'anthropic/claude-sonnet-4-5', input: 'x' };
    expect(json(await weir.post('/v1/embeddings', body))).toMatchObject({
      error: { code: 'model_unknown' },
    });
  });
});

describe('the sandbox', () => {
  const withSandbox = (trial: boolean, workload: Setup['workload'] = {}): Setup => ({
    workload,
    change: (state) => {
      const baseUrl = state.providers['openai']?.baseUrl ?? '';
      Object.assign(state.providers['openai'] ?? {}, { configured: false });
      state.trial = trial;
      state.providers['sandbox-openai'] = {
        ...provider({ id: 'sandbox-openai', baseUrl, priceProvider: 'openai', sandbox: true }),
        secretEnv: undefined,
      };
    },
  });

  it('answers for a provider without a key while on trial, and says so', async () => {
    await weir.start(withSandbox(true));
    const reply = await weir.chat();
    expect(reply.headers['x-weir-sandbox']).toBe('true');
    expect(weir.spool.call).toMatchObject({
      sandbox: true,
      provider: 'sandbox-openai',
      model: 'gpt-4o-mini',
    });
    expect(weir.upstream.last.headers).not.toHaveProperty('authorization');
  });

  it('does not, once the trial is over', async () => {
    await weir.start(withSandbox(false));
    expect(json(await weir.chat())).toMatchObject({ error: { code: 'provider_unconfigured' } });
  });

  it('answers when it is addressed, or named by the workload', async () => {
    await weir.start(withSandbox(false));
    expect((await weir.chat({ model: 'sandbox-openai/gpt-4o-mini' })).status).toBe(200);
    await weir.stop();
    weir = new Harness();
    weir.upstream.answer = completes;
    await weir.start(withSandbox(false, { approvedModels: ['sandbox-openai/*'] }));
    expect((await weir.chat()).headers['x-weir-sandbox']).toBe('true');
  });
});
