import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type {
  AdmissionGate,
  AdmissionGateOfWorkload,
  AdmissionState,
} from '../../registry/admission-state.ts';
import { Harness, json, type Setup } from '../testing/harness.ts';
import { completes, MESSAGE_ANSWER, sendJson } from './answers.ts';

let weir: Harness;
beforeEach(() => {
  weir = new Harness();
  weir.upstream.answer = completes;
});
afterEach(() => weir.stop());

const NOW = Date.parse('2026-11-22T10:00:00Z');
const HOUR = 3_600_000;
const clock = { now: () => NOW, monotonic: () => performance.now() };
const LACKS: AdmissionGateOfWorkload = { missing: ['security_review', 'value_metric'] };

/** A workload with production traffic, unless said otherwise. */
function gated(
  rule: AdmissionGate,
  gate: AdmissionGateOfWorkload | undefined,
  where: { stage?: 'pilot' | 'production'; environment?: string } = {},
): Setup {
  return {
    workload: { environment: 'production', stage: 'production', ...(gate && { gate }), ...where },
    change: (state: AdmissionState) => {
      state.gate = rule;
    },
    options: { clock },
  };
}

describe('a production workload that has not passed its gate, enforced', () => {
  const text =
    'The workload support-bot has not passed its gate for production. Missing: security_review, value_metric. ' +
    '`weir gate show support-bot` tells what each needs and who reviews it; ask ada@example.com.';

  it('is refused in the words of OpenAI', async () => {
    await weir.start(gated({ mode: 'enforce' }, LACKS));
    const reply = await weir.chat();
    expect(reply.status).toBe(403);
    expect(json(reply)).toMatchObject({ error: { code: 'workload_not_admitted', message: text } });
    expect(reply.headers).toMatchObject({
      'x-weir-error': 'workload_not_admitted',
      'x-should-retry': 'false',
      'x-weir-gate': 'missing=security_review,value_metric',
    });
    expect(weir.upstream.seen).toEqual([]);
  });

  it('is refused in the words of Anthropic', async () => {
    await weir.start(gated({ mode: 'enforce' }, LACKS));
    const reply = await weir.message();
    expect(reply.status).toBe(403);
    expect(json(reply)).toMatchObject({ type: 'error', error: { type: 'permission_error', message: text } });
  });

  it('is refused in the words of Gemini', async () => {
    await weir.start(gated({ mode: 'enforce' }, LACKS));
    const body = { contents: [{ role: 'user', parts: [{ text: 'Hello' }] }] };
    const reply = await weir.post('/v1beta/models/gemini-2.5-flash:generateContent', body);
    expect(reply.status).toBe(403);
    expect(json(reply)).toMatchObject({ error: { code: 403, status: 'PERMISSION_DENIED', message: text } });
  });
});

it.each<[string, AdmissionGate, { stage?: 'pilot'; environment?: string }]>([
  ['nothing is asked for', { mode: 'off' }, {}],
  ['it is a pilot', { mode: 'enforce' }, { stage: 'pilot' }],
  ['it is elsewhere', { mode: 'enforce' }, { environment: 'development' }],
])('lets calls pass without a word when %s', async (_why, rule, where) => {
  await weir.start(gated(rule, LACKS, where));
  const reply = await weir.chat();
  expect(reply.status).toBe(200);
  expect(reply.headers['x-weir-gate']).toBeUndefined();
});

it('says in a header what is missing, in grace', async () => {
  await weir.start(gated({ mode: 'grace' }, LACKS));
  const reply = await weir.chat();
  expect(reply.status).toBe(200);
  expect(reply.headers['x-weir-gate']).toBe('missing=security_review,value_metric');
});

it('ends grace by its own clock', async () => {
  await weir.start(gated({ mode: 'grace', graceUntil: NOW }, LACKS));
  expect((await weir.chat()).status).toBe(403);
});

it('honours the end of an exception by its own clock, though no new rules come', async () => {
  let now = NOW;
  const until = NOW + HOUR;
  const gate = { missing: [], until, later: [{ item: 'security_review', from: until }] };
  await weir.start({
    ...gated({ mode: 'enforce' }, gate),
    options: { clock: { now: () => now, monotonic: clock.monotonic } },
  });
  now = until - 1;
  const before = await weir.chat();
  expect([before.status, before.headers['x-weir-gate']]).toEqual([200, undefined]);
  now = until;
  const after = await weir.chat();
  expect(after.status).toBe(403);
  expect(after.headers['x-weir-gate']).toBe('missing=security_review');
});

describe('a failover drill', () => {
  const drilling: Setup = {
    workload: {
      environment: 'production',
      gate: LACKS,
      routing: { fallbacks: ['claude-sonnet-4-5'], allowed_tiers: [] },
    },
    change: (state) => {
      state.gate = { mode: 'enforce' };
      for (const key of Object.values(state.keys)) key.drill = true;
    },
  };

  it('gets its answer from the fallback, the primary being held down for it alone', async () => {
    weir.upstream.answer = (_req, res) => sendJson(res, 200, MESSAGE_ANSWER);
    await weir.start(drilling);
    const reply = await weir.chat();
    expect(reply.status).toBe(200);
    expect(weir.upstream.seen.map(({ url }) => url)).toEqual(['/v1/messages']);
    const { attempts, provider } = weir.spool.call;
    expect(provider).toBe('anthropic');
    expect(attempts).toMatchObject([
      { provider: 'openai', error_code: 'upstream_unreachable', superseded_by: 'fallback' },
      { provider: 'anthropic', http_status: 200 },
    ]);
    // what was held down on purpose is not ill
    const failed = weir.gateway
      .health()
      .filter(({ provider, state }) => provider === 'openai' || state !== 'healthy');
    expect(failed).toEqual([]);
  });

  it('fails where no other provider stands in', async () => {
    await weir.start({ ...drilling, workload: { environment: 'production' } });
    const reply = await weir.chat();
    expect(reply.status).toBe(502);
    expect(json(reply)).toMatchObject({ error: { code: 'upstream_unreachable' } });
    expect(weir.upstream.seen).toEqual([]);
  });
});
