import type { BudgetLevel } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Clock } from '../../../platform/clock.ts';
import { nanoAtMost, picoOf } from '../amounts/nano.ts';
import type { HolderFigures, LeaseGrant, LimitAuthority } from '../port.ts';
import { type RefusalContext, unknowable } from '../refusals.ts';
import type { Bucket } from './bucket.ts';
import type { Counters } from './counters.ts';
import { BudgetGone, PeriodOver } from './interrupt.ts';

/** A lease is to last this many calls like the one that asks for it ... */
const CALLS_PER_LEASE = 16;
/** ... and doubles, up to so many times that, while leases run out faster than this: a restart of control takes seconds. */
const MOST_GROWTH = 4_096;
const TOO_OFTEN_MS = 5_000;
/** After a refusal the authority is not asked again for this long, so that a flood does not reach it. */
const REFUSED_MS = 100;
/** Leases unused for so long go back. */
const IDLE_MS = 5_000;
/** A gateway whose clock is ahead is told of another period: it asks again, so often at most. */
const MOST_ROUNDS = 3;

/** The purse that it speaks for. */
export interface Spender {
  readonly hard: boolean;
  readonly bucket: Bucket | undefined;
  readonly context: RefusalContext;
  readonly deps: { authority: LimitAuthority; clock: Clock; counters: Counters };
  /** Least amount (nano) that a grant must have to help. */
  readonly least: number;
  readonly hasNews: boolean;
  take(nano: number, at: number, now: number): Bucket | undefined;
  newestBucket(): Bucket;
  figures(bucket: Bucket): HolderFigures;
  learned(limit: bigint, level: BudgetLevel): void;
  refused(amount: bigint, grant: LeaseGrant): WeirError;
  untold(): void;
}

interface Waiting {
  nano: number;
  amount: bigint;
  at: number;
  resolve(bucket: Bucket): void;
  reject(error: unknown): void;
}

/** What a purse and the authority have to say to each other, and who waits for it. One message at a time. */
export class Exchange {
  private readonly purse: Spender;
  private waiting: Waiting[] = [];
  private running: Promise<void> | undefined;
  private recallDue = false;
  private growth = 1;
  private lastGrantAt = 0;
  private refused: { until: number; from: number; grant: LeaseGrant } | undefined;
  private over = false;

  constructor(purse: Spender) {
    this.purse = purse;
  }

  /** The answer that calls of this size got a moment ago. */
  refusedOf(nano: number): LeaseGrant | undefined {
    const { refused, purse } = this;
    if (refused === undefined || nano < refused.from) return undefined;
    // a clock that went back must not make the answer last
    const left = refused.until - purse.deps.clock.now();
    return left > 0 && left <= REFUSED_MS ? refused.grant : undefined;
  }

  forgetRefusal(): void {
    this.refused = undefined;
  }

  wait(nano: number, amount: bigint, at: number): Promise<Bucket> {
    if (this.over) return Promise.reject(new BudgetGone());
    return new Promise((resolve, reject) => {
      this.waiting.push({ nano, amount, at, resolve, reject });
      if (this.running === undefined) void this.run(() => this.serveWaiting());
    });
  }

  /** The budget is soft now: whoever waits goes on. */
  letPass(): void {
    this.serve();
  }

  abandon(): void {
    this.over = true;
    for (const one of this.waiting.splice(0)) one.reject(new BudgetGone());
  }

  askAhead(bucket: Bucket, nano: number): void {
    if (this.running !== undefined) return;
    // not again until a grant was received: near the limit there is nothing to be had ahead of need
    bucket.lastGrant = 0;
    const ask = async () => {
      this.purse.deps.counters.ahead += 1;
      const grant = await this.lease(bucket, 0, this.sizeFor(nano));
      if (grant.period === bucket.start) this.accept(bucket, grant);
    };
    void this.run(() => ask().catch(() => {}));
  }

  /** Gives back what is not reserved and says so, once an exchange under way has ended. */
  async giveBack(): Promise<void> {
    this.recallDue = true;
    while (this.recallDue) await (this.running ?? this.answerRecall());
    await this.running;
  }

  /** Tells what changed since the last time; gives back what has lain idle. */
  async report(): Promise<void> {
    const { bucket, deps } = this.purse;
    if (this.running !== undefined || bucket === undefined) return;
    const idle = deps.clock.now() - bucket.usedAt > IDLE_MS && bucket.available > 0 && this.purse.hard;
    if (idle) return await this.giveBack();
    if (this.purse.hasNews) await this.run(() => this.tell(false));
  }

