import { Level } from './level.ts';
import type { RateAmounts, Rule } from './rule.ts';
import { Slice } from './slice.ts';
import { WaitingLine } from './waiting-line.ts';

/** What `Count.lacks` says when the authority has to be asked first. */
export const ASK = -1;

/** How limits are shared with other gateways at the moment. */
export interface Sharing {
  /** Slices come from the authority; otherwise each gateway takes its part by itself. */
  leased: boolean;
  /** As last known, at least 1. */
  gateways: number;
}

/** A call that waits for its turn. */
export interface Waiter {
  readonly order: number;
  readonly amounts: RateAmounts;
  readonly counts: readonly Count[];
  /** Monotonic ms. */
  readonly since: number;
  deadline: number;
  /** Where it waits. */
  at: Count | undefined;
  cancelTimer: (() => void) | undefined;
  pass(): void;
  refuse(error: Error): void;
}

/** One limit's count of one subject, at one gateway. */
export class Count {
  rule: Rule;
  readonly whose: string;
  /** Calls under way. */
  running = 0;
  /** What came through here against this gateway's own part, while the authority cannot be asked. */
  readonly level: Level;
  readonly slice: Slice;
  readonly line = new WaitingLine<Waiter>();
  /** Pushed out by newer subjects: calls to come begin a new count. */
  forgotten = false;
  usedAt: number;
  /** Used since room was last looked for. */
  fresh = true;
  /** Stops the timer that looks at the line next. */
  cancelTimer: (() => void) | undefined;
  private readonly sharing: Sharing;

  constructor(rule: Rule, whose: string, sharing: Sharing, now: number) {
    this.rule = rule;
    this.whose = whose;
    this.sharing = sharing;
    this.level = new Level(now);
    this.usedAt = now;
    this.slice = new Slice(rule.burst, now);
  }

  /** 0: so much is there. Positive: milliseconds until it may be, infinite when nobody can say. ASK: ask first. */
  lacks(units: number, now: number): number {
    if (units > this.rule.burst) return Number.POSITIVE_INFINITY;
    return this.isLeased ? this.lacksOfSlice(units, now) : this.lacksOfPart(units, now);
  }

  take(units: number, now: number): void {
    this.usedAt = now;
    this.fresh = true;
    if (this.rule.metric === 'concurrent') {
      this.running += 1;
      return;
    }
    const { slice } = this;
    slice.used += units;
    slice.lastUnits = units;
    if (this.isLeased) slice.left -= units;
    else {
      this.drain(now);
      this.level.used += units;
    }
  }

  /** The call ended: it took `expected`, and should have taken `actual`. */
  settle(expected: number, actual: number, now: number): void {
    if (this.rule.metric === 'concurrent') {
      this.running -= 1;
      return;
    }
    const more = actual - expected;
    if (more === 0) return;
    const { slice, level } = this;
    slice.used += more;
    if (!this.isLeased) {
      this.drain(now);
      level.used = Math.max(0, level.used + more);
    }
    // what was not needed goes back by way of the authority, which alone knows how much more may stand ready
    if (more > 0) slice.left = Math.max(0, slice.left - more);
  }

  /** The authority is lost: of what was free when it was last heard, this gateway takes its part. */
  goAlone(now: number): void {
    this.drain(now);
    const { rule, level, slice, sharing, running } = this;
    if (rule.metric === 'concurrent') slice.left = Math.min(slice.left, running);
    else level.used = Math.min(rule.burst, slice.behind(rule, now)) / sharing.gateways;
  }

  /** Units free at the moment, as far as is known here. */
  free(now: number): number {
    const { rule, slice, sharing } = this;
    if (rule.metric === 'concurrent') {
      const places = this.isLeased ? slice.freeAt(rule, now) + slice.left : this.ownPlaces;
      return Math.max(0, places - this.running);
    }
    if (this.isLeased) {
      return Math.max(0, Math.min(rule.burst, slice.freeAt(rule, now) + slice.leftAt(now)));
    }
    this.drain(now);
    return Math.max(0, rule.burst / sharing.gateways - this.level.used);
  }

  get isLeased(): boolean {
    return this.sharing.leased && !this.slice.unknown;
  }

  /** Nothing runs, waits, or is owed. */
  isIdle(now: number): boolean {
    if (this.running > 0 || !this.line.isEmpty || now - this.usedAt < this.rule.windowMs) return false;
    this.drain(now);
    const { slice } = this;
    return this.level.used === 0 && slice.left === 0 && (slice.fresh || slice.told === slice.used);
  }

  private lacksOfSlice(units: number, now: number): number {
    const { slice } = this;
    const there = this.rule.metric === 'concurrent' ? slice.left - this.running : slice.leftAt(now);
    return there >= units ? 0 : (slice.refusal(units, this.rule, now) ?? ASK);
  }

  private lacksOfPart(units: number, now: number): number {
    const { rule, sharing } = this;
    if (rule.metric === 'concurrent') {
      return this.running < this.ownPlaces ? 0 : Number.POSITIVE_INFINITY;
    }
    this.drain(now);
    const part = rule.burst / sharing.gateways;
    // a call larger than the part may come when nothing of it is used, and leaves a debt
    return this.level.waitFor(Math.min(units, part), part, rule.pace / sharing.gateways);
  }

  /** At least one, or a limit below the number of gateways would let nothing through. */
  private get ownPlaces(): number {
    return Math.max(1, Math.floor(this.rule.burst / this.sharing.gateways));
  }

  private drain(now: number): void {
    this.level.drain(now, this.rule.pace / this.sharing.gateways);
  }
}
