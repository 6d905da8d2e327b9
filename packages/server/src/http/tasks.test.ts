import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import type { TaskDetail } from '../ledger/port.ts';
import type { LiveTask } from '../limits/tasks/port.ts';
import { createHarness, type Harness } from './testing.ts';

interface Answer {
  state: string;
  data: { task: string }[];
  error: { code: string };
}

const ODD = 'run/42 ü%2F';
const live = new Map<string, LiveTask>();
let weir: Harness;

beforeEach(() => live.clear());
beforeAll(async () => {
  weir = await createHarness({ tasks: { live: ({ workload, task }) => live.get(`${workload}/${task}`) } });
  await weir.call('POST', '/applications', { id: 'app', name: 'App' });
  const made = await weir.call('POST', '/workloads', {
    id: 'agent',
    application: 'app',
    environment: 'development',
    owner: 'ann@example.com',
    limits: { tasks: { max_steps: 4, max_cost: '1', max_tokens_per_step: 100 } },
  });
  expect(await made.json()).toMatchObject({ id: 'agent' });
  const details = [detailOf(ODD), detailOf('t-2'), detailOf('t-3')];
  weir.ledger.task = async (workload, task) =>
    details.find((one) => one.workload === workload && one.task === task);
  weir.ledger.tasks = async ({ limit, cursor = '0' }) => {
    const next = Number(cursor) + limit;
    const data = details
      .slice(Number(cursor), next)
      .map(({ tools, calls, truncated, ...figures }) => figures);
    return { data, next_cursor: next < details.length ? String(next) : null };
  };
});
afterAll(() => weir.close());

function detailOf(task: string): TaskDetail {
  const at = new Date(weir.clock.now()).toISOString();
  return {
    task,
    workload: 'agent',
    started_at: at,
    last_call_at: at,
    steps: 3,
    tool_calls: 2,
    input_tokens: 100,
    output_tokens: 20,
    retries: 1,
    errors: 0,
    cost: '0.25',
    currency: 'USD',
    tools: [{ name: 'search', calls: 2 }],
    calls: [],
    truncated: false,
  };
}

function liveOf(task: string, more: Partial<LiveTask>): void {
  live.set(`agent/${task}`, {
    workload: 'agent',
    task,
    state: 'running',
    reason: undefined,
    approval: undefined,
    reserved: 0n,
    open: 0,
    lastActivity: weir.clock.now(),
    limits: [],
    ...more,
  });
}

const pathOf = (task: string) => `/tasks/agent/${encodeURIComponent(task)}`;
const answer = async (method: string, path: string, body?: unknown) => {
  const response = await weir.call(method, path, body);
  return { status: response.status, body: (await response.json()) as Answer };
};

describe('tasks', () => {
  it('shows a task whose id holds slashes and percent signs, with how far its limits are used', async () => {
    const { status, body } = await answer('GET', pathOf(ODD));
    expect(status).toBe(200);
    expect(body).toMatchObject({
      task: ODD,
      state: 'running',
      tools: [{ name: 'search', calls: 2 }],
      limits: [
        { limit: 'cost', most: '1.000000000000', used: '0.250000000000', used_percent: 25 },
        { limit: 'steps', most: '4', used: '3', used_percent: 75 },
        { limit: 'tokens_per_step' },
      ],
    });
    expect((await answer('GET', pathOf('nobody'))).body.error.code).toBe('not_found');
    expect((await answer('GET', pathOf('x'.repeat(257)))).body.error).toMatchObject({ field: 'task' });
  });

  it('shows what control knows of it now, also before its first call has landed', async () => {
    const limits = [{ limit: 'steps', most: 8n, used: 4n }] as const;
    liveOf('t-2', { state: 'waiting', reason: 'May it go on?', approval: 'a-1', reserved: 5n, limits });
    expect((await answer('GET', pathOf('t-2'))).body).toMatchObject({
      state: 'waiting',
      reason: 'May it go on?',
      approval: 'a-1',
      reserved: '0.000000000005',
      limits: [{ most: '8', used: '4', used_percent: 50 }],
    });
    liveOf('fresh', { open: 1 });
    expect((await answer('GET', pathOf('fresh'))).body).toMatchObject({ state: 'running', steps: 0 });
  });

  it('is stopped by a kill switch and goes on when that is taken back', async () => {
    expect((await answer('POST', `${pathOf(ODD)}/resume`)).body.error.code).toBe('conflict');
    const stopped = await answer('POST', `${pathOf(ODD)}/stop`, { reason: 'runs wild' });
    expect(stopped.body).toMatchObject({ target: 'task', subject: `agent/${ODD}`, cut: true });
    expect((await answer('GET', pathOf(ODD))).body).toMatchObject({
      state: 'stopped',
      reason: 'Stopped by an operator: runs wild',
    });
    expect((await answer('POST', `${pathOf(ODD)}/resume`)).body).toHaveProperty('ended_at');
    expect((await answer('GET', pathOf(ODD))).body.state).toBe('running');
    expect((await answer('POST', `${pathOf('t-2')}/stop`)).status).toBe(200);
    expect((await answer('POST', `${pathOf('t-2')}/resume`)).status).toBe(200);
  });

  it('lists by state across pages', async () => {
    liveOf('t-3', { state: 'stopped', reason: 'enough' });
    const { body } = await answer('GET', '/tasks?state=stopped&limit=1');
    expect(body).toMatchObject({ data: [{ task: 't-3', reason: 'enough' }], next_cursor: null });
    expect((await answer('GET', '/tasks?limit=2')).body.data).toHaveLength(2);
    expect((await answer('GET', '/tasks?state=odd')).status).toBe(400);
    weir.clock.advance(3_600_000);
    expect((await answer('GET', '/tasks?state=ended')).body.data.map(({ task }) => task)).toEqual([
      ODD,
      't-2',
    ]);
  });
});
