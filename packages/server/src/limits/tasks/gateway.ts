import type { DegradeTo } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Clock } from '../../platform/clock.ts';
import type { TaskActual, TaskPass, TaskStep, Tasks } from '../port.ts';
import type { BeginAnswer, CallEnd, ToldCall } from './port.ts';
import { Untold } from './untold.ts';
import { BEGIN_TOPIC, decodeAnswer, encodeBegin, TELL_TOPIC } from './wire.ts';

/** How long control may take to answer. */
const BEGIN_MS = 1_000;

export interface GatewayTasksDeps {
  /** To control; rejects with `limits_unavailable` when it cannot be asked or does not answer in time. */
  request(topic: string, payload: unknown, timeoutMs: number): Promise<unknown>;
  connected(): boolean;
  clock: Clock;
  /** Calls `work` after `ms`, unless the process ends before. Default: an unref'd timer. */
  later?: (ms: number, work: () => void) => void;
}

export interface GatewayTasks extends Tasks {
  /** To be called when control is connected, again or for the first time, before anything begins: tells all it knows. */
  reconnected(): void;
  /** All that ended until then (epoch ms of this gateway's clock) is in the ledger. */
  landed(until: number): void;
  /** Tells what has ended and was not told yet, as far as control can be reached. */
  close(): Promise<void>;
  /** Calls control has not heard the last word of; let through without being asked about, since the start. */
  status(): { pending: number; unasked: number };
}

/**
 * A gateway's side of task limits: one question to control per call of a task whose workload has a policy, and one
 * message at its end that nothing waits for.
 */
export function createTasks(deps: GatewayTasksDeps): GatewayTasks {
  return new RemoteTasks(deps);
}

class RemoteTasks implements GatewayTasks {
  private readonly untold: Untold;
  private unasked = 0;
  private readonly deps: GatewayTasksDeps;

  constructor(deps: GatewayTasksDeps) {
    this.deps = deps;
    this.untold = new Untold({
      send: (told) => deps.request(TELL_TOPIC, told, BEGIN_MS),
      connected: deps.connected,
      clock: deps.clock,
      later: deps.later ?? ((ms, work) => void setTimeout(work, ms).unref()),
    });
  }

  async begin(step: TaskStep): Promise<TaskPass> {
    if (!this.deps.connected()) return this.unreachable(step, false);
    try {
      return await this.ask(step);
    } catch (error) {
      if (!(error instanceof WeirError) || error.code !== 'limits_unavailable') throw error;
      return this.unreachable(step, true);
    }
  }

  reconnected(): void {
    this.untold.tellAll();
  }

  landed(until: number): void {
    this.untold.landed(until);
  }

  close(): Promise<void> {
    return this.untold.flush();
  }

  status(): { pending: number; unasked: number } {
    return { pending: this.untold.size, unasked: this.unasked };
  }

  private async ask(step: TaskStep): Promise<TaskPass> {
    const answer = await this.request(step, false);
    if (answer.held) return this.pass(step, answer.degrade);
    const cheaper = step.cheaper === undefined ? step : { ...step, ...step.cheaper() };
    await this.request(cheaper, true);
    return this.pass(cheaper, answer.degrade);
  }

  private async request(step: TaskStep, degraded: boolean): Promise<BeginAnswer> {
    const { tier, policy } = step;
    const ask = encodeBegin({ ...callOf(step), tier, policy, degraded });
    return decodeAnswer(await this.deps.request(BEGIN_TOPIC, ask, BEGIN_MS));
  }

  /** By the policy of the workload: refused, or let through and counted when control is back. */
  private unreachable(step: TaskStep, wasAsked: boolean): TaskPass {
    if (step.policy.on_authority_loss === 'closed') {
      // control may count it all the same, and is told that it need not
      if (wasAsked) this.pass(step, undefined).release();
      throw new WeirError(
        'limits_unavailable',
        `What task ${JSON.stringify(step.task.slice(0, 80))} of workload ${step.workload} may still do cannot be asked at the moment.`,
        { remedy: 'Try again shortly.' },
      );
    }
    this.unasked += 1;
    return this.pass(step, undefined);
  }

  /** It is on record only now: of a call that is not decided yet control must not hear that it is under way. */
  private pass(step: TaskStep, degrade: DegradeTo | undefined): TaskPass {
    this.untold.began(callOf(step));
    const end = (how: CallEnd, at = this.deps.clock.now()) => this.untold.ended(step.callId, how, at);
    return {
      degrade,
      reach: (most) => this.reach({ ...step, ...most }),
      end: (actual) => end(endOf(actual), actual.endedAt),
      release: () => end(NEVER_MADE),
    };
  }

  private async reach(step: TaskStep): Promise<void> {
    try {
      await this.request(step, false);
    } catch (error) {
      const isUnknown = error instanceof WeirError && error.code === 'limits_unavailable';
      if (!isUnknown || step.policy.on_authority_loss === 'closed') throw error;
      this.unasked += 1;
    }
    this.untold.began(callOf(step));
  }
}

const NEVER_MADE: CallEnd = {
  tokens: 0,
  toolCalls: 0,
  toolNames: [],
  retries: 0,
  cost: 0n,
  failed: false,
  made: false,
};

function endOf({ tokens, toolCalls, toolNames = [], retries, cost, failed }: TaskActual): CallEnd {
  return { tokens, toolCalls, toolNames, retries, cost, failed, made: true };
}

function callOf(step: TaskStep): ToldCall {
  const { workload, task, parentTask, callId, digest, tokens, cost } = step;
  return { workload, task, parentTask, callId, digest, tokens, cost, end: undefined };
}
