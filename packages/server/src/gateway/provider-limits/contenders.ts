import { PRIORITIES, type Priority } from '@weir/core/contract';

/** A workload that was told to wait is expected back; if it is not back by so much later, it has given up. ms. */
const GRACE_MS = 150;

interface Contender {
  priority: number;
  /** Epoch ms. */
  waitsUntil: number;
  /** Units it was given since somebody has been waiting. */
  taken: number;
}

/** 0 is the highest. */
export function rankOf(priority: Priority): number {
  return PRIORITIES.indexOf(priority);
}

/** Who wants what is scarce at one place, so that it goes round. */
export class Contenders {
  private readonly byWorkload = new Map<string, Contender>();
  private lastWaitEnds = 0;

  /** Some workload waits, or may still come back. */
  areWaiting(now: number): boolean {
    if (now < this.lastWaitEnds) return true;
    if (this.byWorkload.size > 0) this.byWorkload.clear();
    return false;
  }

  /** Another workload comes first: it has a higher priority, or the same and was given less. */
  comesFirst(workload: string, priority: Priority, now: number): boolean {
    const rank = rankOf(priority);
    const taken = this.byWorkload.get(workload)?.taken ?? this.least(rank, now);
    for (const [name, other] of this.byWorkload) {
      if (name === workload || now >= other.waitsUntil) continue;
      if (other.priority < rank || (other.priority === rank && other.taken < taken)) return true;
    }
    return false;
  }

  waits(workload: string, priority: Priority, untilMs: number, now: number): void {
    const contender = this.of(workload, priority, now);
    contender.waitsUntil = untilMs + GRACE_MS;
    this.lastWaitEnds = Math.max(this.lastWaitEnds, contender.waitsUntil);
  }

  took(workload: string, priority: Priority, units: number, now: number): void {
    const contender = this.of(workload, priority, now);
    contender.taken += units;
    contender.waitsUntil = 0;
  }

  waiting(now: number): string[] {
    return [...this.byWorkload].filter(([, { waitsUntil }]) => now < waitsUntil).map(([name]) => name);
  }

  /** Who comes late starts level with the others: it has nothing to catch up. */
  private of(workload: string, priority: Priority, now: number): Contender {
    const rank = rankOf(priority);
    let contender = this.byWorkload.get(workload);
    if (contender === undefined) {
      contender = { priority: rank, waitsUntil: 0, taken: this.least(rank, now) };
      this.byWorkload.set(workload, contender);
    }
    contender.priority = rank;
    return contender;
  }

  private least(rank: number, now: number): number {
    let least = Number.POSITIVE_INFINITY;
    for (const { priority, taken, waitsUntil } of this.byWorkload.values()) {
      if (priority === rank && now < waitsUntil) least = Math.min(least, taken);
    }
    return Number.isFinite(least) ? least : 0;
  }
}
