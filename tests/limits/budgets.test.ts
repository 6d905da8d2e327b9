import type { Approval, BudgetView, Page } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { chosen, isZero, Limits, less, same } from '../support/limits.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

let weir: RunningWeir;
let limits: Limits;

beforeAll(async () => {
  weir = await startWeir({ workers: 2 });
  limits = new Limits(weir);
});
afterAll(async () => {
  await weir?.stop();
});

const workload = async (id: string, changes: Record<string, unknown> = {}) =>
  (await weir.admin.createWorkload(id, changes)).secret;
const words = (count: number) => [{ role: 'user', content: `Tell me more. [[sandbox:tokens=${count}]]` }];

/** Calls without a pause until it is stopped; answers how often each code came. */
function keepCalling(secret: string, clients: number, body: object = {}) {
  const codes = new Map<string, number>();
  let going = true;
  const loops = Array.from({ length: clients }, async () => {
    while (going) {
      const { status, code } = await limits.chat(secret, body);
      const what = code ?? String(status);
      codes.set(what, (codes.get(what) ?? 0) + 1);
    }
  });
  return {
    codes,
    async stop() {
      going = false;
      await Promise.all(loops);
      return codes;
    },
  };
}

describe('a budget', () => {
  /** What it is narrowed to, a call that it concerns, and calls that it does not. */
  const SCOPES: Record<string, { scope: object; inside: Call; outside: Call[] }> = {
    user: {
      scope: { user: 'ann' },
      inside: { headers: { 'x-weir-user': 'ann' } },
      outside: [{ headers: { 'x-weir-user': 'bob' } }, {}],
    },
    customer: {
      scope: { customer: 'acme' },
      inside: { headers: { 'x-weir-customer': 'acme' } },
      outside: [{ headers: { 'x-weir-customer': 'other' } }, {}],
    },
    tag: {
      scope: { 'tag.tenant': 't-1' },
      inside: { headers: { 'x-weir-tag-tenant': 't-1' } },
      outside: [{ headers: { 'x-weir-tag-tenant': 't-2' } }, { headers: { 'x-weir-tag-other': 't-1' } }],
    },
    provider: {
      scope: { provider: 'sandbox-anthropic' },
      inside: { body: { model: 'claude-haiku-4-5' } },
      outside: [{ body: { model: 'gpt-4o-mini' } }],
    },
    model: {
      scope: { model: 'gpt-4o' },
      inside: { body: { model: 'gpt-4o' } },
      outside: [{ body: { model: 'gpt-4o-mini' } }, { body: { model: 'claude-haiku-4-5' } }],
    },
    tier: {
      scope: { tier: 'small' },
      inside: { body: { model: 'gpt-4o-mini' } },
      outside: [{ body: { model: 'gpt-4o' } }],
    },
    both: {
      scope: { user: 'ann', model: 'gpt-4o' },
      inside: { headers: { 'x-weir-user': 'ann' }, body: { model: 'gpt-4o' } },
      outside: [
        { headers: { 'x-weir-user': 'ann' }, body: { model: 'gpt-4o-mini' } },
        { headers: { 'x-weir-user': 'bob' }, body: { model: 'gpt-4o' } },
      ],
    },
  };
  interface Call {
    headers?: Record<string, string>;
    body?: object;
  }

  it.each(Object.entries(SCOPES))('by %s refuses what it concerns and nothing else', async (name, one) => {
    const id = `by-${name}`;
    const secret = await workload(id);
    const send = ({ headers, body }: Call) => limits.chat(secret, body, headers);
    await limits.budget(`soft-${id}`, {
      scope: { workload: id, ...one.scope },
      amount: '1',
      mode: 'soft',
    });
    expect((await send(one.inside)).status).toBe(200);
    for (const other of one.outside) expect((await send(other)).status).toBe(200);
    const calls = await weir.admin.calls(id, 1 + one.outside.length, 5_000);
    // the outside calls came later
    const inside = calls.find(({ call_id }) => call_id === calls.at(-1)?.call_id);
    const counted = await waitFor('the call to be counted', 5_000, async () => {
      const { settled, reserved } = await limits.status(`soft-${id}`);
      return isZero(settled) || !isZero(reserved) ? undefined : settled;
    });
    expect(counted).toBe(inside?.cost);

    await limits.budget(id, { scope: { workload: id, ...one.scope }, amount: '0' });
    const refused = await send(one.inside);
    expect([refused.status, refused.code]).toEqual([402, 'budget_exhausted']);
    expect(refused.text).toContain(`budget ${id}`);
    for (const other of one.outside) expect((await send(other)).status).toBe(200);
  });

  it('by key refuses that key and no other of the workload', async () => {
    const { secret, id } = await weir.admin.createWorkload('by-key');
    const other = await weir.admin.post<{ secret: string }>('/keys', { workload: 'by-key' });
    await weir.admin.keyKnown(other.secret);
    await limits.budget('by-key', { scope: { key: id }, amount: '0' });
    expect((await limits.chat(secret)).code).toBe('budget_exhausted');
    expect((await limits.chat(other.secret)).status).toBe(200);
  });

  it('holds the most a model may say where a stream names no maximum', async () => {
    const secret = await workload('no-maximum');
    await limits.budget('no-maximum', { scope: { workload: 'no-maximum' }, amount: '0.008' });
    const body = { stream: true, max_tokens: undefined };
    const refused = await limits.chat(secret, body);
    expect([refused.status, refused.code]).toEqual([402, 'budget_exhausted']);
    const bounded = await limits.chat(secret, { stream: true, max_tokens: 100 });
    expect(bounded.status).toBe(200);
    // 16,384 tokens at 0.60 per million
    await weir.admin.request('PATCH', '/budgets/no-maximum', { amount: '0.02' });
    const unbounded = await waitFor('the call to pass', 3_000, async () => {
      const answer = await limits.chat(secret, body);
      return answer.status === 200 ? answer : undefined;
    });
    const call = await weir.admin.call(unbounded.callId, 5_000);
    expect(Number(call.reserved_cost)).toBeGreaterThan(16_384 * 0.6e-6);
    expect(Number(call.reserved_cost)).toBeLessThan(16_384 * 0.6e-6 + 0.0001);
  });

  it('holds what the fallback says for a model without a price', async () => {
    const secret = await workload('no-price');
    const body = { model: 'gpt-sandbox-preview', max_tokens: 200 };
    const free = await limits.chat(secret, body);
    const call = await weir.admin.call(free.callId, 5_000);
    expect(call).toMatchObject({ status: 'ok', priced: false });
    expect(Number(call.reserved_cost)).toBeGreaterThan(0);
    await limits.budget('no-price', { scope: { workload: 'no-price' }, amount: '0.0000001' });
    expect((await limits.chat(secret, body)).code).toBe('budget_exhausted');
  });

  it('made in the middle of traffic has counted all that was spent before, exactly', async () => {
    const secret = await workload('midway');
    const traffic = keepCalling(secret, 6, { messages: words(30) });
    await waitFor('traffic', 10_000, () => ((traffic.codes.get('200') ?? 0) > 40 ? true : undefined));
    await limits.budget('midway', { scope: { workload: 'midway' }, amount: '5' });
    await limits.budget('midway-all', { scope: { application: 'midway-app' }, amount: '5', mode: 'soft' });
    const count = traffic.codes.get('200') ?? 0;
    await waitFor('more', 10_000, () => ((traffic.codes.get('200') ?? 0) > count + 40 ? true : undefined));
    const codes = await traffic.stop();
    expect([...codes.keys()]).toEqual(['200']);
    const rows = Math.min(100, codes.get('200') ?? 0);
    await weir.admin.calls('midway', rows, 5_000);
    const { settled } = await limits.atRest('midway', 'workload=midway');
    await limits.atRest('midway-all', 'workload=midway');
    expect(Number(settled)).toBeGreaterThan(0);
  });

  it('may be lowered, raised and removed while calls run', async () => {
    const secret = await workload('changing');
    await limits.budget('changing', { scope: { workload: 'changing' }, amount: '5' });
    const traffic = keepCalling(secret, 6);
    const comes = (code: string, withinMs = 3_000) => {
      const before = traffic.codes.get(code) ?? 0;
      return waitFor(`more of ${code}`, withinMs, () =>
        (traffic.codes.get(code) ?? 0) > before + 6 ? true : undefined,
      );
    };
    const ceases = async (code: string) => {
      const seen = () => traffic.codes.get(code) ?? 0;
      let last = { count: seen(), at: performance.now() };
      await waitFor(`no more of ${code}`, 5_000, () => {
        if (seen() !== last.count) last = { count: seen(), at: performance.now() };
        return performance.now() - last.at > 300 ? true : undefined;
      });
    };
    await comes('200', 10_000);
    await weir.admin.request('PATCH', '/budgets/changing', { amount: '0.0001' });
    await comes('budget_exhausted');
    await ceases('200');
    await limits.atRest('changing', 'workload=changing');
    await weir.admin.request('PATCH', '/budgets/changing', { amount: '5' });
    await comes('200');
    await ceases('budget_exhausted');
    await weir.admin.request('PATCH', '/budgets/changing', { amount: '0' });
    await comes('budget_exhausted');
    await weir.admin.request('DELETE', '/budgets/changing');
    await comes('200');
    await ceases('budget_exhausted');
    const codes = await traffic.stop();
    expect([...codes.keys()].sort()).toEqual(['200', 'budget_exhausted']);
  });
});

