import type { CallFact, TaskPolicy } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import { Decimal } from '@weir/core/money';
import { silentLogger } from '../../../platform/log.ts';
import { createTaskBook, type TaskBook } from '../book.ts';
import type {
  BeginAnswer,
  BeginAsk,
  CallEnd,
  Decision,
  TaskKey,
  TaskNotice,
  TaskQuestion,
  TaskStore,
  ToldCall,
} from '../port.ts';

export const WORKLOAD = 'agent';

/** Dollars in pico-units. */
export function usd(text: string): bigint {
  return Decimal.from(text).toPico();
}

export function policyOf(policy: Partial<TaskPolicy>): TaskPolicy {
  return { on_limit: 'stop', from_trace: true, on_authority_loss: 'closed', ...policy };
}

export interface Step {
  task?: string;
  cost?: string;
  tokens?: number;
  digest?: string;
  tier?: BeginAsk['tier'];
  parentTask?: string;
  degraded?: boolean;
  instance?: string;
  policy?: Partial<TaskPolicy>;
}

/** A call that really began, whatever the book thinks. */
export interface MadeCall {
  readonly told: ToldCall;
  readonly instance: string;
  readonly worst: bigint;
  cost: bigint;
  open: boolean;
  tokens: number;
  toolCalls: number;
  landed: boolean;
  refused: boolean;
}

/** Control's book over a ledger that is a list of calls; nothing happens unless the test says so. */
export class TaskWorld {
  now = 1_000_000_000_000;
  policy: TaskPolicy = policyOf({});
  readonly made: MadeCall[] = [];
  readonly questions: TaskQuestion[] = [];
  readonly notices: TaskNotice[] = [];
  readonly decisions = new Map<string, Decision[]>();
  /** Readings of the ledger that wait to be answered; answered at once unless `slow`. */
  readonly reads: (() => void)[] = [];
  slow = false;
  /** The ledger cannot be read. */
  broken = false;
  loads = 0;
  book: TaskBook;
  private timers: { at: number; resolve(): void }[] = [];
  private ids = 0;

  constructor(policy: Partial<TaskPolicy> = {}) {
    this.policy = policyOf(policy);
    this.book = this.newBook();
  }

  newBook(most?: number): TaskBook {
    return createTaskBook({
      clock: { now: () => this.now, monotonic: () => this.now },
      log: silentLogger,
      sleep: (ms) => new Promise((resolve) => this.timers.push({ at: this.now + ms, resolve })),
      store: this.store(),
      ask: async (question) => {
        this.questions.push(question);
        return `appr-${question.task}`;
      },
      tell: (notice) => this.notices.push(notice),
      currency: () => 'USD',
      ...(most === undefined ? {} : { most }),
    });
  }

  restartControl(): void {
    this.reads.length = 0;
    this.book = this.newBook();
  }

  askOf(step: Step): BeginAsk {
    return {
      workload: WORKLOAD,
      task: step.task ?? 't',
      callId: `c-${this.ids++}`,
      parentTask: step.parentTask,
      policy: step.policy === undefined ? this.policy : policyOf(step.policy),
      digest: step.digest ?? `d-${this.ids}`,
      tier: step.tier,
      tokens: step.tokens ?? 10,
      cost: usd(step.cost ?? '0.01'),
      degraded: step.degraded ?? false,
    };
  }

  /** Begins a call and makes it. Rejects with the refusal. */
  async step(step: Step = {}): Promise<MadeCall & { answer: BeginAnswer }> {
    const ask = this.askOf(step);
    const instance = step.instance ?? 'gw-0';
    const answer = await this.book.begin(instance, ask);
    const call = answer.held ? this.make(instance, ask) : NOT_MADE;
    return Object.assign(call, { answer });
  }

  make(instance: string, ask: BeginAsk): MadeCall {
    const call: MadeCall = {
      told: { ...ask, end: undefined },
      instance,
      worst: ask.cost,
      cost: ask.cost,
      open: true,
      tokens: ask.tokens,
      toolCalls: 0,
      landed: false,
      refused: false,
    };
    this.made.push(call);
    return call;
  }

  /** Code of the refusal, or `pass`. */
  async tryStep(step: Step = {}): Promise<string> {
    try {
      const { answer } = await this.step(step);
      return answer.degrade === undefined ? 'pass' : 'degrade';
    } catch (error) {
      if (error instanceof WeirError) return error.code;
      throw error;
    }
  }

  async refusal(step: Step = {}): Promise<WeirError> {
    try {
      await this.step(step);
    } catch (error) {
      if (error instanceof WeirError) return error;
      throw error;
    }
    throw new Error('it was not refused');
  }

