import { type FailoverDrill, GATE_REQUIREMENTS, GATE_REVIEWERS, type GateStatus } from '@weir/core/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Limits } from '../support/limits.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

const ID = 'gated';
const GATE = `/workloads/${ID}/gate`;
const DAY = 86_400_000;
/** Long enough for control to be gone and a worker to be back before it is over. */
const EXCEPTION_MS = 20_000;
const ROLES = ['business', 'technical', 'finance', 'security', 'risk'];
let weir: RunningWeir;
let limits: Limits;
let key = '';

beforeAll(async () => {
  weir = await startWeir();
  limits = new Limits(weir);
  const routing = {
    default_model: 'sandbox-openai/gpt-4o-mini',
    fallbacks: ['sandbox-anthropic/claude-haiku-4-5'],
  };
  key = (await weir.admin.createWorkload(ID, { routing, fallback_plan: { plan: 'Go to the other one.' } }))
    .secret;
  const roles = { id: 'grace', name: 'Grace', email: 'grace@example.com', roles: ROLES };
  await weir.admin.post('/people', roles);
});
afterAll(async () => {
  await weir?.stop();
});

const call = () => limits.chat(key);
const gate = () => weir.admin.get<GateStatus>(GATE);
const lacking = (answer: Awaited<ReturnType<typeof call>>) => answer.headers.get('x-weir-gate');

it('says in grace what is missing, and refuses on every gateway once it is enforced', async () => {
  const warned = await waitFor('the warning', 5_000, async () => {
    const answer = await call();
    return lacking(answer) === null ? undefined : answer;
  });
  expect(warned.status).toBe(200);
  expect(lacking(warned)).toMatch(/^missing=.*security_review.*fallback_plan/);
  await weir.admin.request('PUT', '/gate-settings', { mode: 'enforce' });
  const refused = await waitFor('the refusal', 1_000, async () => {
    const answer = await call();
    return answer.status === 200 ? undefined : answer;
  });
  expect([refused.status, refused.code]).toEqual([403, 'workload_not_admitted']);
});

it('drills the fallback by one real call, though other calls are refused', async () => {
  const drill = await weir.admin.post<FailoverDrill>(`${GATE}/drill`, {});
  expect(drill).toMatchObject({ ok: true, primary: 'sandbox-openai/gpt-4o-mini' });
  expect(drill.answered_by).toMatch(/^sandbox-anthropic\/claude-haiku-4-5/);
  const { items } = await gate();
  expect(items.find(({ id }) => id === 'fallback_plan')?.state).toBe('met');
  const recorded = await weir.admin.call(drill.call ?? '');
  expect(recorded.attempts.map(({ provider }) => provider)).toEqual(['sandbox-openai', 'sandbox-anthropic']);
});

it('keeps what was decided while control is down, and ends an exception by the clock of the gateway', async () => {
  for (const item of Object.keys(GATE_REVIEWERS)) {
    await weir.admin.post(`${GATE}/reviews`, { item, decision: 'approve', reviewer: 'grace', note: 'Seen.' });
  }
  const { items } = await gate();
  const open = items.filter(
    ({ id, state }) => state !== 'met' && GATE_REQUIREMENTS.some((known) => known === id),
  );
  const ends = Date.now() + EXCEPTION_MS;
  for (const { id: item } of open) {
    const until = new Date(item === 'value_metric' ? ends : ends + 30 * DAY).toISOString();
    await weir.admin.post(`${GATE}/exceptions`, { item, reason: 'Launch', granted_by: 'grace', until });
  }
  expect(await gate()).toMatchObject({ state: 'excepted', traffic: 'allowed' });
  const passing = await waitFor('calls to pass', 1_000, async () => {
    const answer = await call();
    return answer.status === 200 ? answer : undefined;
  });
  expect(lacking(passing)).toBeNull();

  const down = setInterval(() => weir.kill('control'), 100);
  try {
    weir.kill('worker');
    await waitFor('a worker that starts from the rules on disk', 10_000, async () => {
      const answer = await call().catch(() => undefined);
      return answer?.status === 200 ? true : undefined;
    });
    expect(Date.now()).toBeLessThan(ends);
    const refused = await waitFor('the end of the exception', EXCEPTION_MS, async () => {
      const answer = await call();
      return answer.status === 403 ? answer : undefined;
    });
    expect(Date.now()).toBeGreaterThanOrEqual(ends);
    expect(lacking(refused)).toBe('missing=value_metric');
  } finally {
    clearInterval(down);
  }
});
