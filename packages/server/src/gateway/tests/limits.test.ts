import type { DegradeTo, KillTarget } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Limits, RateAsk, TaskStep } from '../../limits/port.ts';
import type { AdmissionState } from '../../registry/admission-state.ts';
import { Harness, json } from '../testing/harness.ts';
import { limitsWith } from '../testing/memory-budgets.ts';
import { provider } from '../testing/state.ts';
import { COMPLETION, completes, say, sendJson } from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
  weir.upstream.answer = completes;
});
afterEach(() => weir.stop());

const thrown = (target: KillTarget, subject?: string) => (state: AdmissionState) => {
  state.kills = [
    {
      id: 'kill_1',
      target,
      ...(subject === undefined ? {} : { subject }),
      reason: 'a loop at night',
      cut: true,
    },
  ];
};
const limitsOf = (over: Partial<Limits>): Limits => ({ ...limitsWith(weir.budgets), ...over });
const degraded = (to: DegradeTo) =>
  limitsOf({
    budgets: {
      degradation: () => to,
      hold: (subject, tries) => weir.budgets.hold(subject, tries),
      count: (subject, costs, at) => weir.budgets.count(subject, costs, at),
    },
  });
const asked = () =>
  weir.upstream.seen.map(({ body }) => (JSON.parse(body.toString()) as { model: string }).model);

describe('a kill switch', () => {
  it.each([
    ['everything', undefined, {}],
    ['workload', 'support-bot', {}],
    ['key', 'key_1', {}],
    ['task', 'support-bot/t-1', { 'x-weir-task': 't-1' }],
    ['provider', 'openai', {}],
  ] as const)('stops %s before anything is asked, and says why', async (target, subject, headers) => {
    await weir.start({ change: thrown(target, subject) });
    const reply = await weir.chat({}, headers);
    expect(reply.status).toBe(403);
    expect(reply.headers['x-should-retry']).toBe('false');
    expect(json(reply)).toMatchObject({ error: { code: 'stopped_by_operator' } });
    expect(reply.body.toString()).toContain('a loop at night');
    expect(weir.upstream.seen).toEqual([]);
    expect(weir.budgets.open).toBe(0);
  });

  it('leaves all others alone', async () => {
    await weir.start({ change: thrown('task', 'support-bot/t-1') });
    expect((await weir.chat({}, { 'x-weir-task': 't-2' })).status).toBe(200);
    expect((await weir.chat()).status).toBe(200);
  });

  it('of a provider sends calls to the stand-in', async () => {
    await weir.start({
      workload: { routing: { allowed_tiers: [], fallbacks: ['other/gpt-4o'] } },
      change(state) {
        thrown('provider', 'openai')(state);
        state.providers['other'] = provider({
          id: 'other',
          baseUrl: state.providers['openai']?.baseUrl ?? '',
          priceProvider: 'openai',
        });
      },
    });
    expect((await weir.chat()).status).toBe(200);
    expect(weir.spool.call.provider).toBe('other');
  });

  it('cuts what is under way, charges what it used and frees what it held', async () => {
    let state: AdmissionState | undefined;
    await weir.start({
      options: { state: () => state },
      change(made) {
        state = made;
      },
    });
    weir.upstream.answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' });
      res.write(say('Once upon a time'));
    };
    const reply = weir.chat({ stream: true });
    await weir.until(() => weir.upstream.seen.length === 1 && weir.budgets.open === 1);
    await new Promise((resolve) => setTimeout(resolve, 20));
    state = { ...(state ?? expect.fail('no state')) };
    thrown('workload', 'support-bot')(state);
    weir.gateway.enforceKills();
    const told = (await reply).body.toString();
    expect(told).toContain('stopped by an operator: a loop at night');
    expect(told).toContain('stopped_by_operator');
    expect(weir.budgets).toMatchObject({ held: 0n, open: 0 });
    expect(weir.spool.call).toMatchObject({ status: 'upstream_error', estimated: true });
    expect(weir.budgets.settled).toBeGreaterThan(0n);
  });
});

