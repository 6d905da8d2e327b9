import { WeirError } from '@weir/core/errors';
import type { Clock } from '../../../platform/clock.ts';
import { type Budget, type BudgetPeriod, type PeriodOf, sameBudget } from '../budget.ts';
import type { HolderFigures, LeaseGrant, LimitAuthority, Reservation } from '../port.ts';
import { exhausted, type RefusalContext, tooLarge } from '../refusals.ts';
import { Bucket } from './bucket.ts';
import { HeldReservation } from './reservation.ts';
import { Spent } from './spent.ts';

/** A lease is to last this many calls like the one that asks for it ... */
const CALLS_PER_LEASE = 16n;
/** ... and doubles, up to so many times that, while leases run out faster than this: a restart of control takes seconds. */
const MOST_GROWTH = 4_096n;
const TOO_OFTEN_MS = 5_000;
/** After a refusal the authority is not asked again for this long, so that a flood does not reach it. */
const REFUSED_MS = 100;
/** Leases unused for so long go back. */
const IDLE_MS = 5_000;
/** A period that changes while asking is asked again, so often at most. */
const MOST_ROUNDS = 3;

export interface PurseDeps {
  authority: LimitAuthority;
  clock: Clock;
  periodOf: PeriodOf;
  instance: string;
  /** Counts settlements above what was held. */
  overshot(workload: string, by: bigint): void;
}

interface Waiting {
  amount: bigint;
  resolve(reservation: Reservation): void;
  reject(error: unknown): void;
}

/** One workload as this process sees it: what it spent, what it holds, who waits. */
export class Purse {
  readonly workload: string;
  /** Admission-state version that `budget` was taken from. */
  version = -1;
  private readonly deps: PurseDeps;
  private readonly spent: Spent;
  private context: RefusalContext | undefined;
  private bucket: Bucket | undefined;
  private waiting: Waiting[] = [];
  private exchange: Promise<void> | undefined;
  /** Kind of period that a recall asked for. */
  private recallDue: BudgetPeriod | undefined;
  private seq = 0;
  private growth = 1n;
  private lastGrantAt = 0;
  private refused: { until: number; from: bigint; grant: LeaseGrant } | undefined;
  private reported = '';
  private zone = '';

  constructor(workload: string, deps: PurseDeps) {
    this.workload = workload;
    this.deps = deps;
    this.spent = new Spent(deps.periodOf, deps.clock.now());
  }

  private get budget(): Budget | undefined {
    return this.context?.budget;
  }

  /** Takes over the budget in force, with what a refusal has to say. */
  follow(version: number, zone: string, context: RefusalContext | undefined): void {
    this.version = version;
    const before = this.budget;
    this.context = context;
    if (zone !== this.zone) {
      this.zone = zone;
      this.spent.rezone(this.deps.clock.now());
      this.bucket = undefined;
    }
    if (sameBudget(before, context?.budget)) return;
    this.refused = undefined;
    // a changed limit keeps what is held; another kind of period, or none, voids it
    if (before?.period !== context?.budget.period) this.bucket = undefined;
  }

  reserve(amount: bigint): Reservation | Promise<Reservation> {
    const now = this.deps.clock.now();
    const { context } = this;
    if (context === undefined) return new HeldReservation(this, undefined, amount, now);
    const bucket = this.currentBucket(context.budget, now);
    if (amount <= bucket.available) return this.take(bucket, amount, now);
    if (amount > context.budget.limit) throw tooLarge(context, amount);
    if (this.refused !== undefined && now < this.refused.until && amount >= this.refused.from) {
      throw exhausted(context, amount, this.refused.grant);
    }
    return new Promise((resolve, reject) => {
      this.waiting.push({ amount, resolve, reject });
      this.startExchange();
    });
  }

