import type {
  Hold,
  Limits,
  RateAsk,
  RatePass,
  Subject,
  TaskPass,
  TaskStep,
  TryCost,
} from '../limits/port.ts';

/** What a call has used, once it has ended. */
export interface Used {
  readonly costs: readonly TryCost[];
  /** Input and output. */
  readonly tokens: number;
  readonly toolCalls: number;
  readonly toolNames?: readonly string[];
  readonly retries: number;
  readonly failed: boolean;
}

const NO_HEADERS: readonly string[] = [];

/**
 * What one call holds against budgets, rates and the limits of its task: taken before it is made, grows when a further try
 * may cost more than was held, given back once. Released when the call is not made after all.
 */
export class Holdings {
  private readonly subject: Subject;
  private readonly limits: Limits;
  private hold: Hold | undefined;
  private rate: RatePass | undefined;
  private task: TaskPass | undefined;
  /** Expected of one try. */
  private stepTokens = 0;
  private readonly began: number;
  private over = false;

  /** `startedAt`: when the call began (epoch ms), which decides the period it belongs to. */
  constructor(subject: Subject, limits: Limits, startedAt: number) {
    this.subject = subject;
    this.began = startedAt;
    this.limits = limits;
  }

  /** Pico-units held for what it may cost. */
  get amount(): bigint {
    return this.hold?.amount ?? 0n;
  }

  /** The start to record: later than when it began where money was to be had only in the next period. */
  get startedAt(): number {
    return this.hold?.startedAt ?? this.began;
  }

  /** For the answer: what is left of the tightest rate limits. */
  get headers(): readonly string[] {
    return this.rate?.headers ?? NO_HEADERS;
  }

  /** Takes a step of its task. Throws or rejects as `Tasks.begin`; the answer says whether to go on with something cheaper. */
  async takeStep(step: TaskStep): Promise<TaskPass> {
    const pass = this.limits.tasks.begin(step);
    this.stepTokens = step.tokens;
    this.task = pass instanceof Promise ? await pass : pass;
    if (this.over) this.task.release();
    return this.task;
  }

  /** Takes its share of the rates that apply. Throws or rejects as `Rates.admit`. */
  takeRate(ask: RateAsk): void | Promise<void> {
    const pass = this.limits.rates.admit(ask);
    if (pass instanceof Promise) return pass.then((taken) => this.keepRate(taken));
    this.keepRate(pass);
  }

  /** Holds what these tries may cost in all. Throws or rejects as `Budgets.hold`; what was held before stays held. */
  reach(tries: readonly TryCost[]): void | Promise<void> {
    if (this.hold !== undefined) return this.reachFurther(this.hold, tries);
    const hold = this.limits.budgets.hold(this.subject, tries, this.began);
    if (hold instanceof Promise) return hold.then((held) => this.keep(held));
    this.keep(hold);
  }

  /** What was not used goes back, what was used above is counted all the same. Answers the end to record (epoch ms). */
  settle(used: Used, endedAt: number): number {
    this.over = true;
    this.rate?.end({ tokens: used.tokens, cost: sumOf(used.costs) });
    const { hold, subject, began } = this;
    const recorded =
      hold === undefined
        ? this.limits.budgets.count(subject, used.costs, endedAt, began)
        : hold.settle(used.costs, endedAt);
    const { costs, ...rest } = used;
    this.task?.end({ ...rest, cost: sumOf(costs), endedAt: recorded });
    return recorded;
  }

  release(): void {
    if (this.over) return;
    this.over = true;
    this.hold?.release();
    this.rate?.end(UNUSED);
    this.task?.release();
  }

  /** A further try counts against the task first, then against budgets. */
  private reachFurther(hold: Hold, tries: readonly TryCost[]): void | Promise<void> {
    const told = this.task?.reach?.({ tokens: this.stepTokens * tries.length, cost: sumOf(tries) });
    return told === undefined ? hold.reach(tries) : told.then(() => hold.reach(tries));
  }

  private keep(hold: Hold): void {
    this.hold = hold;
    // whoever waited for it has given up
    if (this.over) hold.release();
  }

  private keepRate(pass: RatePass | undefined): void {
    this.rate = pass;
    if (this.over) pass?.end(UNUSED);
  }
}

const UNUSED = { tokens: 0, cost: 0n };

function sumOf(costs: readonly TryCost[]): bigint {
  let sum = 0n;
  for (const { amount } of costs) sum += amount;
  return sum;
}
