import { Count, type Sharing } from './count.ts';
import { countsAlike, type Rule } from './rule.ts';

/** Subjects of one limit that are remembered; the one unused longest makes room. */
const MOST_SUBJECTS = 50_000;
/** How many are looked at for one that can go. */
const LOOKED_AT = 16;

/** The counts of one limit by subject, and what became of its calls. */
export class LimitCounts {
  rule: Rule;
  refused = 0;
  private readonly bySubject = new Map<string, Count>();
  private readonly sharing: Sharing;
  private readonly most: number;

  constructor(rule: Rule, sharing: Sharing, most = MOST_SUBJECTS) {
    this.rule = rule;
    this.sharing = sharing;
    this.most = most;
  }

  get size(): number {
    return this.bySubject.size;
  }

  /** Calls that wait now. */
  get queued(): number {
    let sum = 0;
    for (const { line } of this.bySubject.values()) sum += line.length;
    return sum;
  }

  of(whose: string, now: number): Count {
    const known = this.bySubject.get(whose);
    if (known !== undefined) return known;
    if (this.bySubject.size >= this.most) this.makeRoom();
    const count = new Count(this.rule, whose, this.sharing, now);
    this.bySubject.set(whose, count);
    return count;
  }

  values(): Iterable<Count> {
    return this.bySubject.values();
  }

  /** The rule changed; what was used stays used. False when it counts something else now. */
  follow(rule: Rule): boolean {
    if (!countsAlike(this.rule, rule)) return false;
    this.rule = rule;
    for (const count of this.bySubject.values()) count.rule = rule;
    return true;
  }

  forgetIdle(now: number): void {
    for (const count of this.bySubject.values()) if (count.isIdle(now)) this.forget(count);
  }

  /** Oldest first, but those used since they were last looked at get another turn, as in a clock. */
  private makeRoom(): void {
    let looked = 0;
    for (const [whose, count] of this.bySubject) {
      looked += 1;
      const busy = count.running > 0 || !count.line.isEmpty;
      if (!busy && (looked > LOOKED_AT || !count.fresh)) {
        this.forget(count);
        return;
      }
      count.fresh = false;
      this.bySubject.delete(whose);
      this.bySubject.set(whose, count);
      if (looked > 2 * LOOKED_AT) return;
    }
  }

  private forget(count: Count): void {
    count.forgotten = true;
    this.bySubject.delete(count.whose);
  }
}
