import type { RoutingPolicy } from '@weir/core/contract';
import { routingPolicy } from '@weir/core/contract';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { z } from 'zod';
import { Harness, json } from '../testing/harness.ts';
import { SECRET } from '../testing/state.ts';
import type { SeenRequest } from '../testing/upstream.ts';
import { COMPLETION, completes, DONE, STOP, say, sendJson, streams, USAGE } from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
});
afterEach(() => weir.stop());

const policy = (input: z.input<typeof routingPolicy>): RoutingPolicy => routingPolicy.parse(input);
const modelOf = ({ body }: SeenRequest) => (JSON.parse(body.toString()) as { model: string }).model;
const asked = () => weir.upstream.seen.map(modelOf);
const refusal = JSON.stringify({
  ...(JSON.parse(COMPLETION) as object),
  choices: [
    { index: 0, message: { role: 'assistant', content: null, refusal: 'I cannot.' }, finish_reason: 'stop' },
  ],
});
const saying = (content: string, more: object = {}) =>
  JSON.stringify({
    ...(JSON.parse(COMPLETION) as object),
    choices: [{ index: 0, message: { role: 'assistant', content }, finish_reason: 'stop', ...more }],
  });

describe('names that stand for models', () => {
  it('asks for the model behind an alias, and says so', async () => {
    await weir.start({
      change: (state) => {
        state.routes['fast'] = { strategy: 'ordered', candidates: [{ model: 'gpt-4o-mini', weight: 1 }] };
      },
    });
    weir.upstream.answer = completes;
    expect((await weir.chat({ model: 'fast' })).status).toBe(200);
    expect(asked()).toEqual(['gpt-4o-mini']);
    const { call } = weir.spool;
    expect(call).toMatchObject({ requested_model: 'fast', provider: 'openai' });
    expect(call.routing?.rules).toEqual(['route fast (ordered)']);
  });

  it('uses the default of the workload, and refuses where there is none', async () => {
    await weir.start({ workload: { routing: policy({ default_model: 'gpt-4o-mini' }) } });
    weir.upstream.answer = completes;
    await weir.chat({ model: 'default' });
    expect(asked()).toEqual(['gpt-4o-mini']);
    await weir.stop();
    weir = await new Harness().start();
    const reply = await weir.chat({ model: 'default' });
    expect(reply.status).toBe(404);
    expect(json(reply)).toMatchObject({ error: { code: 'model_unknown', param: 'model' } });
  });

  it('takes the cheapest model of a tier and says what the others would have cost', async () => {
    await weir.start({ workload: { approvedModels: ['gpt-*'] } });
    weir.upstream.answer = completes;
    expect((await weir.chat({ model: 'tier:small' })).status).toBe(200);
    const { routing } = weir.spool.call;
    const priced = routing?.candidates.filter(({ fate }) => fate !== 'excluded') ?? [];
    const costs = priced.map((candidate) => Number(candidate.estimated_cost));
    expect(priced[0]?.fate).toBe('chosen');
    expect(priced.length).toBeGreaterThan(3);
    expect(costs).toEqual([...costs].sort((a, b) => a - b));
    expect(priced.every(({ tier }) => tier === 'small')).toBe(true);
    expect((await weir.chat({ model: 'tier:huge' })).status).toBe(404);
  });

  it('draws among weighted candidates', async () => {
    let draw = 0;
    await weir.start({
      options: { random: () => draw },
      change: (state) => {
        const candidates = [
          { model: 'gpt-4o', weight: 3 },
          { model: 'gpt-4o-mini', weight: 1 },
        ];
        state.routes['split'] = { strategy: 'weighted', candidates };
      },
    });
    weir.upstream.answer = completes;
    for (draw of [0, 0.74, 0.76]) await weir.chat({ model: 'split' });
    expect(asked()).toEqual(['gpt-4o', 'gpt-4o', 'gpt-4o-mini']);
  });
});

