import type { Rule } from './rule.ts';

/** A refusal is taken as an answer to calls as large for so long. */
const REMEMBERED_MS = 150;

/** What a gateway was given of a limit for one subject, and what it has done with it. Units; monotonic ms. */
export class Slice {
  /** Not used yet. Of `concurrent`: places given, used or not. */
  left = 0;
  expiresAt = 0;
  /** Used in all since the count began, corrections included: what the authority reckons with. */
  used = 0;
  /** Of that, what it was told last. */
  told = 0;
  /** The authority knows no such limit (yet). */
  unknown = false;
  /** Nothing was heard from the authority yet. */
  fresh = true;
  /** To be asked for, or asked for. */
  pending = false;
  asked = false;
  /** Of the last one, when it came. */
  size = 0;
  /** What the last call took. */
  lastUnits = 1;
  refusedUntil = 0;
  private refusedUnits = 0;
  /** Free of the burst at the authority when it last said so. */
  private freeThen: number;
  private heardAt: number;
  /** Used since it last came from slices, up to this sum. */
  private covered = 0;
  private usedThen = 0;

  constructor(burst: number, now: number) {
    this.freeThen = burst;
    this.heardAt = now;
  }

  /** Unused, if it still holds. */
  leftAt(now: number): number {
    return now < this.expiresAt ? this.left : 0;
  }

  /** Free at the authority, as far as can be known. */
  freeAt(rule: Rule, now: number): number {
    return Math.min(rule.burst, this.freeThen + (now - this.heardAt) * rule.pace);
  }

  /** How much of the burst is used up as far as is known here. */
  behind(rule: Rule, now: number): number {
    return Math.max(0, rule.burst - this.freeAt(rule, now)) + Math.max(0, this.used - this.covered);
  }

  /** ms until the authority may have so much, by what it said; undefined when it has to be asked. */
  refusal(units: number, rule: Rule, now: number): number | undefined {
    if (units < this.refusedUnits || now >= this.refusedUntil) return undefined;
    const lacking = rule.pace > 0 ? (units - this.freeAt(rule, now) - this.leftAt(now)) / rule.pace : 0;
    return Math.max(this.refusedUntil - now, lacking);
  }

  /** Units that were used in `ms` at the pace of late. */
  demand(ms: number, now: number): number {
    const passed = Math.max(10, now - this.heardAt);
    return ((this.used - this.usedThen) * ms) / passed;
  }

  granted(units: number, free: number, now: number, expiresAt: number): void {
    this.left += units;
    this.size = this.left;
    this.expiresAt = expiresAt;
    this.heard(free, now);
  }

  refused(units: number, retryMs: number, free: number, now: number): void {
    this.refusedUnits = units;
    this.refusedUntil = now + Math.min(retryMs, REMEMBERED_MS);
    this.heard(free, now);
  }

  heard(free: number, now: number): void {
    this.fresh = false;
    this.freeThen = free;
    this.heardAt = now;
    this.usedThen = this.used;
    this.covered = this.used + this.leftAt(now);
  }
}
