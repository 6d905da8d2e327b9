/**
 * Budgets as an escrow. The authority (one per installation, in control) knows limit, settled and leased; a gateway
 * holds leases and spends them without a round trip. Amounts are pico-units (1e-12) of the organization's currency.
 * Invariant at every instant: settled + leased <= limit.
 */
export interface LeaseRequest {
  /** Gateway incarnation. */
  instance: string;
  /** Workload whose hard budget this is. */
  workload: string;
  /** Smallest grant that helps: the reservation that did not fit. */
  need: bigint;
  /** What this incarnation has settled in the current period, cumulative: idempotent however often it is sent. */
  settled: bigint;
  /** What it still holds of earlier grants, open reservations included. */
  held: bigint;
  /** Start of the period the figures are for, epoch ms. */
  period: number;
}

export interface LeaseGrant {
  /** 0 when the budget is exhausted. */
  granted: bigint;
  /** Start of the period and when it ends (0 for `total`), epoch ms: the lease is void after. */
  period: number;
  resetsAt: number;
  limit: bigint;
  /** settled + leased of all gateways after this grant. */
  committed: bigint;
}

export interface LimitAuthority {
  lease(request: LeaseRequest): Promise<LeaseGrant>;
  /** Periodic: settles cumulatively and gives back `giveBack` of what is held. */
  report(request: Omit<LeaseRequest, 'need'> & { giveBack: bigint }): Promise<void>;
}

/** What the call path sees. Synchronous when a lease is at hand. */
export interface Reservations {
  /**
   * Holds `amount` for the call or throws WeirError `budget_exhausted` / `limits_unavailable`. Workloads without a
   * budget pass with a reservation that counts nothing.
   */
  reserve(workload: string, amount: bigint): Reservation | Promise<Reservation>;
}

export interface Reservation {
  readonly amount: bigint;
  /** Exactly one of settle / release takes effect; later calls are ignored. */
  settle(actual: bigint): void;
  release(): void;
}
