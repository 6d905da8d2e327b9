import { WeirError } from '@weir/core/errors';
import type { Hold, Subject, TryCost } from '../../port.ts';
import { exactNumber } from '../amounts/exact-sum.ts';
import { nanoAtLeast } from '../amounts/nano.ts';
import type { Bucket } from './bucket.ts';
import { shareOf, sumOf } from './costs.ts';
import { BudgetGone, PeriodOver } from './interrupt.ts';
import type { Match } from './match.ts';
import type { Purse } from './purse.ts';

/** Budgets that change, and periods that end, while a call waits let it begin again so often. */
const MOST_BEGINNINGS = 8;

export interface Holder {
  /** What matches by the newest rules. Throws WeirError `admission_unavailable` without rules. */
  matchOf(subject: Subject): Match;
  now(): number;
  /** Notes an end and answers the one to record. */
  endOf(endedAt: number): number;
}

/** What one call holds in all budgets that match it. */
export class BudgetHold implements Hold {
  amount = 0n;
  startedAt: number;
  private readonly holder: Holder;
  private readonly subject: Subject;
  private match: Match;
  private open = true;
  /** What is held: purse, bucket and nano-units of one budget at the same place in each. */
  private purses: readonly Purse[] = [];
  private readonly buckets: Bucket[] = [];
  private readonly nanos: number[] = [];

  constructor(holder: Holder, subject: Subject, startedAt: number | undefined) {
    this.holder = holder;
    this.subject = subject;
    this.match = holder.matchOf(subject);
    this.startedAt = startedAt ?? holder.now();
  }

  /** Takes everything or nothing; the promise is for when some of it must be waited for. */
  take(tries: readonly TryCost[]): BudgetHold | Promise<BudgetHold> {
    const total = sumOf(tries);
    if (!this.match.conditional) {
      const { purses } = this.match;
      const nano = nanoAtLeast(total);
      const now = this.holder.now();
      for (let i = 0; i < purses.length; i += 1) {
        const purse = purses[i] as Purse;
        const bucket = purse.take(nano, this.startedAt, now);
        if (bucket === undefined) {
          this.purses = purses.slice(0, i);
          return this.takeRest(tries, total);
        }
        this.buckets.push(bucket);
        this.nanos.push(nano);
      }
      this.purses = purses;
      this.amount = total;
      return this;
    }
    return this.takeRest(tries, total);
  }

  reach(tries: readonly TryCost[]): void | Promise<void> {
    const total = sumOf(tries);
    if (total <= this.amount && !this.match.conditional) return;
    const held = this.purses.length;
    const before = [...this.nanos];
    const undo = (error: unknown): never => {
      // one that ended meanwhile has given back everything
      if (this.open) this.shrinkTo(held, before);
      throw error instanceof PeriodOver || error instanceof BudgetGone ? tooLate() : error;
    };
    try {
      const rest = this.grow(tries, total, 0);
      const done = () => {
        if (total > this.amount) this.amount = total;
      };
      if (rest !== undefined) return rest.then(done, undo);
      done();
    } catch (error) {
      undo(error);
    }
  }

  settle(costs: readonly TryCost[], endedAt: number): number {
    const end = this.holder.endOf(endedAt);
    if (!this.open) return end;
    this.open = false;
    const total = sumOf(costs);
    const nano = nanoAtLeast(total);
    const small = exactNumber(total);
    for (let i = 0; i < this.purses.length; i += 1) {
      const purse = this.purses[i] as Purse;
      const bucket = this.buckets[i] as Bucket;
      const held = this.nanos[i] as number;
      if (!purse.placed) purse.settle(bucket, held, nano, total, small);
      else {
        const share = shareOf(purse, costs, total, this.startedAt) ?? 0n;
        purse.settle(bucket, held, nanoAtLeast(share), share, exactNumber(share));
      }
    }
    this.countElsewhere(costs, total);
    return end;
  }

  release(): void {
    if (!this.open) return;
    this.open = false;
    this.shrinkTo(0, []);
  }

  /** Budgets that are new since the call began, and those of places that no try was announced for. */
  private countElsewhere(costs: readonly TryCost[], total: bigint): void {
    const now = this.holder.matchOf(this.subject);
    if (now === this.match && !now.conditional) return;
    for (const purse of now.purses) {
      if (!this.purses.includes(purse)) countOne(purse, costs, total, this.startedAt);
    }
  }

