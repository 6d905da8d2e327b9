import { ASK, type Count, type Waiter } from './count.ts';
import { clientLeft, lineFull, tooEarly } from './refusal.ts';
import { type RateAmounts, unitsFor } from './rule.ts';

/** Calls that may wait for one count. */
const MOST_WAITING = 1_000;
/** With slices from the authority, whoever waits asks again that often. */
const LOOK_MS = 200;

export interface TurnsOptions {
  now: () => number;
  after: (ms: number, then: () => void) => () => void;
}

/** Where more comes from when limits are shared with other gateways. */
export interface Supply {
  /** `Turns.look` is called when there is an answer, whatever it says. */
  ask(count: Count): void;
  taken(counts: readonly Count[], now: number): void;
}

/**
 * Takes from all counts of a call or from none, and lets calls wait in the order in which they came. Who waits holds
 * nothing: it stands in the line of the count that lacks, and moves to another with its order when that lacks next.
 */
export class Turns {
  private readonly now: () => number;
  private readonly after: TurnsOptions['after'];
  private readonly refused: (count: Count) => void;
  /** Absent: this gateway has all of every limit to itself. */
  supply: Supply | undefined;
  private order = 0;

  constructor({ now, after }: TurnsOptions, refused: (count: Count) => void) {
    this.now = now;
    this.after = after;
    this.refused = refused;
  }

  /** True when all had enough, and nobody came before. */
  take(counts: readonly Count[], { tokens, nano }: RateAmounts, now: number): boolean {
    for (const count of counts) {
      if (!count.line.isEmpty || count.lacks(unitsFor(count.rule, tokens, nano), now) !== 0) return false;
    }
    for (const count of counts) count.take(unitsFor(count.rule, tokens, nano), now);
    this.supply?.taken(counts, now);
    return true;
  }

  /** After `take` said no. Rejects with WeirError `rate_limited`. */
  wait(
    counts: readonly Count[],
    amounts: RateAmounts,
    now: number,
    onLeave: ((listener: () => void) => void) | undefined,
  ): Promise<void> {
    return new Promise((resolve, reject) => {
      this.order += 1;
      const waiter: Waiter = {
        order: this.order,
        amounts,
        counts,
        since: now,
        deadline: Number.POSITIVE_INFINITY,
        at: undefined,
        cancelTimer: undefined,
        pass: resolve,
        refuse: reject,
      };
      this.freed(counts);
      this.place(waiter, now);
      if (waiter.at !== undefined) onLeave?.(() => this.left(waiter));
    });
  }

  /** Something may have become free. */
  freed(counts: readonly Count[]): void {
    for (const count of counts) if (!count.line.isEmpty) this.look(count);
  }

  /** Lets go whoever may, first come first. */
  look(count: Count): void {
    count.cancelTimer?.();
    count.cancelTimer = undefined;
    const now = this.now();
    for (let first = count.line.first; first !== undefined; first = count.line.first) {
      count.line.remove(first);
      this.place(first, now);
      if (first.at === count) return;
    }
  }

  /** Passes, refuses, or puts it in the line of the first count that lacks. */
  private place(waiter: Waiter, now: number): void {
    const { counts, amounts } = waiter;
    const { tokens, nano } = amounts;
    waiter.at = undefined;
    const asked: Count[] = [];
    let lacking: Count | undefined;
    let waitMs = 0;
    for (const count of counts) {
      const units = unitsFor(count.rule, tokens, nano);
      const lacks = count.line.isBehind(waiter.order) ? behind(count, now) : count.lacks(units, now);
      if (lacks === 0) continue;
      if (lacks === ASK) {
        count.slice.lastUnits = units;
        asked.push(count);
      }
      if (lacking !== undefined && waitMs !== ASK) continue;
      lacking = count;
      waitMs = lacks;
    }
    if (lacking === undefined) {
      for (const count of counts) count.take(unitsFor(count.rule, tokens, nano), now);
      this.supply?.taken(counts, now);
      this.leave(waiter);
      waiter.pass();
    } else if (waitMs === ASK && now < waiter.deadline) this.stand(waiter, lacking);
    else this.queue(waiter, lacking, waitMs, now);
    for (const count of asked) this.supply?.ask(count);
  }

  private queue(waiter: Waiter, count: Count, waitMs: number, now: number): void {
    const { counts, amounts, since } = waiter;
    waiter.deadline = Math.min(waiter.deadline, since + count.rule.queueMs);
    if (now >= waiter.deadline) {
      const again = waitMs === ASK ? Number.POSITIVE_INFINITY : waitMs;
      this.refuse(waiter, count, tooEarly(count, counts, amounts, again, now - since, now));
    } else if (count.line.length >= MOST_WAITING) {
      this.refuse(waiter, count, lineFull(count, counts, waitMs, now));
    } else {
      this.stand(waiter, count);
      waiter.cancelTimer?.();
      waiter.cancelTimer = this.after(Math.ceil(waiter.deadline - now), () => this.late(waiter));
      if (count.line.first === waiter && Number.isFinite(waitMs)) {
        count.cancelTimer?.();
        count.cancelTimer = this.after(lookAfter(count, waitMs), () => this.look(count));
      }
    }
  }

  private stand(waiter: Waiter, count: Count): void {
    waiter.at = count;
    count.line.add(waiter);
  }

  /** Its time is over; should its turn come in this very instant, it still goes. */
  private late(waiter: Waiter): void {
    const { at } = waiter;
    waiter.cancelTimer = undefined;
    if (at === undefined) return;
    this.leaveLine(waiter, at, () => this.place(waiter, Math.max(this.now(), waiter.deadline)));
  }

  private left(waiter: Waiter): void {
    const { at } = waiter;
    if (at === undefined) return;
    this.leaveLine(waiter, at, () => {
      this.leave(waiter);
      waiter.refuse(clientLeft());
    });
  }

  /** Those behind move up. */
  private leaveLine(waiter: Waiter, count: Count, then: () => void): void {
    const wasFirst = count.line.first === waiter;
    count.line.remove(waiter);
    waiter.at = undefined;
    then();
    if (wasFirst && count.line.first !== waiter) this.look(count);
  }

  private refuse(waiter: Waiter, count: Count, error: Error): void {
    this.refused(count);
    this.leave(waiter);
    waiter.refuse(error);
  }

  private leave(waiter: Waiter): void {
    waiter.at = undefined;
    waiter.cancelTimer?.();
    waiter.cancelTimer = undefined;
  }
}

/** What others give back may come earlier than the pace promises, and is only found by asking. */
function lookAfter(count: Count, waitMs: number): number {
  return Math.ceil(count.isLeased ? Math.min(waitMs, LOOK_MS) : waitMs);
}

/** What those lack who stand behind others: an answer when the first awaits one, otherwise their turn. */
function behind(count: Count, now: number): number {
  const { first } = count.line;
  if (first === undefined) return 0;
  const { tokens, nano } = first.amounts;
  const lacks = count.lacks(unitsFor(count.rule, tokens, nano), now);
  return lacks === 0 ? Number.MIN_VALUE : lacks;
}