  /** One exchange with the authority at a time, so that the figures of one cannot cross another's. */
  private run(work: () => Promise<void>): Promise<void> {
    // begun only once it is known to run: what it does first may ask for another exchange
    this.running = Promise.resolve()
      .then(work)
      .finally(() => {
        this.running = undefined;
        if (this.over) return;
        if (this.waiting.length > 0) void this.run(() => this.serveWaiting());
        else if (this.recallDue) void this.answerRecall();
      });
    return this.running;
  }

  private async serveWaiting(): Promise<void> {
    const { purse } = this;
    let rounds = 0;
    for (let next = this.serve(); next !== undefined; next = this.serve()) {
      const { head, bucket } = next;
      bucket.forgiveDebt();
      const need = picoOf(Math.max(head.nano - bucket.available, purse.least));
      try {
        purse.deps.counters.waited += 1;
        const grant = await this.lease(bucket, Number(need / 1_000n), this.sizeFor(head.nano));
        const stale = grant.period !== bucket.start || purse.bucket !== bucket;
        if (!stale) this.accept(bucket, grant);
        if (stale && ++rounds >= MOST_ROUNDS) throw anotherPeriod(purse.context.budget.name);
        if (!stale && grant.granted < need) this.refuse(head, grant);
      } catch (error) {
        const known = unknowable(purse.context, error);
        for (const one of this.waiting.splice(0)) one.reject(known);
      }
    }
  }

  /** Serves, in order, whoever can be served; returns the first that cannot. */
  private serve(): { head: Waiting; bucket: Bucket } | undefined {
    const { purse } = this;
    for (let head = this.waiting[0]; head !== undefined; head = this.waiting[0]) {
      const now = purse.deps.clock.now();
      const bucket = purse.take(head.nano, head.at, now);
      if (bucket !== undefined) head.resolve(bucket);
      else {
        const current = purse.bucket;
        if (current === undefined || head.at >= current.end) head.reject(new PeriodOver(now));
        else if (head.at < current.start) head.reject(new PeriodOver(current.start));
        else if (now >= current.end) head.reject(new PeriodOver(current.end));
        else return { head, bucket: current };
      }
      this.waiting.shift();
    }
    return undefined;
  }

  private accept(bucket: Bucket, grant: LeaseGrant): void {
    this.purse.learned(grant.limit, grant.level);
    if (grant.granted === 0n) return;
    const now = this.purse.deps.clock.now();
    const tooOften = now - this.lastGrantAt < TOO_OFTEN_MS;
    this.growth = tooOften ? Math.min(this.growth * 2, MOST_GROWTH) : 1;
    this.lastGrantAt = now;
    bucket.lastGrant = nanoAtMost(grant.granted);
    bucket.available += bucket.lastGrant;
  }

  /** Refuses the one that did not fit and all that are not smaller: for those the answer would be the same. */
  private refuse(head: Waiting, grant: LeaseGrant): void {
    const { purse } = this;
    this.refused = { until: purse.deps.clock.now() + REFUSED_MS, from: head.nano, grant };
    const refused = this.waiting.filter(({ nano }) => nano >= head.nano);
    this.waiting = this.waiting.filter(({ nano }) => nano < head.nano);
    for (const { amount, reject } of refused) reject(purse.refused(amount, grant));
  }

  private sizeFor(nano: number): number {
    return Math.min(Math.max(1, nano) * CALLS_PER_LEASE * this.growth, Number.MAX_SAFE_INTEGER);
  }

  private async lease(bucket: Bucket, need: number, want: number): Promise<LeaseGrant> {
    const { purse } = this;
    const request = { ...purse.figures(bucket), need: picoOf(need), want: picoOf(want) };
    try {
      return await purse.deps.authority.lease(request);
    } catch (error) {
      // it may have been granted all the same: the next report says that it was not received
      purse.untold();
      throw error;
    }
  }

  private async answerRecall(): Promise<void> {
    if (!this.recallDue || this.running !== undefined) return;
    this.recallDue = false;
    const { bucket } = this.purse;
    if (bucket !== undefined && bucket.available > 0) bucket.available = 0;
    await this.run(() => this.tell(true));
  }

  /** A report that is lost is made up for by the next: figures are cumulative. */
  private async tell(recalled: boolean): Promise<void> {
    const { purse } = this;
    const { authority, clock, counters } = purse.deps;
    counters.reports += 1;
    try {
      await authority.report({ ...purse.figures(purse.newestBucket()), recalled, at: clock.now() });
    } catch {
      purse.untold();
    }
  }
}

function anotherPeriod(budget: string): WeirError {
  return new WeirError(
    'limits_unavailable',
    `The clock of this gateway and that of control do not agree on the period of budget ${budget}.`,
    {
      remedy:
        'Try again in a moment. If it persists, set the clocks of the hosts, then restart this gateway.',
    },
  );
}