describe('a kill switch that is thrown later', () => {
  let state: AdmissionState | undefined;
  const throwNow = (target: KillTarget, subject: string) => {
    state = { ...(state ?? expect.fail('no state')) };
    thrown(target, subject)(state);
    weir.gateway.enforceKills();
  };

  it('stops calls that wait for their turn', async () => {
    let goOn = () => {};
    const turn = new Promise<undefined>((resolve) => {
      goOn = () => resolve(undefined);
    });
    let waiting = false;
    const admit = () => {
      waiting = true;
      return turn;
    };
    const rates = { ...limitsWith(weir.budgets).rates, admit };
    await weir.start({
      options: { state: () => state, limits: limitsOf({ rates }) },
      change(made) {
        state = made;
      },
    });
    const reply = weir.chat();
    await weir.until(() => waiting);
    throwNow('workload', 'support-bot');
    goOn();
    expect(json(await reply)).toMatchObject({ error: { code: 'stopped_by_operator' } });
    expect(weir.upstream.seen).toEqual([]);
    expect(weir.budgets).toMatchObject({ held: 0n, open: 0 });
  });

  it('keeps calls under way from turning to the provider it stops', async () => {
    await weir.start({
      workload: { routing: { allowed_tiers: [], fallbacks: ['other/gpt-4o'] } },
      options: { state: () => state },
      change(made) {
        made.providers['other'] = provider({
          id: 'other',
          baseUrl: made.providers['openai']?.baseUrl ?? '',
          priceProvider: 'openai',
        });
        state = made;
      },
    });
    weir.upstream.answer = (_req, res) => {
      throwNow('provider', 'other');
      sendJson(res, 503, '{}');
    };
    expect(json(await weir.chat())).toMatchObject({ error: { code: 'stopped_by_operator' } });
    expect(weir.upstream.seen).toHaveLength(1);
    expect(weir.budgets).toMatchObject({ held: 0n, open: 0 });
  });
});

describe('a budget that is nearly spent', () => {
  it('sends dear models’ calls to the tier that is left', async () => {
    await weir.start({ options: { limits: degraded({ tier: 'small' }) } });
    const reply = await weir.chat({ model: 'gpt-4o' });
    expect(reply.status).toBe(200);
    const { call } = weir.spool;
    expect(call.requested_model).toBe('gpt-4o');
    expect(call.routing?.rules).toContain('limited to tier small');
    expect(call.routing?.candidates.find(({ fate }) => fate === 'chosen')?.tier).toBe('small');
  });

  it('asks the next of the tier when a model does not take the request, but gives a wrong one up', async () => {
    await weir.start({
      workload: { approvedModels: ['openai/*'] },
      options: { limits: degraded({ tier: 'small' }) },
    });
    weir.upstream.answer = (req, res) => {
      if (asked().length === 1) sendJson(res, 400, '{"error":{"message":"no temperature here"}}');
      else completes(req, res);
    };
    expect((await weir.chat({ model: 'gpt-4o', temperature: 0 })).status).toBe(200);
    expect(new Set(asked()).size).toBe(2);
    expect(weir.budgets).toMatchObject({ held: 0n, open: 0 });

    weir.upstream.answer = (_req, res) => sendJson(res, 400, '{"error":{"message":"no such role"}}');
    expect((await weir.chat({ model: 'gpt-4o' })).status).toBe(400);
    expect(asked().length - 2).toBeGreaterThan(1);
    expect(asked().length - 2).toBeLessThanOrEqual(5);
    const before = asked().length;
    expect((await weir.chat({ model: 'gpt-4o-mini' })).status).toBe(400);
    expect(asked().length - before).toBe(1);
  });

  it('leaves a call as it is that is cheap enough', async () => {
    await weir.start({ options: { limits: degraded({ tier: 'mid' }) } });
    await weir.chat({ model: 'gpt-4o-mini' });
    expect(asked()).toEqual(['gpt-4o-mini']);
  });

  it('sends calls to the model it names, and nowhere dearer when that fails', async () => {
    await weir.start({
      workload: {
        routing: {
          allowed_tiers: [],
          fallbacks: [],
          escalation: { to: ['gpt-4o'], on: ['error'], min_confidence: 0.7 },
        },
      },
      settings: { retries: { max_attempts: 1 } },
      options: { limits: degraded({ model: 'gpt-4o-mini' }) },
    });
    weir.upstream.answer = (_req, res) => sendJson(res, 500, '{"error":{}}');
    expect((await weir.chat({ model: 'gpt-4o' })).status).toBe(500);
    expect(new Set(asked())).toEqual(new Set(['gpt-4o-mini']));
  });

  it('may leave the cache alone to answer', async () => {
    await weir.start({ options: { limits: degraded({ cache_only: true }) } });
    const reply = await weir.chat();
    expect(reply.status).toBe(402);
    expect(json(reply)).toMatchObject({ error: { code: 'cache_only' } });
    expect(weir.upstream.seen).toEqual([]);
  });
});

