import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Decimal } from '@weir/core/money';
import { expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { startCountingProvider } from './provider.ts';
import { judge } from './verdict.ts';

const WORKLOAD = 'on-a-budget';
/** USD. A call costs 0.0000132 and reserves some 0.00005. */
const LIMIT = '0.02';
const CLIENTS = 24;

it('never passes a hard budget, though gateways and control are killed while many clients spend it', async () => {
  const provider = await startCountingProvider();
  const dir = mkdtempSync(join(tmpdir(), 'weir-budget-'));
  const config = [
    'providers:',
    '  - { id: counting, dialect: openai, price_provider: openai, models: ["gpt-4o-mini"],',
    `      base_url: "${provider.url}" }`,
  ].join('\n');
  const weir = await startWeir({ dir, config, workers: 2 });
  try {
    const budget = { amount: LIMIT, currency: 'USD', period: 'month' };
    const { secret } = await weir.admin.createWorkload(WORKLOAD, { approved_models: [], budget });
    const spending = { statuses: new Map<number, number>(), stop: false };
    const clients = Array.from({ length: CLIENTS }, (_, i) => spend(weir, secret, i, spending));
    for (const role of ['worker', 'control', 'worker', 'control'] as const) {
      await sleep(600);
      weir.kill(role);
    }
    const refusal = await waitFor('the budget to be spent', 60_000, () => exhausted(weir, secret));
    spending.stop = true;
    await Promise.all(clients);

    const verdict = await judge(weir.admin, WORKLOAD, [], provider.reached);
    expect(verdict).toMatchObject({ reachedButMissing: [], twice: [], unflagged: [] });
    expect(Decimal.from(verdict.cost).compare(Decimal.from(LIMIT))).toBeLessThanOrEqual(0);
    expect(Number(verdict.cost)).toBeGreaterThan(0.019);
    expect(refusal).toMatchObject({ code: 'budget_exhausted' });
    expect(refusal.message).toMatch(/monthly budget on-a-budget \(workload on-a-budget\)/);
    expect(refusal.message).toContain('test@example.com');
    expect(spending.statuses.get(200)).toBeGreaterThan(500);
    expect([...spending.statuses.keys()].filter((status) => ![0, 200, 402, 503].includes(status))).toEqual(
      [],
    );
  } finally {
    await weir.stop();
    await provider.close();
    rmSync(dir, { recursive: true, force: true });
  }
});

/** One client that calls until told to stop; 0 counts connections that broke. */
async function spend(
  weir: RunningWeir,
  key: string,
  client: number,
  spending: { statuses: Map<number, number>; stop: boolean },
): Promise<void> {
  for (let i = 0; !spending.stop; i++) {
    const status = await call(weir, key, `client-${client}-${i}`).then(
      (response) => response.arrayBuffer().then(() => response.status),
      () => 0,
    );
    spending.statuses.set(status, (spending.statuses.get(status) ?? 0) + 1);
    if (status !== 200) await sleep(50);
  }
}

/** The refusal, once every call is refused: probed a few times in a row. */
async function exhausted(
  weir: RunningWeir,
  key: string,
): Promise<{ code: string; message: string } | undefined> {
  let refusal: { code: string; message: string } | undefined;
  for (let i = 0; i < 10; i++) {
    const response = await call(weir, key, `probe-${performance.now()}`);
    if (response.status !== 402) {
      await response.arrayBuffer();
      return undefined;
    }
    refusal = ((await response.json()) as { error: { code: string; message: string } }).error;
    await sleep(20);
  }
  return refusal;
}

function call({ gatewayUrl }: RunningWeir, key: string, user: string): Promise<Response> {
  return fetch(`${gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${key}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      model: 'gpt-4o-mini',
      user,
      max_tokens: 50,
      messages: [{ role: 'user', content: 'Say something in about twelve tokens, please.' }],
    }),
  });
}