describe('what a workload may use', () => {
  it('refuses a model of a tier it may not use', async () => {
    await weir.start({ workload: { routing: policy({ allowed_tiers: ['small'] }) } });
    const reply = await weir.chat({ model: 'gpt-5' });
    expect(reply.status).toBe(403);
    expect(json(reply)).toMatchObject({ error: { code: 'tier_not_allowed' } });
    expect(weir.upstream.seen).toHaveLength(0);
  });

  it('keeps data of a class from providers and regions that may not see it', async () => {
    const change = (regions: string[]) => ({
      workload: { data: { class: 'personal', detectors: {}, answers: false } },
      change: (state: { dataClasses: object }) => {
        Object.assign(state.dataClasses, { personal: { allowedProviders: [], allowedRegions: regions } });
      },
    });
    await weir.start(change(['eu']));
    const reply = await weir.chat();
    expect(reply.status).toBe(403);
    expect(json(reply)).toMatchObject({ error: { code: 'data_class_forbids' } });
    expect(weir.upstream.seen).toHaveLength(0);
    expect(weir.spool.call.data_class).toBe('personal');
  });
});

describe('fallback', () => {
  const routing = policy({ fallbacks: ['gpt-4o'] });

  it.each([429, 503, 529, 404, 401])('asks the stand-in at once after %i', async (status) => {
    await weir.start({ workload: { routing } });
    weir.upstream.answer = (req, res) =>
      modelOf(req) === 'gpt-4o' ? sendJson(res, 200, COMPLETION) : sendJson(res, status, '{"error":{}}');
    expect((await weir.chat()).status).toBe(200);
    expect(asked()).toEqual(['gpt-4o-mini', 'gpt-4o']);
    const { call } = weir.spool;
    expect(call.attempts.map(({ superseded_by }) => superseded_by)).toEqual(['fallback', undefined]);
    expect(call.routing?.candidates.map(({ model, fate }) => `${model} ${fate}`)).toEqual([
      'gpt-4o-mini tried',
      'gpt-4o chosen',
    ]);
    expect(call.charges.every(({ attempt }) => attempt === 2)).toBe(true);
    expect(weir.budgets.open).toBe(0);
  });

  it('does not send a bad request elsewhere', async () => {
    await weir.start({ workload: { routing } });
    weir.upstream.answer = (_req, res) => sendJson(res, 400, '{"error":{"code":"bad"}}');
    expect((await weir.chat()).status).toBe(400);
    expect(asked()).toEqual(['gpt-4o-mini']);
  });

  it('holds the larger cost of a dearer stand-in before asking it, and does without when there is no room', async () => {
    await weir.start({ workload: { routing } });
    weir.upstream.answer = (req, res) =>
      modelOf(req) === 'gpt-4o' ? sendJson(res, 200, COMPLETION) : sendJson(res, 503, '{"error":{}}');
    await weir.chat({ max_tokens: 1000 });
    const needed = weir.spool.call.reserved_cost;
    expect(Number(needed)).toBeGreaterThan(0.01);
    weir.budgets.limit = weir.budgets.settled + 5_000_000_000n;
    const reply = await weir.chat({ max_tokens: 1000 });
    expect(reply.status).toBe(402);
    expect(asked()).toEqual(['gpt-4o-mini', 'gpt-4o', 'gpt-4o-mini']);
    expect(weir.budgets.open).toBe(0);
  });

  it('leaves a provider that said 429 alone until it may be asked again, also in later calls', async () => {
    await weir.start({ workload: { routing } });
    weir.upstream.answer = (req, res) =>
      modelOf(req) === 'gpt-4o'
        ? sendJson(res, 200, COMPLETION)
        : sendJson(res, 429, '{"error":{}}', { 'retry-after': '30' });
    await weir.chat();
    await weir.chat();
    expect(asked()).toEqual(['gpt-4o-mini', 'gpt-4o', 'gpt-4o']);
    expect(weir.spool.ends.at(-1)?.routing?.rules).toContain('cooling_down: openai/gpt-4o-mini');
  });

  it('opens the circuit after failures in a row and lets one call through after a rest', async () => {
    let now = Date.UTC(2026, 10, 22);
    const clock = { now: () => now, monotonic: () => performance.now() };
    await weir.start({ workload: { routing }, options: { clock } });
    let broken = true;
    weir.upstream.answer = (req, res) =>
      modelOf(req) === 'gpt-4o' || !broken
        ? sendJson(res, 200, COMPLETION)
        : sendJson(res, 500, '{"error":{}}');
    for (let i = 0; i < 3; i += 1) await weir.chat();
    weir.upstream.seen.length = 0;
    await weir.chat();
    expect(asked()).toEqual(['gpt-4o']);
    now += 11_000;
    broken = false;
    weir.upstream.seen.length = 0;
    await weir.chat();
    await weir.chat();
    expect(asked()).toEqual(['gpt-4o-mini', 'gpt-4o-mini']);
  });
});