describe('a rate limit', () => {
  const ended: { tokens: number; cost: bigint }[] = [];
  const asks: RateAsk[] = [];
  beforeEach(() => {
    ended.length = 0;
    asks.length = 0;
  });
  const passing = () =>
    limitsOf({
      rates: {
        async admit(ask) {
          asks.push(ask);
          return { headers: ['ratelimit-remaining', '7'], end: (actual) => void ended.push(actual) };
        },
      },
    });

  it('is told what a call used, once, and tells the client what is left', async () => {
    await weir.start({ options: { limits: passing() } });
    const reply = await weir.chat();
    expect(reply.headers['ratelimit-remaining']).toBe('7');
    expect(asks[0]).toMatchObject({ place: { provider: 'openai', model: 'gpt-4o-mini' } });
    expect(asks[0]?.tokens).toBeGreaterThan(100);
    expect(ended).toEqual([{ tokens: 1100, cost: 210_000_000n }]);
  });

  it('gets back what was taken when the budget then refuses', async () => {
    await weir.start({ options: { limits: passing() } });
    weir.budgets.limit = 0n;
    expect((await weir.chat()).status).toBe(402);
    expect(ended).toEqual([{ tokens: 0, cost: 0n }]);
    expect(weir.budgets.open).toBe(0);
  });

  it('refuses with when to come again', async () => {
    const refusal = new WeirError('rate_limited', '60 requests a minute.', {
      headers: ['retry-after', '3', 'retry-after-ms', '2500'],
    });
    await weir.start({
      options: {
        limits: limitsOf({
          rates: {
            admit() {
              throw refusal;
            },
          },
        }),
      },
    });
    const reply = await weir.chat();
    expect(reply.status).toBe(429);
    expect(reply.headers).toMatchObject({
      'retry-after': '3',
      'retry-after-ms': '2500',
      'x-should-retry': 'true',
    });
    expect(json(reply)).toMatchObject({ error: { type: 'rate_limit_error', code: 'rate_limited' } });
  });
});

describe('a task', () => {
  const steps: TaskStep[] = [];
  const ends: object[] = [];
  const policy = { on_limit: 'stop', from_trace: true, on_authority_loss: 'closed' } as const;
  const tasksWith = (degrade?: DegradeTo) =>
    limitsOf({
      tasks: {
        begin(step) {
          steps.push(step);
          return { degrade, end: (actual) => void ends.push(actual), release: () => void ends.push({}) };
        },
      },
    });
  beforeEach(() => {
    steps.length = 0;
    ends.length = 0;
  });

  it('takes a step for each call and is told how it ended', async () => {
    await weir.start({ workload: { limits: { tasks: policy } }, options: { limits: tasksWith() } });
    await weir.chat({}, { 'x-weir-task': 't-1' });
    expect(steps).toMatchObject([{ workload: 'support-bot', task: 't-1' }]);
    expect(ends).toMatchObject([
      { tokens: 1100, toolCalls: 0, retries: 0, failed: false, cost: 210_000_000n },
    ]);
    expect(ends).toHaveLength(1);
  });

  it('is found by its trace where no name is given, and grouped so in the ledger', async () => {
    await weir.start({ workload: { limits: { tasks: policy } }, options: { limits: tasksWith() } });
    const trace = '0af7651916cd43dd8448eb211c80319c';
    await weir.chat({}, { traceparent: `00-${trace}-b7ad6b7169203331-01` });
    expect(steps.map(({ task }) => task)).toEqual([trace]);
    expect(weir.spool.call.tags['task']).toBe(trace);
  });

  it('knows the same request again', async () => {
    await weir.start({ workload: { limits: { tasks: policy } }, options: { limits: tasksWith() } });
    await weir.chat({}, { 'x-weir-task': 't-1' });
    await weir.chat({}, { 'x-weir-task': 't-1' });
    await weir.chat({ max_tokens: 7 }, { 'x-weir-task': 't-1' });
    expect(steps[0]?.digest).toBe(steps[1]?.digest);
    expect(steps[2]?.digest).not.toBe(steps[0]?.digest);
  });

  it('goes on with something cheaper when it is told to', async () => {
    await weir.start({
      workload: { limits: { tasks: policy } },
      options: { limits: tasksWith({ model: 'gpt-4o-mini' }) },
    });
    weir.upstream.answer = (_req, res) => sendJson(res, 200, COMPLETION);
    await weir.chat({ model: 'gpt-4o' }, { 'x-weir-task': 't-1' });
    expect(asked()).toEqual(['gpt-4o-mini']);
  });

  it('gets its step back when something else refuses the call', async () => {
    await weir.start({ workload: { limits: { tasks: policy } }, options: { limits: tasksWith() } });
    weir.budgets.limit = 0n;
    expect((await weir.chat({}, { 'x-weir-task': 't-1' })).status).toBe(402);
    expect(ends).toEqual([{}]);
  });

  it('can ask what the call would cost made cheaper', async () => {
    const cheap = { ...policy, on_limit: 'degrade', degrade_to: { model: 'gpt-4o-mini' } } as const;
    await weir.start({ workload: { limits: { tasks: cheap } }, options: { limits: tasksWith() } });
    await weir.chat({ model: 'gpt-4o' }, { 'x-weir-task': 't-1' });
    const [step] = steps;
    expect(step?.cheaper?.().cost).toBeLessThan(step?.cost ?? 0n);
  });

  it('costs nothing where there is no policy', async () => {
    await weir.start({ options: { limits: tasksWith() } });
    await weir.chat({}, { 'x-weir-task': 't-1' });
    expect(steps).toEqual([]);
  });
});
