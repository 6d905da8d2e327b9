import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { CostReport, Period } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { dollars, openaiCost } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';
import { pico } from './amounts.ts';
import { Books } from './books.ts';
import { inProcess, weir, weirJson } from './command.ts';
import { configOf, day, MONTH } from './month-fixture.ts';
import { startTwoProviders, type TwoProviders } from './two-providers.ts';

/** Every call of the fake provider costs the same. */
const CALL_PICO = pico(
  openaiCost('gpt-4o-mini', {
    prompt_tokens: 2_000,
    completion_tokens: 300,
    prompt_tokens_details: { cached_tokens: 800 },
  }),
);
const root = mkdtempSync(join(tmpdir(), 'weir-books-backup-'));
const backup = join(root, 'backup');
const there = join(root, 'there');
let providers: TwoProviders;
let home: RunningWeir;
let secret = '';

const total = async (of: RunningWeir) =>
  (await of.admin.get<CostReport>('/costs?by=workload&since=2020-01-01&until=2100-01-01')).total;

beforeAll(async () => {
  providers = await startTwoProviders(new Books(), () => new Date());
  home = await startWeir({ config: JSON.stringify(configOf(providers.url)) });
  ({ secret } = await home.admin.createWorkload('support-bot', { approved_models: [] }));
});
afterAll(async () => {
  await home?.stop();
  await providers?.close();
  rmSync(root, { recursive: true, force: true });
});

async function call(): Promise<void> {
  const response = await fetch(`${home.gatewayUrl}/v1/chat/completions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
    body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hail' }] }),
  });
  expect(response.status, await response.text()).toBe(200);
}

describe('a backup', () => {
  let made = 0;
  let closed: Period;

  it('is made while calls flow, and verified', async () => {
    const past = { at: `${day(5)}T08:00:00Z`, input_tokens: 1_000, output_tokens: 100 };
    writeFileSync(join(home.dir, 'past.jsonl'), `${JSON.stringify(past)}\n`);
    const line = 'import calls past.jsonl --format jsonl --provider openai --model gpt-4o-mini --workload';
    await weir(home, `${line} support-bot`);
    closed = await weirJson<Period>(home, [
      ...['period', 'close', MONTH, '--by', 'cfo@example.com', '--force', '--reason', 'no bill'],
    ]);
    expect(closed.state).toBe('closed');

    let flowing = true;
    const flow = (async () => {
      while (flowing) {
        await call();
        made += 1;
        await sleep(5);
      }
    })();
    await waitFor('calls in the ledger', 20_000, async () =>
      (await total(home)).calls > 5 ? true : undefined,
    );
    const before = (await total(home)).calls;
    await inProcess(home.dir, ['backup', 'create', backup]);
    const after = made;
    await call();
    made += 1;
    flowing = false;
    await flow;
    await inProcess(home.dir, ['backup', 'verify', backup]);
    console.log(`backup: ${before} calls before, at most ${after + 1} at its end, ${made} made`);
    expect(made).toBeGreaterThan(before);
  });

  it('restored into an empty directory and started is the same Weir', async () => {
    await inProcess(root, ['backup', 'restore', backup, '--data-dir', there]);
    copyFileSync(join(home.dir, 'secrets.key'), join(there, 'secrets.key'));
    const restored = await startWeir({
      dir: there,
      config: readFileSync(join(home.dir, 'weir.yaml'), 'utf8'),
    });
    try {
      const { calls, cost } = await total(restored);
      // one of them was imported
      const gateway = calls - 1;
      expect(gateway).toBeGreaterThan(5);
      expect(gateway).toBeLessThan(made);
      expect(cost).toBe(dollars(CALL_PICO * BigInt(gateway) + pico(closed.cost)));
      const told = await weirJson<Period>(restored, ['period', 'show', MONTH]);
      expect(told).toMatchObject({ state: 'closed', cost: closed.cost, closed_cost: closed.closed_cost });
      // keys of before are good here, and what they cost lands
      const response = await fetch(`${restored.gatewayUrl}/v1/chat/completions`, {
        method: 'POST',
        headers: { authorization: `Bearer ${secret}`, 'content-type': 'application/json' },
        body: JSON.stringify({ model: 'gpt-4o-mini', messages: [{ role: 'user', content: 'hail' }] }),
      });
      expect(response.status, await response.text()).toBe(200);
      await waitFor('the call in the ledger', 20_000, async () =>
        (await total(restored)).calls === calls + 1 ? true : undefined,
      );
    } finally {
      await restored.stop();
    }
  });
});
