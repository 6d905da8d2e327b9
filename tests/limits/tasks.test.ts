import { isDeepStrictEqual } from 'node:util';
import { createOpenAI } from '@ai-sdk/openai';
import type { Approval, Page, TaskPolicy, TaskView } from '@weir/core/contract';
import { APICallError, generateText, stepCountIs, tool } from 'ai';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { isZero, Limits, less } from '../support/limits.ts';
import { sumOf } from '../support/prices.ts';
import { waitFor } from '../support/wait.ts';
import { WebhookReceiver } from '../support/webhook.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

let weir: RunningWeir;
let limits: Limits;

beforeAll(async () => {
  weir = await startWeir({ workers: 2 });
  limits = new Limits(weir);
});
afterAll(async () => {
  await weir?.stop();
});

const workloadWith = async (id: string, tasks: Partial<TaskPolicy>) =>
  (await weir.admin.createWorkload(id, { limits: { tasks } })).secret;

interface Run {
  secret: string;
  task: string;
  model?: string;
  /** Steps after which the agent is done by itself. */
  steps?: number;
  headers?: Record<string, string>;
}

/** An agent that looks something up again and again, as the AI SDK runs it. */
async function agent({ secret, task, model = 'gpt-4o-mini', steps = 10, headers = {} }: Run) {
  let requests = 0;
  const openai = createOpenAI({
    apiKey: secret,
    baseURL: `${weir.gatewayUrl}/v1`,
    headers: { 'x-weir-task': task, ...headers },
    fetch: (input, init) => {
      requests += 1;
      return fetch(input, init);
    },
  });
  const looked: string[] = [];
  const failure = await generateText({
    model: openai.chat(model),
    prompt: `What is the weather in Oslo, and why? Task ${task}.`,
    maxOutputTokens: 60,
    toolChoice: 'required',
    stopWhen: stepCountIs(steps),
    tools: {
      weather: tool({
        inputSchema: z.object({ city: z.string() }),
        execute: async ({ city }) => {
          looked.push(city);
          return `rain, look ${looked.length}`;
        },
      }),
    },
  }).then(
    () => undefined,
    (error: unknown) => error,
  );
  return { failure, requests, looked: looked.length };
}

/** Refused by Weir with this code, in the SDK's own error class, and asked only once. */
function expectRefusal(failure: unknown, code: string): void {
  expect(failure).toBeInstanceOf(APICallError);
  if (!APICallError.isInstance(failure)) return;
  expect(failure.statusCode).toBe(403);
  expect(failure.isRetryable).toBe(false);
  expect(failure.responseHeaders?.['x-weir-error']).toBe(code);
}

/** Once all its calls are in the ledger: the API's answer, which is also what `weir task show` prints. */
async function taskOf(workload: string, task: string, steps: number): Promise<TaskView> {
  const read = () => weir.admin.get<TaskView>(`/tasks/${workload}/${task}`);
  const { before, printed } = await waitFor(`task ${task} to be at rest`, 5_000, async () => {
    const before = await read();
    const landed = before.steps === steps && isZero(before.reserved ?? '0');
    if (!landed || sumOf(before.calls.map(({ cost }) => cost)) !== before.cost) return undefined;
    const printed = await limits.cliJson<TaskView>(['task', 'show', workload, task]);
    return isDeepStrictEqual(before, await read()) ? { before, printed } : undefined;
  });
  expect(printed).toEqual(before);
  return before;
}