describe('a degrade budget that is nearly spent', () => {
  it('sends calls for a dear model to a small one', async () => {
    const secret = await workload('cheaper');
    await limits.budget('cheaper', {
      scope: { workload: 'cheaper' },
      amount: '1',
      mode: 'degrade',
      degrade_to: { tier: 'small' },
      yellow_percent: 0.2,
      red_percent: 0.4,
    });
    const body = { model: 'gpt-4o', max_tokens: 500, messages: words(450) };
    const first = await limits.chat(secret, body);
    expect((await weir.admin.call(first.callId, 5_000)).model).toBe('gpt-4o');
    const answer = await waitFor('the smaller model', 5_000, async () => {
      const next = await limits.chat(secret, body);
      expect(next.text).not.toContain('"error"');
      return (JSON.parse(next.text) as { model: string }).model.startsWith('gpt-4o-2') ? undefined : next;
    });
    expect((await limits.status('cheaper')).level).toBe('red');
    const call = await weir.admin.call(answer.callId, 5_000);
    expect(call.requested_model).toBe('gpt-4o');
    expect(call.routing?.rules).toContain('limited to tier small');
    expect(chosen(call)).toMatchObject({ tier: 'small', model: call.model });
    expect(call.model).not.toBe('gpt-4o');
  });

  it('asks another small model when the first does not take the request', async () => {
    const secret = await workload('picky', { approved_models: ['sandbox-openai/*'] });
    await limits.budget('picky', {
      scope: { workload: 'picky' },
      amount: '0.1',
      mode: 'degrade',
      degrade_to: { tier: 'small' },
      yellow_percent: 0.001,
      red_percent: 0.002,
    });
    // OpenAI's reasoning models, among them the cheapest, take no temperature
    const body = { model: 'gpt-4o', max_tokens: 100, temperature: 0 };
    const call = await waitFor('another model', 5_000, async () => {
      const answer = await limits.chat(secret, body);
      expect(answer.status).toBe(200);
      const made = await weir.admin.call(answer.callId, 5_000);
      return made.model === 'gpt-4o' ? undefined : made;
    });
    expect(call.attempts.map(({ http_status }) => http_status).slice(-2)).toEqual([400, 200]);
    expect(chosen(call)).toMatchObject({ tier: 'small', model: call.model });
    expect(new Set(call.charges.map(({ attempt }) => attempt))).toEqual(new Set([call.attempts.length]));

    const wrong = await limits.chat(secret, { ...body, messages: [{ role: 'nobody', content: 'x' }] });
    expect(wrong.status).toBe(400);
    const refused = await weir.admin.call(wrong.callId, 5_000);
    expect(refused.attempts.length).toBeLessThan(8);
    expect(isZero(refused.cost)).toBe(true);
  });

  it('answers from the cache only, where it says so', async () => {
    const caching = { exact: { ttl_seconds: 3_600, per_user: false } };
    const secret = await workload('cached', { caching });
    await limits.budget('cached', {
      scope: { workload: 'cached' },
      amount: '0.04',
      mode: 'degrade',
      degrade_to: { cache_only: true },
      yellow_percent: 20,
      red_percent: 40,
    });
    const known = { model: 'gpt-4o', max_tokens: 500, messages: words(450) };
    // each worker has a cache of its own
    for (let hits = 0; hits < 8; ) {
      const answer = await limits.chat(secret, known);
      expect(answer.status).toBe(200);
      hits = answer.headers.get('x-weir-cache') === 'hit' ? hits + 1 : 0;
    }
    const refused = await waitFor('the refusal', 5_000, async () => {
      const messages = [...words(400), { role: 'user', content: `${Math.random()}` }];
      const next = await limits.chat(secret, { model: 'gpt-4o', max_tokens: 400, messages });
      return next.status === 200 ? undefined : next;
    });
    expect([refused.status, refused.code]).toEqual([402, 'cache_only']);
    const repeated = await limits.chat(secret, known);
    expect([repeated.status, repeated.headers.get('x-weir-cache')]).toEqual([200, 'hit']);
  });
});