describe('escalation', () => {
  const up = (more: object = {}) => policy({ escalation: { to: ['gpt-4o'], ...more } });
  const cheapSays = (cheap: string) => (req: SeenRequest, res: Parameters<typeof completes>[1]) =>
    sendJson(res, 200, modelOf(req) === 'gpt-4o' ? saying('Better.') : cheap);

  it('goes up on a refusal and charges both tries under the one call', async () => {
    await weir.start({ workload: { routing: up() } });
    weir.upstream.answer = cheapSays(refusal);
    const reply = await weir.chat();
    expect(reply.body.toString()).toContain('Better.');
    const { call } = weir.spool;
    expect(asked()).toEqual(['gpt-4o-mini', 'gpt-4o']);
    expect([...new Set(call.charges.map(({ attempt }) => attempt))]).toEqual([1, 2]);
    expect(call.attempts[0]?.superseded_by).toBe('escalation:refusal');
    expect(call.usage).toMatchObject({ input_tokens: 2000, output_tokens: 200 });
    expect(weir.spool.records.map(({ t }) => t)).toEqual(['begin', 'attempt', 'end']);
    const sum = call.charges.reduce(
      (total, { effective_cost }) => total + BigInt(effective_cost.replace('.', '')),
      0n,
    );
    expect(sum).toBe(BigInt(call.cost.replace('.', '')));
    expect(weir.budgets).toMatchObject({ open: 0, settled: sum });
  });

  it('stays when the answer is good', async () => {
    await weir.start({ workload: { routing: up() } });
    weir.upstream.answer = completes;
    const reply = await weir.chat();
    expect(reply.body.toString()).toBe(COMPLETION);
    expect(reply.headers['x-weir-cost-usd']).toBe('0.000210000000');
    expect(asked()).toEqual(['gpt-4o-mini']);
  });

  it.each([
    ['no JSON at all', 'It is 4.'],
    ['a missing member', '{"other":4}'],
    ['a wrong type', '{"sum":"4"}'],
  ])('goes up when structured output is %s', async (_what, content) => {
    await weir.start({ workload: { routing: up() } });
    weir.upstream.answer = cheapSays(saying(content));
    const schema = { type: 'object', properties: { sum: { type: 'number' } }, required: ['sum'] };
    await weir.chat({ response_format: { type: 'json_schema', json_schema: { name: 's', schema } } });
    expect(asked()).toEqual(['gpt-4o-mini', 'gpt-4o']);
    expect(weir.spool.call.attempts[0]?.superseded_by).toBe('escalation:invalid_output');
  });

  it('goes up on low confidence only where that is a rule', async () => {
    const unsure = saying('Perhaps.', { logprobs: { content: [{ token: 'P', logprob: -2 }] } });
    await weir.start({ workload: { routing: up({ on: ['low_confidence'], min_confidence: 0.5 }) } });
    weir.upstream.answer = cheapSays(unsure);
    await weir.chat({ logprobs: true });
    expect(asked()).toEqual(['gpt-4o-mini', 'gpt-4o']);
  });

  it('gives the cheaper answer when the better model fails or the budget has no room for it', async () => {
    await weir.start({ workload: { routing: up({ on: ['truncated'] }) } });
    const cut = saying('Once upon', { finish_reason: 'length' });
    weir.upstream.answer = (req, res) =>
      modelOf(req) === 'gpt-4o' ? sendJson(res, 400, '{"error":{}}') : sendJson(res, 200, cut);
    const reply = await weir.chat();
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.body.toString()).toBe(cut);
    expect(weir.spool.call).toMatchObject({ status: 'ok', provider: 'openai', model: 'gpt-4o-mini' });
    expect(weir.spool.call.routing?.candidates.map(({ fate }) => fate)).toEqual(['chosen', 'tried']);
  });

  it('judges streams whole, and passes them on as they were', async () => {
    await weir.start({ workload: { routing: up({ on: ['invalid_output'] }) } });
    const good = [say('{"a":'), say('1}'), STOP, USAGE, DONE];
    weir.upstream.answer = (req, res) =>
      modelOf(req) === 'gpt-4o'
        ? streams(...good)(req, res)
        : streams(say('oops'), STOP, USAGE, DONE)(req, res);
    const format = { response_format: { type: 'json_object' }, stream: true };
    const reply = await weir.chat({ ...format, stream_options: { include_usage: true } });
    expect(reply.body.toString()).toBe(good.join(''));
    expect(weir.spool.call.usage).toMatchObject({ input_tokens: 2000 });
    weir.upstream.seen.length = 0;
    weir.upstream.answer = streams(...good);
    const direct = await weir.chat({ ...format, stream_options: { include_usage: true } });
    expect(direct.body.toString()).toBe(good.join(''));
    expect(asked()).toEqual(['gpt-4o-mini']);
  });
});

