import { afterAll, beforeAll, expect, it } from 'vitest';
import type { TaskNotice } from '../limits/tasks/port.ts';
import { tellTaskWebhook } from './task-notices.ts';
import { type AlertBench, alertBench } from './testing.ts';

const URL = 'https://agents.example.com/hand-over';
const NOTICE: TaskNotice = {
  workload: 'playground',
  task: 'run-7',
  kind: 'waiting',
  limit: 'steps',
  text: 'It has made 50 of 50 steps.',
  most: '50',
  used: '50',
  costSoFar: 1_500_000_000_000n,
  steps: 50,
  lastTools: ['search', 'search'],
  webhook: URL,
  approval: 'approval-1',
  at: Date.parse('2026-11-22T10:00:00Z'),
};

let b: AlertBench;
beforeAll(async () => {
  b = await alertBench();
});
afterAll(() => b.close());

it('hands a task over to the webhook of its policy, with context, through one channel for each address', async () => {
  let id = 0;
  const parts = { registry: b.registry, desk: { check: () => {} }, newId: () => `delivery-${++id}` };
  await tellTaskWebhook(parts, NOTICE);
  await tellTaskWebhook(parts, { ...NOTICE, task: 'run-8', kind: 'stopped', approval: undefined });
  await tellTaskWebhook(parts, { ...NOTICE, webhook: undefined });
  for (let i = 0; i < 3; i += 1) await b.sender.sweep();
  expect(b.sent.map(({ message }) => message.alert.title).sort()).toEqual([
    'Task run-7 waits for a person',
    'Task run-8 was stopped',
  ]);
  const told = b.sent.find(({ delivery }) => delivery === 'delivery-1');
  expect(told?.message).toMatchObject({
    url: 'https://weir.example.com/tasks/playground/run-7',
    context: { task: 'run-7', limit: 'steps', cost_so_far: '1.500000000000', approval: 'approval-1' },
  });
  const { data } = await b.registry.alertChannels.list({});
  expect(data).toMatchObject([{ kind: 'webhook', name: 'Tasks handed over', target: 'agents.example.com' }]);
});