describe('a task of an agent built with the AI SDK', () => {
  it('is stopped after its steps, and shown as the ledger has it', async () => {
    const secret = await workloadWith('stepper', { max_steps: 4, max_tool_calls: 50 });
    const { failure, requests, looked } = await agent({ secret, task: 'run-1' });
    expectRefusal(failure, 'task_limit_reached');
    expect([requests, looked]).toEqual([5, 4]);
    const view = await taskOf('stepper', 'run-1', 4);
    expect(view).toMatchObject({
      state: 'stopped',
      tool_calls: 4,
      tools: [{ name: 'weather', calls: 4 }],
      reason: expect.stringMatching(/step/),
    });
    expect(view.limits).toContainEqual(
      expect.objectContaining({ limit: 'steps', most: '4', used: '4', used_percent: 100 }),
    );
    expect(view.cost).toBe(await limits.cost('workload=stepper'));
    const made = view.calls.filter(({ status }) => status === 'ok');
    expect(made.map(({ tool_names }) => tool_names)).toEqual(Array(4).fill(['weather']));
    const sums = made.reduce((sum, { usage }) => sum + (usage['input_tokens'] ?? 0), 0);
    expect(view.input_tokens).toBe(sums);
    // another task of the same workload begins at nothing
    expect((await agent({ secret, task: 'run-2', steps: 2 })).failure).toBeUndefined();
    expect((await taskOf('stepper', 'run-2', 2)).state).not.toBe('stopped');
  });

  it('never costs more than it may', async () => {
    const most = '0.001';
    const secret = await workloadWith('coster', { max_cost: most });
    const { failure, requests } = await agent({ secret, task: 'run-1', steps: 60 });
    expectRefusal(failure, 'task_limit_reached');
    const view = await taskOf('coster', 'run-1', requests - 1);
    expect(less(most, view.cost)).toBe(false);
    // refused no earlier than the worst case of the next step demands; the step before may still be on its way to the book
    const worst = Math.max(...view.calls.map(({ reserved_cost }) => Number(reserved_cost)));
    expect(Number(most) - Number(view.cost)).toBeLessThan(2.5 * worst);
    expect(view.cost).toBe(await limits.cost('workload=coster'));
  });

  it('is stopped when it asks the same again and again, but not when it asks something else', async () => {
    const secret = await workloadWith('looper', { max_identical_calls: 3 });
    const ask = (content: string) =>
      limits.chat(secret, { messages: [{ role: 'user', content }] }, { 'x-weir-task': 'loop' });
    for (let i = 0; i < 3; i++) expect((await ask('Is it done?')).status).toBe(200);
    const refused = await ask('Is it done?');
    expect([refused.status, refused.code]).toEqual([403, 'task_limit_reached']);
    expect(refused.text).toMatch(/same|identical|loop/);
  });

  it('waits for consent before a dearer model, and goes on with it once a person said yes', async () => {
    const secret = await workloadWith('gated', {
      gate: { tiers: ['mid', 'frontier'], action: 'approval' },
    });
    const dear = () => agent({ secret, task: 'run-1', model: 'gpt-4o', steps: 2 });
    expectRefusal((await dear()).failure, 'task_waiting');
    expect((await agent({ secret, task: 'run-1', steps: 2 })).failure).toBeUndefined();
    const asked = await waitFor('the question', 5_000, async () => {
      const { data } = await limits.cliJson<Page<Approval>>(['approval', 'list']);
      return data.find(({ subject }) => subject === 'gated/run-1');
    });
    expect(asked).toMatchObject({ kind: 'task', state: 'pending', workload: 'gated' });
    expect((await weir.admin.get<TaskView>('/tasks/gated/run-1')).approval).toBe(asked.id);
    await limits.cliJson(['approval', 'approve', asked.id, '--reason', 'worth it']);
    await waitFor('the dearer model', 2_000, async () =>
      (await dear()).failure === undefined ? true : undefined,
    );
    expectRefusal((await agent({ secret, task: 'run-2', model: 'gpt-4o' })).failure, 'task_waiting');
  });

  it('is handed to a person at its limit, told to their server, and resumes when approved', async () => {
    const hook = await new WebhookReceiver<Record<string, unknown>>().open();
    try {
      const secret = await workloadWith('handed', { max_steps: 3, on_limit: 'handoff', webhook: hook.url });
      expectRefusal((await agent({ secret, task: 'run-1' })).failure, 'task_waiting');
      const told = await waitFor('the webhook', 5_000, () => hook.received[0]);
      expect(told.headers['x-weir-signature']).toMatch(/^t=\d+,v1=[0-9a-f]{64}$/);
      expect(told.text).toContain('handed');
      expect(told.text).toContain('run-1');
      const asked = await waitFor('the question', 5_000, async () => {
        const { data } = await weir.admin.get<Page<Approval>>('/approvals?state=pending');
        return data.find(({ subject }) => subject === 'handed/run-1');
      });
      expect((await weir.admin.get<TaskView>('/tasks/handed/run-1')).state).toBe('waiting');
      await limits.cliJson(['approval', 'approve', asked.id]);
      const resumed = await waitFor('the task to resume', 2_000, async () => {
        const run = await agent({ secret, task: 'run-1' });
        return run.requests > 1 ? run : undefined;
      });
      // three more steps, then a person is asked again
      expect(resumed.requests).toBe(4);
      expectRefusal(resumed.failure, 'task_waiting');
      await taskOf('handed', 'run-1', 6);
    } finally {
      await hook.close();
    }
  });

  it('may start tasks, and these further ones, only so deep', async () => {
    const secret = await workloadWith('nested', { max_depth: 2 });
    const start = (task: string, parent?: string) =>
      limits.chat(
        secret,
        {},
        {
          'x-weir-task': task,
          ...(parent === undefined ? {} : { 'x-weir-parent-task': parent }),
        },
      );
    expect((await start('root')).status).toBe(200);
    expect((await start('child', 'root')).status).toBe(200);
    const refused = await start('grandchild', 'child');
    expect([refused.status, refused.code]).toEqual([403, 'task_limit_reached']);
    expect((await start('sibling', 'root')).status).toBe(200);
    await waitFor('the parent in the view', 5_000, async () =>
      (await weir.admin.get<TaskView>('/tasks/nested/child')).parent_task === 'root' ? true : undefined,
    );
  });

  it('is told by its trace where the caller names none', async () => {
    const secret = await workloadWith('traced', { max_steps: 2 });
    const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
    const span = (id: number) =>
      limits.chat(secret, {}, { traceparent: `00-${trace}-00f067aa0ba902b${id}-01` });
    expect((await span(1)).status).toBe(200);
    expect((await span(2)).status).toBe(200);
    const refused = await span(3);
    expect([refused.status, refused.code]).toEqual([403, 'task_limit_reached']);
    expect((await limits.chat(secret)).status).toBe(200);
    expect((await taskOf('traced', trace, 2)).steps).toBe(2);
  });
});
