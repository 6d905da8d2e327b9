import { setTimeout as sleep } from 'node:timers/promises';
import { Decimal } from '@weir/core/money';
import { describe, expect, it } from 'vitest';
import { redisBinary } from '../../packages/server/src/platform/testing/redis-server.ts';
import { startCountingProvider } from '../faults/provider.ts';
import { judge } from '../faults/verdict.ts';
import { CLUSTER_MISSING, Cluster } from '../support/cluster.ts';
import { waitFor } from '../support/wait.ts';

const WORKLOAD = 'on-a-budget';
/** USD. A call costs 0.0000132 and reserves some 0.00005. */
const LIMIT = '0.02';
const CLIENTS = 16;
const KEEPERS = [
  { keeper: 'control', redis: false, missing: CLUSTER_MISSING },
  { keeper: 'Redis', redis: true, missing: redisBinary === undefined ? 'no Redis' : CLUSTER_MISSING },
];

describe.each(KEEPERS)('a hard budget over two hosts, kept by $keeper', ({ redis, missing }) => {
  it.skipIf(missing !== undefined)('is never passed while gateways and controls are killed', async () => {
    const provider = await startCountingProvider();
    const counting = {
      id: 'counting',
      dialect: 'openai',
      price_provider: 'openai',
      models: ['gpt-4o-mini'],
      base_url: provider.url,
    };
    const cluster = await Cluster.start({ redis, config: { providers: [counting] } });
    try {
      const budget = { amount: LIMIT, currency: 'USD', period: 'month' };
      const admin = await cluster.admin();
      const { secret } = await admin.createWorkload(WORKLOAD, { approved_models: [], budget });
      const spending = { statuses: new Map<number, number>(), stop: false };
      const urls = cluster.gateways.map(({ url }) => url);
      const clients = Array.from({ length: CLIENTS }, (_, i) => spend(urls, secret, i, spending));
      await sleep(500);
      cluster.gateways[0]?.program.kill('worker');
      await sleep(500);
      const led = await cluster.leader();
      await led.program.killAll();
      await sleep(300);
      cluster.gateways[1]?.program.kill('worker');
      await cluster.leader();
      cluster.restartControl(cluster.controls.indexOf(led));
      if (redis) {
        await cluster.redis?.kill();
        await sleep(300);
        await cluster.redis?.start();
      }
      await waitFor('the budget to be spent', 60_000, () => exhausted(urls, secret));
      spending.stop = true;
      await Promise.all(clients);

      const verdict = await judge(await cluster.admin(), WORKLOAD, [], provider.reached);
      expect(verdict).toMatchObject({ reachedButMissing: [], twice: [], unflagged: [] });
      expect(Decimal.from(verdict.cost).compare(Decimal.from(LIMIT))).toBeLessThanOrEqual(0);
      expect(Number(verdict.cost)).toBeGreaterThan(0.019);
      const statuses = [...spending.statuses.keys()];
      expect(statuses.filter((status) => ![0, 200, 402, 503].includes(status))).toEqual([]);
      console.log(`spent ${verdict.cost} of ${LIMIT}`, Object.fromEntries(spending.statuses));
    } catch (error) {
      console.log(cluster.output().slice(-8_000));
      throw error;
    } finally {
      await cluster.stop();
      await provider.close();
    }
  });
});

/** One client that calls one gateway after the other until told to stop; 0 counts connections that broke. */
async function spend(
  gateways: readonly string[],
  key: string,
  client: number,
  spending: { statuses: Map<number, number>; stop: boolean },
): Promise<void> {
  for (let i = client; !spending.stop; i += 1) {
    const status = await call(gateways[i % gateways.length] ?? '', key, `client-${client}-${i}`).then(
      (response) => response.arrayBuffer().then(() => response.status),
      () => 0,
    );
    spending.statuses.set(status, (spending.statuses.get(status) ?? 0) + 1);
    if (status !== 200) await sleep(50);
  }
}

/** True once every gateway refuses call after call. */
async function exhausted(gateways: readonly string[], key: string): Promise<true | undefined> {
  for (let i = 0; i < 10; i += 1) {
    const response = await call(gateways[i % gateways.length] ?? '', key, `probe-${performance.now()}`);
    await response.arrayBuffer();
    if (response.status !== 402) return undefined;
    await sleep(20);
  }
  return true;
}

function call(gateway: string, key: string, user: string): Promise<Response> {
  return fetch(`${gateway}/v1/chat/completions`, {
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