  settled(bucket: Bucket | undefined, amount: bigint, actual: bigint, at: number): void {
    this.spent.add(actual, at);
    if (bucket !== undefined && actual > amount) this.deps.overshot(this.workload, actual - amount);
    if (bucket !== undefined) {
      bucket.open -= amount;
      bucket.available += amount - actual;
    } else if (this.bucket !== undefined && at >= this.bucket.span.start) {
      // begun before there was a budget: nothing was held for it
      this.bucket.available -= actual;
    }
  }

  released(bucket: Bucket | undefined, amount: bigint): void {
    if (bucket === undefined) return;
    bucket.open -= amount;
    bucket.available += amount;
  }

  /** Gives back what is not reserved and says so, once an exchange under way has ended. */
  async giveBack(kind: BudgetPeriod | undefined = this.budget?.period): Promise<void> {
    this.recallDue = kind ?? 'total';
    while (this.recallDue !== undefined) await (this.exchange ?? this.answerRecall());
    await this.exchange;
  }

  /** Tells what changed since the last time; gives back what has lain idle. */
  async report(): Promise<void> {
    if (this.exchange !== undefined || this.bucket === undefined) return;
    const { bucket } = this;
    const idle = this.deps.clock.now() - bucket.usedAt > IDLE_MS && bucket.available > 0n;
    if (idle) return await this.giveBack();
    const kind = this.budget?.period;
    if (kind === undefined || this.reported === this.signature(bucket, kind)) return;
    await this.run(() => this.sendReport(kind, false));
  }

  private currentBucket(budget: Budget, now: number): Bucket {
    if (this.bucket === undefined || now >= this.bucket.span.end) {
      this.bucket = new Bucket(this.deps.periodOf(budget.period, now), now);
      this.refused = undefined;
    }
    return this.bucket;
  }

  private take(bucket: Bucket, amount: bigint, now: number): Reservation {
    bucket.available -= amount;
    bucket.open += amount;
    bucket.usedAt = now;
    if (bucket.available * 4n < bucket.lastGrant && this.exchange === undefined)
      this.askAhead(bucket, amount);
    return new HeldReservation(this, bucket, amount, now);
  }

  private askAhead(bucket: Bucket, amount: bigint): void {
    // not again until a grant was received: near the limit there is nothing to be had ahead of need
    bucket.lastGrant = 0n;
    const ask = async () => {
      const grant = await this.lease(bucket, 0n, amount * CALLS_PER_LEASE * this.growth);
      if (grant.period === bucket.span.start) this.accept(bucket, grant);
    };
    void this.run(() => ask().catch(() => {}));
  }

  private startExchange(): void {
    if (this.exchange === undefined) void this.run(() => this.serveWaiting());
  }

  /** One exchange with the authority at a time, so that the figures of one cannot cross another's. */
  private run(work: () => Promise<void>): Promise<void> {
    this.exchange = work().finally(() => {
      this.exchange = undefined;
      if (this.waiting.length > 0) this.startExchange();
      else if (this.recallDue !== undefined) void this.answerRecall();
    });
    return this.exchange;
  }

  private async serveWaiting(): Promise<void> {
    let rounds = 0;
    for (let head = this.serve(); head !== undefined; head = this.serve()) {
      const { budget } = this;
      if (budget === undefined) continue;
      const bucket = this.currentBucket(budget, this.deps.clock.now());
      const need = head.amount - bucket.available;
      try {
        const grant = await this.lease(bucket, need, head.amount * CALLS_PER_LEASE * this.growth);
        const stale = grant.period !== bucket.span.start || this.bucket !== bucket;
        if (!stale) this.accept(bucket, grant);
        if (stale && ++rounds >= MOST_ROUNDS) throw confused(this.workload);
        if (!stale && grant.granted < need) this.refuse(head, grant);
      } catch (error) {
        const known = unknowable(this.workload, error);
        for (const one of this.waiting.splice(0)) one.reject(known);
      }
    }
  }

