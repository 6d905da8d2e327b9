import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { AccountStatus } from '../../limits/budgets/port.ts';
import { systemClock } from '../../platform/clock.ts';
import { configSchema } from '../../platform/config/schema.ts';
import { silentLogger } from '../../platform/log.ts';
import { type TestClock, testRegistry } from '../../registry/testing.ts';
import { openAlertDesk, serveAlerts } from './alerts.ts';
import type { Stores } from './stores.ts';

const BY = { actor: 'admin' };
const realTime: TestClock = { ...systemClock, advance: () => {}, set: () => {} };
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close();
});

describe('alerts as control serves them', () => {
  it('reach a webhook within five seconds of the crossing', async () => {
    const taken: { at: number; body: string }[] = [];
    const hook = createServer((request, response) => {
      const chunks: Buffer[] = [];
      request.on('data', (chunk: Buffer) => chunks.push(chunk));
      request.on('end', () => {
        taken.push({ at: performance.now(), body: Buffer.concat(chunks).toString('utf8') });
        response.end();
      });
    });
    await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
    closing.push(() => new Promise((resolve) => hook.close(resolve)));
    const registry = await testRegistry(realTime);
    closing.push(() => registry.close());
    const url = `http://127.0.0.1:${(hook.address() as AddressInfo).port}/`;
    await registry.budgets.create({ id: 'all', name: 'Everything', amount: '100', period: 'month' }, BY);
    await registry.alertChannels.create({ id: 'hook', kind: 'webhook', url }, BY);
    await registry.alertRules.change('budget-exhausted', { channels: ['hook'] }, BY);

    let statuses = [statusOf('green')];
    const desk = openAlertDesk(configSchema.parse({}), {}, registry, silentLogger);
    closing.push(() => desk.close());
    const alerts = serveAlerts({
      stores: { registry, ledger: quietLedger },
      desk,
      sources: { budgets: () => statuses },
      log: silentLogger,
    });
    closing.push(() => alerts.stop());
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(taken).toEqual([]);
    const crossed = performance.now();
    statuses = [statusOf('exhausted')];
    await expect.poll(() => taken.length, { timeout: 5_000, interval: 10 }).toBe(1);
    const [told] = taken;
    expect((told?.at ?? Number.POSITIVE_INFINITY) - crossed).toBeLessThan(5_000);
    expect(JSON.parse(told?.body ?? '')).toMatchObject({
      event: 'opened',
      url: 'http://127.0.0.1:4010/budgets/all',
    });
  }, 60_000);
});

function statusOf(level: AccountStatus['level']): AccountStatus {
  const settled = (level === 'exhausted' ? 100n : 1n) * 10n ** 12n;
  const period = { start: 0, end: Number.POSITIVE_INFINITY };
  const limit = 100n * 10n ** 12n;
  return {
    budget: 'all',
    period,
    limit,
    settled,
    reserved: 0n,
    leased: 0n,
    level,
    certain: true,
    overshoot: 0n,
  };
}

const quietLedger = { spend: async () => [0n], activity: async () => [] } as unknown as Stores['ledger'];
