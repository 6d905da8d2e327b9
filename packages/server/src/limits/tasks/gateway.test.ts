import { WeirError } from '@weir/core/errors';
import { describe, expect, it } from 'vitest';
import type { TaskStep } from '../port.ts';
import { createTasks, type GatewayTasks } from './gateway.ts';
import { microtasks, policyOf, usd } from './testing/world.ts';
import { BEGIN_TOPIC, decodeBegin, decodeTold, type Told } from './wire.ts';

const ENDED = { tokens: 5, toolCalls: 0, retries: 0, cost: usd('0.01'), failed: false };

/** Control at the other end: answers begins as told, and notes what it hears. */
class Link {
  now = 1_000_000;
  connected = true;
  /** Answers to begins; the last one stays. */
  answers: (object | Error)[] = [{ held: true }];
  begins: ReturnType<typeof decodeBegin>[] = [];
  told: Told[] = [];
  deaf = false;
  private timers: (() => void)[] = [];
  readonly tasks: GatewayTasks = createTasks({
    request: async (topic, payload) => {
      const wire: unknown = JSON.parse(JSON.stringify(payload));
      if (!this.connected || this.deaf) throw new WeirError('limits_unavailable', 'no answer in time');
      if (topic !== BEGIN_TOPIC) {
        this.told.push(decodeTold(wire));
        return {};
      }
      this.begins.push(decodeBegin(wire));
      const answer = this.answers.length > 1 ? this.answers.shift() : this.answers[0];
      if (answer instanceof Error) throw answer;
      return answer;
    },
    connected: () => this.connected,
    clock: { now: () => this.now, monotonic: () => this.now },
    later: (_ms, work) => this.timers.push(work),
  });

  async tick(): Promise<void> {
    await microtasks();
    for (const work of this.timers.splice(0)) work();
    await microtasks();
  }

  get heard() {
    return this.told.flatMap(({ calls }) => calls);
  }
}

function stepOf(callId: string, more: Partial<TaskStep> = {}): TaskStep {
  return {
    workload: 'agent',
    task: 't/1 ü',
    parentTask: 'p',
    policy: policyOf({ max_steps: 3 }),
    callId,
    at: 0,
    digest: 'd',
    tier: 'mid',
    tokens: 10,
    cost: usd('0.05'),
    ...more,
  };
}

describe("a gateway's side of tasks", () => {
  it('asks once per call and tells of its end without being waited for', async () => {
    const link = new Link();
    const pass = await link.tasks.begin(stepOf('c-1'));
    expect(link.begins).toMatchObject([
      { callId: 'c-1', task: 't/1 ü', parentTask: 'p', tier: 'mid', cost: usd('0.05'), degraded: false },
    ]);
    pass.end(ENDED);
    pass.end({ ...ENDED, cost: 0n });
    await link.tick();
    expect(link.told).toHaveLength(1);
    expect(link.heard).toMatchObject([{ callId: 'c-1', end: { cost: usd('0.01'), made: true } }]);
  });

  it('passes refusals on, and has nothing to tell of such calls', async () => {
    const link = new Link();
    link.answers = [new WeirError('task_limit_reached', 'enough')];
    await expect(link.tasks.begin(stepOf('c-1'))).rejects.toMatchObject({ code: 'task_limit_reached' });
    await link.tick();
    expect(link.tasks.status().pending).toBe(0);
  });

  it('asks again with what the call costs when made cheaper', async () => {
    const link = new Link();
    const degrade = { tier: 'small' } as const;
    link.answers = [{ held: false, degrade }, { held: true }];
    const cheaper = () => ({ tier: 'small' as const, tokens: 10, cost: usd('0.001') });
    const pass = await link.tasks.begin(stepOf('c-1', { cheaper }));
    expect(pass.degrade).toEqual(degrade);
    expect(link.begins[1]).toMatchObject({ degraded: true, tier: 'small', cost: usd('0.001') });
  });

  it('refuses or goes on by the policy when control cannot be asked, and tells it later', async () => {
    const link = new Link();
    link.connected = false;
    await expect(link.tasks.begin(stepOf('c-1'))).rejects.toMatchObject({ code: 'limits_unavailable' });
    const open = { policy: policyOf({ on_authority_loss: 'open' }) };
    const ended = await link.tasks.begin(stepOf('c-2', open));
    await link.tasks.begin(stepOf('c-3', open));
    ended.end(ENDED);
    await link.tick();
    expect(link.tasks.status()).toEqual({ pending: 2, unasked: 2 });
    link.connected = true;
    link.tasks.reconnected();
    await link.tick();
    expect(link.told.at(-1)?.whole).toBe(true);
    expect(link.heard.map(({ callId, end }) => [callId, end?.made])).toEqual([
      ['c-2', true],
      ['c-3', undefined],
    ]);
  });

  it('takes back what control may have counted without its answer arriving', async () => {
    const link = new Link();
    link.deaf = true;
    await expect(link.tasks.begin(stepOf('c-1'))).rejects.toMatchObject({ code: 'limits_unavailable' });
    await link.tick();
    link.deaf = false;
    await link.tick();
    expect(link.heard).toMatchObject([{ callId: 'c-1', end: { made: false } }]);
    expect(link.tasks.status().pending).toBe(0);
  });

  it('keeps what ended until it has landed, for a control that starts anew', async () => {
    const link = new Link();
    for (const id of ['c-1', 'c-2']) {
      link.now += 1_000;
      const pass = await link.tasks.begin(stepOf(id));
      pass.end(ENDED);
    }
    await link.tick();
    link.tasks.landed(link.now - 500);
    link.told = [];
    link.tasks.reconnected();
    await link.tick();
    expect(link.heard.map(({ callId }) => callId)).toEqual(['c-2']);
    link.tasks.landed(link.now);
    expect(link.tasks.status().pending).toBe(0);
  });

  it('tells many calls in several messages, the last of which says so', async () => {
    const link = new Link();
    for (let i = 0; i < 1_200; i++) await link.tasks.begin(stepOf(`c-${i}`));
    link.tasks.reconnected();
    await link.tick();
    expect(link.told.map(({ calls, whole }) => [calls.length, whole])).toEqual([
      [500, false],
      [500, false],
      [200, true],
    ]);
  });
});