describe('shadow', () => {
  it('sends a copy to another model as evaluation, which the client never sees', async () => {
    await weir.start({ workload: { routing: policy({ shadow: { model: 'gpt-4o', percent: 100 } }) } });
    weir.upstream.answer = (req, res) =>
      sendJson(res, 200, modelOf(req) === 'gpt-4o' ? saying('copy') : COMPLETION);
    const reply = await weir.chat();
    expect(reply.body.toString()).toBe(COMPLETION);
    await weir.until(() => weir.spool.ends.length === 2);
    const [copy] = weir.spool.ends.filter(({ purpose }) => purpose === 'evaluation');
    const [own] = weir.spool.ends.filter(({ purpose }) => purpose === undefined);
    expect(copy?.parent_call).toBe(own?.call_id);
    expect(copy?.charges.every(({ category }) => category === 'evaluation')).toBe(true);
    expect(own?.charges.every(({ category }) => category === 'model_usage')).toBe(true);
    await weir.until(() => weir.budgets.open === 0);
  });

  it('is not made when the budget has no room for it', async () => {
    await weir.start({ workload: { routing: policy({ shadow: { model: 'gpt-4o', percent: 100 } }) } });
    weir.upstream.answer = completes;
    weir.budgets.limit = 500_000_000n;
    expect((await weir.chat({ max_tokens: 100 })).status).toBe(200);
    await weir.until(() => weir.logged.some((line) => line.includes('shadow')));
    expect(asked()).toEqual(['gpt-4o-mini']);
  });
});

it('finds the maker of a bare model name whatever dialect the client speaks', async () => {
  await weir.start();
  weir.upstream.answer = completes;
  const reply = await weir.chat({ model: 'claude-sonnet-4-5' });
  expect(weir.spool.call.provider).toBe('anthropic');
  expect([200, 502]).toContain(reply.status);
});

