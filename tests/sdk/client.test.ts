import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import type { CallSummary, Outcome, Page } from '@weir/core/contract';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { waitFor } from '../support/wait.ts';
import { type RunningWeir, startWeir } from '../support/weir.ts';

const run = promisify(execFile);
const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const WORKLOAD = 'examples';

let weir: RunningWeir;
let key: string;

beforeAll(async () => {
  weir = await startWeir();
  key = (await weir.admin.createWorkload(WORKLOAD)).secret;
});
afterAll(async () => {
  await weir?.stop();
});

/** Runs an example as its reader would; answers what it printed. */
async function example(name: string): Promise<Record<string, unknown>> {
  const { stdout } = await run(process.execPath, ['--import', 'tsx', `examples/${name}.ts`], {
    cwd: ROOT,
    env: {
      PATH: process.env['PATH'],
      WEIR_URL: weir.gatewayUrl,
      WEIR_ADMIN_URL: weir.adminUrl,
      WEIR_KEY: key,
      WEIR_WORKLOAD: WORKLOAD,
    },
    timeout: 60_000,
  });
  return JSON.parse(stdout.trim().split('\n').at(-1) ?? '') as Record<string, unknown>;
}

/** Calls of a task in the order of their steps, once there are so many. */
async function callsOf(task: unknown, count: number): Promise<CallSummary[]> {
  const calls = await waitFor(`${count} calls of task ${String(task)}`, 8_000, async () => {
    const found = (await weir.admin.calls(WORKLOAD, count)).filter(({ tags }) => tags['task'] === task);
    return found.length >= count ? found : undefined;
  });
  return calls.sort((a, b) => Number(a.tags['step']) - Number(b.tags['step']));
}

/** The outcomes of a task; linked as soon as its calls have landed. */
async function outcomesOf(task: unknown): Promise<Outcome[]> {
  const query = new URLSearchParams({ workload: WORKLOAD, task: String(task), sandbox: 'include' });
  return waitFor(`the outcome of task ${String(task)}`, 8_000, async () => {
    const { data } = await weir.admin.get<Page<Outcome>>(`/outcomes?${query}`);
    return data.length > 0 && data.every(({ link }) => link === 'linked') ? data : undefined;
  });
}

describe('@weir/client, with the examples of its users', () => {
  it('OpenAI: calls are steps of a task, and the outcome is told', async () => {
    const { task, steps, outcome, delivered } = await example('openai');
    expect([steps, delivered]).toEqual([2, 1]);
    const calls = await callsOf(task, 2);
    expect(calls.map(({ tags }) => tags['step'])).toEqual(['1', '2']);
    expect(calls[0]?.tags).toMatchObject({
      customer: 'acme',
      user: 'u-17',
      prompt_version: 'v13',
      use_case: 'testing',
    });
    expect(await outcomesOf(task)).toMatchObject([
      {
        id: outcome,
        outcome: 'ticket_resolved',
        success: true,
        value: '4.2',
        currency: 'USD',
        customer: 'acme',
      },
    ]);
  });

  it('Anthropic: a task starts another one, and both are told apart', async () => {
    const { task, child, steps } = await example('anthropic');
    expect(steps).toBe(2);
    expect(await callsOf(task, 2)).toHaveLength(2);
    const [clause] = await callsOf(child, 1);
    expect(clause?.tags).toMatchObject({ parent_task: task, clause: 'liability', user: 'u-3', step: '1' });
    expect(await outcomesOf(task)).toMatchObject([
      { outcome: 'contract_reviewed', success: true, attributes: { deviations: 2 } },
    ]);
  });

  it('Vercel AI: steps of an agent are counted, its outcome follows from its tool', async () => {
    const { task, steps } = await example('vercel-ai');
    expect(steps).toBe(2);
    const calls = await callsOf(task, 2);
    expect(calls.map(({ tags }) => tags['customer'])).toEqual(['c-00042', 'c-00042']);
    expect(await outcomesOf(task)).toMatchObject([{ outcome: 'claim_routed', success: true }]);
  });

  it('LangChain: a shared model keeps tasks apart that run at the same time', async () => {
    const { tasks, steps, delivered } = await example('langchain');
    expect([steps, delivered]).toEqual([2, 2]);
    const [acme, globex] = tasks as [string, string];
    for (const [task, customer] of [
      [acme, 'acme'],
      [globex, 'globex'],
    ]) {
      const calls = await callsOf(task, 2);
      expect(calls.map(({ tags }) => [tags['step'], tags['customer']])).toEqual([
        ['1', customer],
        ['2', customer],
      ]);
      expect(await outcomesOf(task)).toMatchObject([{ outcome: 'draft_sent', customer }]);
    }
  });
});
