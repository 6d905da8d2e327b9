/**
 * Budgets as an escrow. The authority (one per installation, in control) knows limit, settled and leased; a gateway
 * holds leases and spends them without a round trip. Amounts are pico-units (1e-12) of the organization's currency.
 * Invariant at every instant: settled + leased <= limit.
 */
export interface HolderFigures {
  /** Gateway incarnation. */
  instance: string;
  /** Workload whose hard budget this is. */
  workload: string;
  /** What this incarnation has settled in the current period, cumulative: idempotent however often it is sent. */
  settled: bigint;
  /** What it still holds of earlier grants, open reservations included. */
  held: bigint;
  /** Start of the period the figures are for, epoch ms. */
  period: number;
  /** Counts the messages of this incarnation on this workload; one that was overtaken is not believed. */
  seq: number;
}

export interface LeaseRequest extends HolderFigures {
  /** Smallest grant that helps: the reservation that did not fit. 0 asks ahead of need. */
  need: bigint;
  /** Grant that would last a while; the authority gives less near the limit. */
  want: bigint;
}

export interface LeaseReport extends HolderFigures {
  /** True when it answers a recall. */
  recalled: boolean;
}

/** Asks a gateway to report on a workload for this kind of period, and to give back what lies idle. */
export interface Recalled {
  workload: string;
  period: 'day' | 'month' | 'total';
}

export interface LeaseGrant {
  /** Below `need` when the budget is exhausted. */
  granted: bigint;
  /** Start of the period and when it ends (0 for `total`), epoch ms: the lease is void after. */
  period: number;
  resetsAt: number;
  limit: bigint;
  /** Settled by all gateways, and by calls that came another way. */
  settled: bigint;
  /** settled + leased of all gateways after this grant. */
  committed: bigint;
}

export interface LimitAuthority {
  /** Rejects with WeirError `limits_unavailable` while what is committed is not known for certain. */
  lease(request: LeaseRequest): Promise<LeaseGrant>;
  /** Settles cumulatively and gives back what is no longer held. */
  report(report: LeaseReport): Promise<void>;
}

/** What the call path sees. Synchronous when a lease is at hand. */
export interface Reservations {
  /**
   * Holds `amount` for the call or throws WeirError `budget_exhausted` / `limits_unavailable`. Workloads without a
   * budget pass with a reservation that holds nothing back.
   */
  reserve(workload: string, amount: bigint): Reservation | Promise<Reservation>;
}

export interface Reservation {
  readonly amount: bigint;
  /** Exactly one of settle / release takes effect; later calls are ignored. */
  settle(actual: bigint): void;
  release(): void;
}