describe('names and makers', () => {
  it('takes the cheapest of a route of tiers', async () => {
    await weir.start({
      workload: { approvedModels: ['gpt-*'] },
      change: (state) => {
        const candidates = [
          { model: 'tier:frontier', weight: 1 },
          { model: 'tier:small', weight: 1 },
        ];
        state.routes['cheap'] = { strategy: 'cheapest', candidates };
      },
    });
    weir.upstream.answer = completes;
    expect((await weir.chat({ model: 'cheap' })).status).toBe(200);
    expect(weir.spool.call.routing?.candidates[0]).toMatchObject({ tier: 'small', fate: 'chosen' });
  });

  it('means the maker by a bare name, whoever else sells the model', async () => {
    await weir.start({
      change: ({ providers }) => {
        const google = { ...providers['openai'], id: 'google', priceProvider: 'google', dialect: 'gemini' };
        Object.assign(providers, { google });
      },
    });
    weir.upstream.answer = (_req, res) => sendJson(res, 503, '{}');
    const body = { contents: [{ role: 'user', parts: [{ text: 'x' }] }] };
    await weir.post('/v1beta/models/claude-sonnet-4-5:generateContent', body);
    expect(weir.spool.call.provider).toBe('anthropic');
  });

  it('sends bare names to a provider with a list only if they are on it', async () => {
    await weir.start({
      change: ({ providers }) => {
        Object.assign(providers['openai'] ?? {}, { models: ['gpt-4o'] });
      },
    });
    const reply = await weir.chat({ model: 'gpt-4o-mini' });
    expect(reply.status).toBe(503);
    expect(json(reply)).toMatchObject({ error: { code: 'provider_unconfigured' } });
  });

  it('puts a model its provider does not know behind the others for a while', async () => {
    await weir.start({ workload: { routing: policy({ fallbacks: ['gpt-4o'] }) } });
    weir.upstream.answer = (req, res) =>
      modelOf(req) === 'gpt-4o' ? sendJson(res, 200, COMPLETION) : sendJson(res, 404, '{"error":{}}');
    await weir.chat();
    await weir.chat();
    expect(asked()).toEqual(['gpt-4o-mini', 'gpt-4o', 'gpt-4o']);
  });

  it('tells of all that was tried when a stand-in says something about itself only', async () => {
    await weir.start({ workload: { routing: policy({ fallbacks: ['gpt-4o'] }) } });
    weir.upstream.answer = (req, res) =>
      sendJson(res, modelOf(req) === 'gpt-4o' ? 404 : 503, '{"error":{"message":"no such model"}}');
    const reply = await weir.chat();
    expect(reply.status).toBe(503);
    expect(json(reply)).toMatchObject({ error: { code: 'provider_unavailable' } });
    expect(reply.body.toString()).toContain('openai/gpt-4o-mini: 503');
  });
});

describe('keys and paths of other clients', () => {
  it('takes the key of Azure clients, and the deployment of their path for the model', async () => {
    await weir.start();
    weir.upstream.answer = completes;
    const path = '/openai/deployments/gpt-4o-mini/chat/completions?api-version=2024-10-21';
    const { reply } = weir.open('POST', path, { 'api-key': SECRET }, JSON.stringify({ messages: [] }));
    expect((await reply).status).toBe(200);
    expect(asked()).toEqual(['gpt-4o-mini']);
    expect(JSON.stringify(weir.upstream.last.headers)).not.toContain(SECRET);
  });

  it('takes the key of a query, and keeps it from the provider', async () => {
    await weir.start();
    weir.upstream.answer = (_req, res) => sendJson(res, 503, '{}');
    const body = JSON.stringify({ contents: [{ role: 'user', parts: [{ text: 'x' }] }] });
    const path = `/v1beta/models/gpt-4o-mini:generateContent?key=${SECRET}`;
    await weir.open('POST', path, {}, body).reply;
    expect(weir.upstream.last.url).not.toContain('wk_');
  });
});

it('does not take a bad request to a dearer model', async () => {
  await weir.start({ workload: { routing: policy({ escalation: { to: ['gpt-4o'], on: ['error'] } }) } });
  weir.upstream.answer = (_req, res) => sendJson(res, 400, '{"error":{"code":"bad"}}');
  expect((await weir.chat()).status).toBe(400);
  expect(asked()).toEqual(['gpt-4o-mini']);
});
