import type { BudgetLevel } from '@weir/core/contract';
import type { WeirError } from '@weir/core/errors';
import type { Clock } from '../../../platform/clock.ts';
import { isPlaceDimension } from '../../subject.ts';
import { picoOf } from '../amounts/nano.ts';
import { type Budget, isHard, type PeriodOf, termsOf } from '../budget.ts';
import type { HolderFigures, LimitAuthority } from '../port.ts';
import { cutOff, exhausted, type RefusalContext, tooLarge } from '../refusals.ts';
import { Bucket } from './bucket.ts';
import type { Counters } from './counters.ts';
import { Exchange, type Spender } from './exchange.ts';

export interface PurseDeps {
  authority: LimitAuthority;
  clock: Clock;
  periodOf: PeriodOf;
  instance: string;
  counters: Counters;
  /** Numbers the messages of this process. */
  nextSeq(): number;
  /** A call was refused by a budget of mode `approval` for want of so much (pico-units). */
  askedApproval(budget: Budget, needed: bigint): void;
}

/** One budget as this process sees it, for as long as it counts the same: what was spent and what is held. */
export class Purse implements Spender {
  readonly id: string;
  readonly terms: string;
  /** Calls that ended until then are the ledger's to count; 0 when it was known from the start. */
  readonly from: number;
  /** Whether it depends on where the call goes, or when. */
  readonly placed: boolean;
  readonly dated: boolean;
  hard: boolean;
  /** Refuses as soon as the authority is out of reach. */
  closed: boolean;
  level: BudgetLevel = 'green';
  bucket: Bucket | undefined;
  /** Settled above what was held. */
  readonly overshoot = { calls: 0, pico: 0n };
  readonly deps: PurseDeps;
  readonly exchange: Exchange;
  context: RefusalContext;
  private told = '';
  /** A budget of nothing lets not even free calls pass, unless the authority knows of a lift. */
  private barred: boolean;

  constructor(context: RefusalContext, from: number, deps: PurseDeps) {
    const { budget, zone } = context;
    this.id = budget.id;
    this.terms = termsOf(budget, zone);
    this.from = from;
    this.placed = Object.keys(budget.scope).some(isPlaceDimension);
    this.dated = budget.period === 'fixed';
    this.context = context;
    this.hard = isHard(budget);
    this.closed = this.hard && budget.onAuthorityLoss === 'closed';
    this.barred = budget.amount <= 0n;
    this.deps = deps;
    this.exchange = new Exchange(this);
  }

  get budget(): Budget {
    return this.context.budget;
  }

  /** Whether what is to be counted is what is counted here. */
  countsAs({ budget, zone }: RefusalContext): boolean {
    return termsOf(budget, zone) === this.terms;
  }

  /** Takes over changes that leave what is counted as it was: a changed limit keeps what is held. */
  follow(context: RefusalContext): void {
    const { budget } = context;
    const changed = budget.amount !== this.budget.amount || budget.mode !== this.budget.mode;
    this.context = context;
    this.hard = isHard(budget);
    this.closed = this.hard && budget.onAuthorityLoss === 'closed';
    if (!changed) return;
    this.barred = budget.amount <= 0n;
    this.exchange.forgetRefusal();
    if (!this.hard) this.exchange.letPass();
  }

  /** It was removed, or something else is counted from now on. */
  retire(): void {
    this.exchange.abandon();
  }

  applies(at: number): boolean {
    const { span } = this.budget;
    return span === undefined || (at >= span.start && at < span.end);
  }

  /** Holds so much of the period that `at` lies in, if that is at hand. */
  take(nano: number, at: number, now: number): Bucket | undefined {
    let { bucket } = this;
    if (bucket === undefined || at < bucket.start || at >= bucket.end) {
      bucket = this.bucketAt(at);
      if (bucket === undefined) return undefined;
    }
    if (this.hard) {
      if (nano > bucket.available || this.barred) return undefined;
      if (this.closed && !this.deps.authority.reachable) return undefined;
      bucket.available -= nano;
    }
    bucket.reserved += nano;
    bucket.usedAt = now;
    if (this.hard && bucket.available * 4 < bucket.lastGrant) this.exchange.askAhead(bucket, nano);
    return bucket;
  }

