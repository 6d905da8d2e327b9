import type { Finding, Page } from '@weir/core/contract';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { Limits } from '../support/limits.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

const MODES = {
  held: { mode: 'hard', on_authority_loss: 'held_lease' },
  closed: { mode: 'hard', on_authority_loss: 'closed' },
  soft: { mode: 'soft' },
} as const;
let weir: RunningWeir;
let limits: Limits;
const keys: Record<string, string> = {};

beforeAll(async () => {
  weir = await startWeir();
  limits = new Limits(weir);
  for (const [id, terms] of Object.entries(MODES)) {
    keys[id] = (await weir.admin.createWorkload(id)).secret;
    await limits.budget(id, { scope: { workload: id }, amount: '5', ...terms });
  }
});
afterAll(async () => {
  await weir?.stop();
});

const call = (id: string) => limits.chat(keys[id] ?? '');
const answers = async (id: string) => {
  const { status, code } = await call(id);
  return code ?? status;
};

/** Control is killed as often as it is started, until told otherwise. */
function keepControlDown(): () => void {
  weir.kill('control');
  const timer = setInterval(() => weir.kill('control'), 100);
  return () => clearInterval(timer);
}

it('without control each budget does as it was told, and nothing is lost when control is back', async () => {
  for (const id of Object.keys(MODES)) for (let i = 0; i < 4; i++) expect(await answers(id)).toBe(200);
  const letUp = keepControlDown();
  let passed = 0;
  try {
    const refused = await waitFor('the closed budget to refuse', 2_000, async () => {
      const answer = await call('closed');
      return answer.status === 200 ? undefined : answer;
    });
    expect([refused.status, refused.code]).toEqual([503, 'limits_unavailable']);
    expect(refused.headers.get('retry-after')).toBeTruthy();
    expect(refused.ms).toBeLessThan(500);
    expect(await answers('held')).toBe(200);
    passed += 1;
    expect(await answers('soft')).toBe(200);
    const spent = await waitFor('the lease to be spent', 30_000, async () => {
      const answer = await call('held');
      if (answer.status === 200) passed += 1;
      return answer.status === 200 ? undefined : answer;
    });
    expect([spent.status, spent.code]).toEqual([503, 'limits_unavailable']);
    expect(spent.text).toContain('budget held');
    for (let i = 0; i < 5; i++) expect(await answers('soft')).toBe(200);
    expect(await answers('closed')).toBe('limits_unavailable');
  } finally {
    letUp();
  }
  console.log(`without control ${passed} calls passed on the lease at hand`);

  for (const id of Object.keys(MODES)) {
    await waitFor(`${id} to go on`, 60_000, async () => ((await answers(id)) === 200 ? true : undefined));
  }
  for (const id of Object.keys(MODES)) {
    const status = await limits.atRest(id, `workload=${id}`, 30_000);
    expect(Number(status.settled)).toBeGreaterThan(0);
    expect(status.cut_off_gateways).toEqual([]);
  }
  const { data } = await weir.admin.get<Page<Finding>>('/findings?kind=budget_mismatch');
  expect(data).toEqual([]);
});
