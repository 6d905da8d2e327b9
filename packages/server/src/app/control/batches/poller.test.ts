import { expect, it } from 'vitest';
import type { ResourceRecord } from '../../../registry/index.ts';
import { testClock } from '../../../registry/testing.ts';
import { BatchPoller } from './poller.ts';

const record = (id: string, created_at: number): ResourceRecord => ({
  id,
  kind: 'batch',
  dialect: 'openai',
  provider: 'openai',
  workload: 'bot',
  key: 'k',
  organization: 'default',
  call_id: 'c',
  created_at,
});

it('looks at young batches often, at old and failing ones seldom, and goes on after a failure', async () => {
  const clock = testClock();
  const young = record('young', clock.now());
  const old = record('old', clock.now() - 24 * 3_600_000);
  const bad = record('bad', clock.now());
  const looks: Record<string, number> = {};
  const failures: string[] = [];
  const poller = new BatchPoller({
    open: async () => [bad, young, old],
    settle: async ({ id }) => {
      looks[id] = (looks[id] ?? 0) + 1;
      if (id === 'bad') throw new Error('unreachable');
      return false;
    },
    clock,
    random: () => 0.5,
    intervalMs: 60_000,
    failed: ({ id }) => failures.push(id),
  });
  for (let minute = 0; minute <= 10; minute++) {
    await poller.look();
    clock.advance(60_000);
  }
  expect(looks['young']).toBe(11);
  expect(looks['old']).toBe(2);
  expect(looks['bad']).toBeLessThan(5);
  expect(failures).toHaveLength(looks['bad'] ?? 0);
  await poller.stop();
});
