import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, expect, it } from 'vitest';
import { connectChannel, createChannelServer } from '../../platform/channel/index.ts';
import { silentLogger } from '../../platform/log.ts';
import type { AdmissionState } from '../../registry/index.ts';
import { serveRates } from '../control/rates.ts';
import { workerRates } from './rates.ts';

const closing: (() => void | Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

const rateLimits = [
  {
    id: 'chat',
    name: 'Chat',
    scope: {},
    metric: 'requests' as const,
    limit: '10',
    windowSeconds: 3_600,
    queueMs: 0,
  },
];
const state = { version: 1, rateLimits } as unknown as AdmissionState;

async function twoWorkers() {
  const directory = mkdtempSync(join(tmpdir(), 'weir-rates-'));
  closing.push(() => rmSync(directory, { recursive: true }));
  const path = join(directory, 'control.sock');
  const server = await createChannelServer(path, silentLogger);
  closing.push(() => server.close());
  const served = serveRates({ compile: () => state, onChange: () => () => undefined }, server);
  closing.push(() => served.stop());
  const workers = await Promise.all(
    ['g1', 'g2'].map(async (id) => {
      const channel = connectChannel(path, { id });
      closing.push(() => channel.close());
      const rates = workerRates(() => state, channel);
      closing.push(() => rates.stop());
      await new Promise<void>((resolve) => channel.onConnect(resolve));
      return rates;
    }),
  );
  return { served, workers };
}

it('keeps to one limit with two workers over the channel, and tells control who was refused', async () => {
  const { served, workers } = await twoWorkers();
  const subject = { key: 'k', tags: { workload: 'chat' } };
  const place = { provider: 'openai', model: 'gpt-4o', tier: undefined };
  let passed = 0;
  let refused = 0;
  for (let i = 0; i < 30; i += 1) {
    for (const rates of workers) {
      try {
        await rates.admit({ subject, place, tokens: 1, cost: 0n });
        passed += 1;
      } catch {
        refused += 1;
      }
    }
  }
  expect(passed).toBeGreaterThanOrEqual(9);
  expect(passed).toBeLessThanOrEqual(10);
  workers.forEach((rates, i) => {
    served.report(`g${i + 1}`, rates.figures());
    expect(rates.isShared).toBe(true);
  });
  expect(served.refused('chat')).toBe(refused);
  expect(served.status().get('chat')).toMatchObject({ subjects: 1, refused });
});