  /** Serves, in order, whoever can be served; returns the first that cannot. */
  private serve(): Waiting | undefined {
    for (let head = this.waiting[0]; head !== undefined; head = this.waiting[0]) {
      const now = this.deps.clock.now();
      const { budget } = this;
      if (budget === undefined) head.resolve(new HeldReservation(this, undefined, head.amount, now));
      else {
        const bucket = this.currentBucket(budget, now);
        if (head.amount > bucket.available) return head;
        head.resolve(this.take(bucket, head.amount, now));
      }
      this.waiting.shift();
    }
    return undefined;
  }

  private accept(bucket: Bucket, grant: LeaseGrant): void {
    if (grant.granted === 0n) return;
    const now = this.deps.clock.now();
    const tooOften = now - this.lastGrantAt < TOO_OFTEN_MS;
    this.growth = tooOften && this.growth < MOST_GROWTH ? this.growth * 2n : tooOften ? this.growth : 1n;
    this.lastGrantAt = now;
    bucket.available += grant.granted;
    bucket.lastGrant = grant.granted;
  }

  /** Refuses the one that did not fit and all that are not smaller: for those the answer would be the same. */
  private refuse(head: Waiting, grant: LeaseGrant): void {
    if (this.context === undefined) return;
    const { context } = this;
    this.refused = { until: this.deps.clock.now() + REFUSED_MS, from: head.amount, grant };
    const [larger, smaller] = [[] as Waiting[], [] as Waiting[]];
    for (const one of this.waiting) (one.amount >= head.amount ? larger : smaller).push(one);
    this.waiting = smaller;
    for (const one of larger) one.reject(exhausted(context, one.amount, grant));
  }

  private lease(bucket: Bucket, need: bigint, want: bigint): Promise<LeaseGrant> {
    const kind = this.budget?.period ?? 'total';
    return this.deps.authority.lease({ ...this.figures(bucket, kind), need, want });
  }

  private async answerRecall(): Promise<void> {
    const kind = this.recallDue;
    if (kind === undefined || this.exchange !== undefined) return;
    this.recallDue = undefined;
    if (this.bucket !== undefined && this.bucket.available > 0n) this.bucket.available = 0n;
    await this.run(() => this.sendReport(kind, true));
  }

  /** A report that is lost is made up for by the next: figures are cumulative. */
  private async sendReport(kind: BudgetPeriod, recalled: boolean): Promise<void> {
    const now = this.deps.clock.now();
    const held = this.budget?.period === kind ? this.bucket : undefined;
    const bucket = held ?? new Bucket(this.deps.periodOf(kind, now), now);
    try {
      await this.deps.authority.report({ ...this.figures(bucket, kind), recalled });
    } catch {
      this.reported = '';
    }
  }

  private figures(bucket: Bucket, kind: BudgetPeriod): HolderFigures {
    bucket.forgiveDebt();
    this.reported = this.signature(bucket, kind);
    const { start } = bucket.span;
    return {
      instance: this.deps.instance,
      workload: this.workload,
      settled: this.spent.since(kind, start),
      held: bucket.held,
      period: start,
      seq: ++this.seq,
    };
  }

  private signature(bucket: Bucket, kind: BudgetPeriod): string {
    return `${bucket.span.start} ${bucket.held} ${this.spent.since(kind, bucket.span.start)}`;
  }
}

function confused(workload: string): WeirError {
  return new WeirError('limits_unavailable', `The budget period of workload ${workload} is changing.`, {
    remedy: 'Try again.',
  });
}

/** Says to a caller what the failure means for the call. */
function unknowable(workload: string, cause: unknown): unknown {
  if (!(cause instanceof WeirError) || cause.code !== 'limits_unavailable') return cause;
  const text = `What is left of the budget of workload ${workload} cannot be told at the moment. ${cause.message}`;
  return new WeirError('limits_unavailable', text, {
    ...(cause.remedy === undefined ? {} : { remedy: cause.remedy }),
    cause,
  });
}
