import type { BlockedBy, Decision } from './port.ts';

interface Grant {
  readonly id: string;
  /** What it lifts; undefined until something blocks, where it is not known what it was asked for. */
  lifts: BlockedBy | undefined;
  readonly amount: bigint;
  readonly until: number;
}

/**
 * What people have granted a task. A grant without an amount lets the limit that stopped the task count once more; one
 * with an amount raises the cost limit by it. After a restart it is not known which limit a grant was asked for: it
 * then lifts whatever blocks first.
 */
export class Grants {
  private readonly seen = new Set<string>();
  private readonly grants: Grant[] = [];
  private rejection: { by: string | undefined; what: BlockedBy | undefined } | undefined;

  /** `what` is the limit that was asked about, where that is known. Repeating it changes nothing. */
  apply({ id, state, by, amount, until }: Decision, what: BlockedBy | undefined): void {
    if (this.seen.has(id)) return;
    this.seen.add(id);
    if (state === 'rejected') this.rejection = { by, what };
    if (state !== 'approved') return;
    this.rejection = undefined;
    const ends = until ?? Number.POSITIVE_INFINITY;
    if (amount !== undefined) this.grants.push({ id, lifts: 'cost', amount, until: ends });
    if (amount === undefined || (what !== undefined && what !== 'cost')) {
      this.grants.push({ id, lifts: what, amount: 0n, until: ends });
    }
  }

  /** Who has said no to this; undefined when nobody has. */
  rejected(what: BlockedBy): { by: string | undefined } | undefined {
    const { rejection } = this;
    if (rejection === undefined) return undefined;
    // no to a dearer model stops the dearer model only, no to going on stops everything
    return rejection.what !== 'gate' || what === 'gate' ? rejection : undefined;
  }

  consented(now: number): boolean {
    return this.grants.some(({ lifts, until }) => lifts === 'gate' && now < until);
  }

  /** The limit with what was granted on top. */
  most(limit: BlockedBy, base: bigint, now: number): bigint {
    let most = base;
    for (const grant of this.grants) {
      if (grant.lifts === limit && now < grant.until) most += grant.amount === 0n ? base : grant.amount;
    }
    return most;
  }

  /** Uses a grant of unknown purpose for this limit. False when there is none. */
  use(limit: BlockedBy, now: number): boolean {
    const free = this.grants.find(({ lifts, until }) => lifts === undefined && now < until);
    if (free === undefined) return false;
    free.lifts = limit;
    return true;
  }
}