  /** Why so much cannot be had, as far as that is known without asking. */
  refusal(nano: number, amount: bigint): WeirError | undefined {
    if (!Number.isSafeInteger(nano)) return tooLarge(this.context, amount, this.budget.amount);
    if (this.closed && !this.deps.authority.reachable) return cutOff(this.context);
    const grant = this.exchange.refusedOf(nano);
    return grant === undefined ? undefined : this.refused(amount, grant);
  }

  refused(amount: bigint, grant: Parameters<typeof exhausted>[2] & { limit: bigint }): WeirError {
    if (this.budget.mode === 'approval') this.deps.askedApproval(this.budget, amount);
    return amount > grant.limit
      ? tooLarge(this.context, amount, grant.limit)
      : exhausted(this.context, amount, grant);
  }

  /** Holds it when there is enough again. Rejects with WeirError, PeriodOver, BudgetGone. */
  wait(nano: number, amount: bigint, at: number): Promise<Bucket> {
    return this.exchange.wait(nano, amount, at);
  }

  /** Frees `held`; what it cost is settled: `cost` in nano rounded up, exact in pico, `small` as a number if that fits. */
  settle(bucket: Bucket, held: number, cost: number, pico: bigint, small: number): void {
    bucket.reserved -= held;
    if (this.hard) bucket.available += held - cost;
    bucket.settled.add(pico, small);
    if (cost > held) {
      this.overshoot.calls += 1;
      this.overshoot.pico += pico - picoOf(held);
    }
  }

  /** What was spent without having been held: a call that began before the budget was known, or went elsewhere. */
  count(at: number, cost: number, pico: bigint, small: number): void {
    const bucket = this.bucketAt(at);
    if (bucket === undefined) return;
    if (this.hard) bucket.available -= cost;
    bucket.settled.add(pico, small);
  }

  giveBack(bucket: Bucket, held: number): void {
    bucket.reserved -= held;
    if (this.hard) bucket.available += held;
  }

  /** The bucket that holds the instant; a newer one takes the place of one that is over. Undefined for the past. */
  bucketAt(at: number): Bucket | undefined {
    const { bucket } = this;
    if (bucket?.holds(at)) return bucket;
    if (bucket !== undefined && at < bucket.start) return undefined;
    const span = this.deps.periodOf(this.budget, at);
    if (at < span.start || at >= span.end) return undefined;
    this.bucket = new Bucket(span, this.deps.clock.now());
    this.level = 'green';
    this.exchange.forgetRefusal();
    return this.bucket;
  }

  /** The newest period that was seen. */
  newestBucket(): Bucket {
    const now = this.deps.clock.now();
    const bucket = this.bucketAt(now) ?? this.bucket;
    if (bucket !== undefined) return bucket;
    this.bucket = new Bucket(this.deps.periodOf(this.budget, now), now);
    return this.bucket;
  }

  /** The authority has said what the limit is now. */
  learned(limit: bigint, level: BudgetLevel): void {
    this.barred = limit <= 0n;
    this.level = level;
  }

  figures(bucket: Bucket): HolderFigures {
    bucket.forgiveDebt();
    this.told = signature(bucket);
    return {
      instance: this.deps.instance,
      budget: this.id,
      terms: this.terms,
      period: bucket.start,
      from: this.from,
      settled: bucket.settled.value,
      reserved: picoOf(bucket.reserved),
      idle: picoOf(bucket.available),
      seq: this.deps.nextSeq(),
    };
  }

  get hasNews(): boolean {
    return this.bucket !== undefined && this.told !== signature(this.bucket);
  }

  /** A message was lost: what it said is to be told again. */
  untold(): void {
    this.told = '';
  }

  /** Least amount a grant must have to help. */
  get least(): number {
    return this.barred ? 1 : 0;
  }
}

function signature({ start, reserved, available, settled }: Bucket): string {
  return `${start} ${reserved} ${available} ${settled.value}`;
}
