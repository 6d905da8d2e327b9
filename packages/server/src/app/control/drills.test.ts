import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Harness, type Setup } from '../../gateway/testing/harness.ts';
import { completes, MESSAGE_ANSWER, sendJson } from '../../gateway/tests/answers.ts';
import { systemClock } from '../../platform/clock.ts';
import type { AdmissionState } from '../../registry/index.ts';
import { Drills, judged } from './drills.ts';

let gateway: Harness;
let state: AdmissionState;
let drills: Drills;
/** Keys that were published, publication by publication. */
let published: string[][] = [];

beforeEach(() => {
  gateway = new Harness();
  published = [];
});
afterEach(() => gateway.stop());

async function start(more: Setup = {}): Promise<void> {
  await gateway.start({
    workload: {
      environment: 'production',
      gate: { missing: ['fallback_plan'] },
      routing: { fallbacks: ['claude-sonnet-4-5'], allowed_tiers: [] },
    },
    change: (made) => {
      made.gate = { mode: 'enforce' };
      state = made;
    },
    ...more,
  });
  const own = state.keys;
  drills = new Drills({
    gatewayUrl: () => gateway.url,
    publish: () => {
      published.push(Object.keys(drills.keys));
      state.keys = { ...own, ...drills.keys };
    },
    call: async (id) => gateway.spool.ends.find(({ call_id }) => call_id === id),
    clock: systemClock,
  });
}

const CALL = { workload: 'support-bot', model: 'gpt-4o-mini', tags: { feature: 'failover-drill' } };

describe('a drill through a gateway', () => {
  it('is answered by the fallback, passes a gate that is not passed yet, and leaves no key behind', async () => {
    gateway.upstream.answer = (_req, res) => sendJson(res, 200, MESSAGE_ANSWER);
    await start();
    const drill = await drills.run(CALL);
    expect(drill).toMatchObject({
      workload: 'support-bot',
      ok: true,
      primary: 'openai/gpt-4o-mini',
      call: gateway.spool.call.call_id,
    });
    expect(drill.answered_by).toMatch(/^anthropic\/claude-sonnet-4-5/);
    expect(gateway.upstream.seen.map(({ url }) => url)).toEqual(['/v1/messages']);
    expect(gateway.spool.call).toMatchObject({ key: 'drill', tags: { feature: 'failover-drill' } });
    expect(published.map(({ length }) => length)).toEqual([1, 0]);
    expect(Object.values(state.keys).some((key) => key.drill)).toBe(false);
  });

  it('fails, and says why, when the fallback does', async () => {
    gateway.upstream.answer = (_req, res) => sendJson(res, 400, '{"error":{"message":"no credit"}}');
    await start();
    const drill = await drills.run(CALL);
    expect(drill).toMatchObject({ ok: false, primary: 'openai/gpt-4o-mini' });
    expect(drill.message).not.toBe('');
    expect(drills.keys).toEqual({});
  });

  it('fails when the only other model lives at the provider that is down', async () => {
    gateway.upstream.answer = completes;
    await start({
      workload: { environment: 'production', routing: { fallbacks: ['gpt-4o'], allowed_tiers: [] } },
    });
    const drill = await drills.run(CALL);
    expect(drill).toMatchObject({ ok: false, primary: 'openai/gpt-4o-mini' });
    expect(gateway.upstream.seen).toEqual([]);
  });

  it('takes its key back though no gateway can be reached', async () => {
    await start();
    const gone = new Drills({
      gatewayUrl: () => 'http://127.0.0.1:1',
      publish: () => {},
      call: async () => undefined,
      clock: systemClock,
    });
    await expect(gone.run(CALL)).rejects.toMatchObject({ code: 'upstream_unreachable' });
    expect(gone.keys).toEqual({});
  });
});

it('does not believe an answer whose record tells nothing', async () => {
  await start();
  expect(judged(200, {}, 'gpt-4o', undefined)).toMatchObject({ ok: false, primary: 'gpt-4o' });
});