  private takeRest(tries: readonly TryCost[], total: bigint): BudgetHold | Promise<BudgetHold> {
    try {
      const rest = this.grow(tries, total, 0);
      if (rest === undefined) {
        this.amount = total;
        return this;
      }
      return this.takeInTime(rest, tries, total);
    } catch (error) {
      this.shrinkTo(0, []);
      throw error;
    }
  }

  private async takeInTime(
    first: Promise<void>,
    tries: readonly TryCost[],
    total: bigint,
  ): Promise<BudgetHold> {
    let rest: Promise<void> | undefined = first;
    for (let beginnings = 0; ; beginnings += 1) {
      try {
        await rest;
        this.amount = total;
        return this;
      } catch (error) {
        this.shrinkTo(0, []);
        const again = error instanceof PeriodOver || error instanceof BudgetGone;
        if (!again) throw error;
        if (beginnings >= MOST_BEGINNINGS) throw tooLate();
        if (error instanceof PeriodOver && error.start > this.startedAt) this.startedAt = error.start;
        this.match = this.holder.matchOf(this.subject);
        rest = this.growLater(tries, total);
      }
    }
  }

  private async growLater(tries: readonly TryCost[], total: bigint): Promise<void> {
    await this.grow(tries, total, 0);
  }

  /** Holds of each budget from the one at `index` on what these tries may cost there, beyond what is held of it. */
  private grow(tries: readonly TryCost[], total: bigint, index: number): Promise<void> | undefined {
    const { purses } = this.match;
    for (let i = index; i < purses.length; i += 1) {
      const purse = purses[i] as Purse;
      const share = shareOf(purse, tries, total, this.startedAt);
      if (share === undefined) continue;
      const nano = nanoAtLeast(share);
      const at = this.purses.indexOf(purse);
      const more = at === -1 ? nano : nano - (this.nanos[at] as number);
      if (at !== -1 && more <= 0) continue;
      const own = at === -1 ? undefined : this.buckets[at];
      if (own !== undefined && own !== purse.bucket) this.growPast(own, more);
      else {
        const bucket = Number.isSafeInteger(more)
          ? purse.take(more, this.startedAt, this.holder.now())
          : undefined;
        if (bucket === undefined) return this.waitFor(purse, more, share, tries, total, i);
        this.keep(purse, bucket, more);
        continue;
      }
      this.nanos[at] = nano;
    }
    return undefined;
  }

  private waitFor(
    purse: Purse,
    nano: number,
    amount: bigint,
    tries: readonly TryCost[],
    total: bigint,
    index: number,
  ): Promise<void> {
    const refusal = purse.refusal(nano, amount);
    if (refusal !== undefined) throw refusal;
    return purse.wait(nano, amount, this.startedAt).then((bucket) => {
      if (!this.open) {
        purse.giveBack(bucket, nano);
        return undefined;
      }
      this.keep(purse, bucket, nano);
      return this.grow(tries, total, index + 1);
    });
  }

  /** In a period that is over nothing more is granted, but what lies there is still good for its calls. */
  private growPast(bucket: Bucket, nano: number): void {
    if (nano > bucket.available) throw tooLate();
    bucket.available -= nano;
    bucket.reserved += nano;
  }

  private keep(purse: Purse, bucket: Bucket, nano: number): void {
    const at = this.purses.indexOf(purse);
    if (at === -1) {
      this.purses = [...this.purses, purse];
      this.buckets.push(bucket);
      this.nanos.push(nano);
    } else this.nanos[at] = (this.nanos[at] as number) + nano;
  }

  /** Gives back what is held beyond the first `count` budgets and beyond `nanos` of these. */
  private shrinkTo(count: number, nanos: readonly number[]): void {
    for (let i = 0; i < this.purses.length; i += 1) {
      const kept = nanos[i] ?? 0;
      (this.purses[i] as Purse).giveBack(this.buckets[i] as Bucket, (this.nanos[i] as number) - kept);
      this.nanos[i] = kept;
    }
    this.purses = this.purses.slice(0, count);
    this.buckets.length = count;
    this.nanos.length = count;
  }
}

/** Counts what a budget was not asked for before. */
export function countOne(purse: Purse, costs: readonly TryCost[], total: bigint, at: number): void {
  const share = shareOf(purse, costs, total, at);
  if (share === undefined || share === 0n) return;
  purse.count(at, nanoAtLeast(share), share, exactNumber(share));
}

function tooLate(): WeirError {
  return new WeirError('limits_unavailable', 'A budget of this call changed, or its period ended.', {
    remedy: 'Try again.',
  });
}