  toldEnd(call: MadeCall, end: Partial<CallEnd> = {}): ToldCall {
    return {
      ...call.told,
      end: {
        tokens: end.tokens ?? call.tokens,
        toolCalls: end.toolCalls ?? 0,
        toolNames: end.toolNames ?? [],
        retries: end.retries ?? 0,
        cost: end.cost ?? call.cost,
        failed: end.failed ?? false,
        made: end.made ?? true,
      },
    };
  }

  /** The call ends and its gateway tells of it. */
  end(call: MadeCall, end: Partial<CallEnd> = {}): ToldCall {
    call.open = false;
    call.cost = end.cost ?? call.cost;
    call.tokens = end.tokens ?? call.tokens;
    call.toolCalls = end.toolCalls ?? 0;
    const told = this.toldEnd(call, end);
    this.book.tell(call.instance, [told]);
    return told;
  }

  async stepAndEnd(step: Step = {}, end: Partial<CallEnd> = {}): Promise<void> {
    this.end(await this.step(step), end);
  }

  /** The ledger writer moves calls that have ended; `told` false: the hook is not called yet. */
  land(calls: readonly MadeCall[], told = true): CallFact[] {
    for (const call of calls) call.landed = true;
    const facts = calls.map(factOf);
    if (told) this.book.landed(facts);
    return facts;
  }

  advance(ms: number): void {
    this.now += ms;
    const due = this.timers.filter(({ at }) => at <= this.now);
    this.timers = this.timers.filter(({ at }) => at > this.now);
    for (const { resolve } of due) resolve();
  }

  async answerReads(): Promise<void> {
    for (let quiet = 0; quiet < 4; quiet++) {
      await microtasks();
      while (this.reads.length > 0) {
        this.reads.shift()?.();
        await microtasks();
        quiet = 0;
      }
    }
  }

  private store(): TaskStore {
    return {
      load: (tasks) => {
        this.loads += 1;
        if (this.broken) return Promise.reject(new Error('no ledger'));
        return this.read(() => tasks.map((task) => this.stored(task)));
      },
      existing: (ids) =>
        this.read(() => {
          const there = this.made.filter(({ landed }) => landed).map(({ told }) => told.callId);
          return new Set(ids.filter((id) => there.includes(id)));
        }),
    };
  }

  private read<T>(answer: () => T): Promise<T> {
    if (!this.slow) return Promise.resolve().then(answer);
    // the ledger is read at one moment, the answer arrives at another
    return new Promise((resolve) => {
      this.reads.push(() => {
        const value = answer();
        this.reads.push(() => resolve(value));
      });
    });
  }

  private stored({ workload, task }: TaskKey) {
    const calls = this.made.filter(
      ({ told, landed, refused }) => told.workload === workload && told.task === task && landed && !refused,
    );
    const decisions = this.decisions.get(task) ?? [];
    if (calls.length === 0) return { history: undefined, decisions };
    return {
      history: {
        startedAt: this.now - 1_000,
        parentTask: calls[0]?.told.parentTask,
        steps: calls.length,
        toolCalls: calls.reduce((sum, { toolCalls }) => sum + toolCalls, 0),
        tokens: calls.reduce((sum, { tokens }) => sum + tokens, 0),
        retries: 0,
        cost: calls.reduce((sum, { cost }) => sum + cost, 0n),
      },
      decisions,
    };
  }
}

const NOT_MADE: MadeCall = {
  told: {
    workload: WORKLOAD,
    task: '',
    callId: '',
    parentTask: undefined,
    digest: '',
    tokens: 0,
    cost: 0n,
    end: undefined,
  },
  instance: '',
  worst: 0n,
  cost: 0n,
  open: false,
  tokens: 0,
  toolCalls: 0,
  landed: false,
  refused: false,
};

export async function microtasks(): Promise<void> {
  for (let i = 0; i < 20; i++) await Promise.resolve();
}

export function factOf({ told, instance, cost, tokens, toolCalls, refused }: MadeCall): CallFact {
  return {
    call_id: told.callId,
    source: 'gateway',
    instance,
    sandbox: false,
    started_at: '2026-11-22T00:00:00.000000Z',
    ended_at: '2026-11-22T00:00:01.000000Z',
    duration_ms: 1_000,
    dialect: 'openai',
    operation: 'chat.completions',
    stream: false,
    provider: 'openai',
    requested_model: 'm',
    model: 'm',
    tags: { workload: told.workload, task: told.task },
    tag_sources: {},
    attribution: 'complete',
    missing_tags: [],
    status: refused ? 'refused' : 'ok',
    http_status: 200,
    usage: { input_tokens: tokens },
    tool_calls: toolCalls,
    tool_names: [],
    request_bytes: 0,
    response_bytes: 0,
    attempts: [],
    charges: [],
    cost: Decimal.fromPico(cost).toFixed(12),
    reserved_cost: '0',
    currency: 'USD',
    priced: true,
    estimated: false,
  };
}