describe('an approval budget', () => {
  it('asks its approvers when it refuses, and is lifted for an amount and a time', async () => {
    const secret = await workload('asking');
    await limits.budget('asking', {
      scope: { workload: 'asking' },
      amount: '0.000001',
      mode: 'approval',
      approvers: ['cfo@example.com'],
    });
    const refused = await limits.chat(secret);
    expect([refused.status, refused.code]).toEqual([402, 'approval_needed']);
    expect(refused.text).toContain('cfo@example.com');

    const asked = await waitFor('the question', 5_000, async () => {
      const { data } = await limits.cliJson<Page<Approval>>(['approval', 'list']);
      return data.find(({ subject }) => subject === 'asking');
    });
    expect(asked).toMatchObject({ kind: 'budget', state: 'pending', workload: 'asking', refused_calls: 1 });
    const approve = ['approval', 'approve', asked.id, '--amount', '0.5', '--for', '3s', '--reason', 'launch'];
    const wrong = await limits.cli([...approve, '--by', 'intern@example.com']);
    expect(wrong.code).not.toBe(0);
    expect(wrong.err).toContain('cfo@example.com');
    const began = Date.now();
    const decided = await limits.cliJson<Approval>([...approve, '--by', 'cfo@example.com']);
    expect(decided).toMatchObject({ state: 'approved', decided_by: 'cfo@example.com' });

    await waitFor('a call to pass', 2_000, async () =>
      (await limits.chat(secret)).status === 200 ? true : undefined,
    );
    const { data } = await weir.admin.get<Page<BudgetView>>('/budgets?limit=100');
    expect(data.find(({ id }) => id === 'asking')?.status).toMatchObject({ lifted: '0.500000000000' });
    const again = await waitFor('the lift to end', 6_000, async () => {
      const answer = await limits.chat(secret);
      return answer.status === 200 ? undefined : answer;
    });
    expect(Date.now() - began).toBeGreaterThan(2_900);
    expect(again.code).toBe('approval_needed');
    const { settled, limit } = await limits.atRest('asking', 'workload=asking');
    expect(less(limit, settled)).toBe(true);
    expect(same(limit, '0.000001')).toBe(true);
    await waitFor('a new question', 5_000, async () => {
      const open = await limits.cliJson<Page<Approval>>(['approval', 'list']);
      return open.data.find(({ subject, id }) => subject === 'asking' && id !== asked.id);
    });
    const audit = await weir.admin.get<{ data: { action: string }[] }>('/audit?limit=100');
    expect(audit.data.map(({ action }) => action)).toContain('approval.approve');
  });
});
