import type { BudgetLevel } from '@weir/core/contract';

/**
 * Budgets as an escrow. The authority knows limit, settled and leased; a gateway holds leases and spends them without a
 * round trip. Amounts are pico-units (1e-12) of the organization's currency.
 * Invariant at every instant, for every hard budget: settled + leased (open reservations included) <= limit.
 * Backends: authority/ (in control) and redis/ (Lua in Redis or Valkey, kept by control). One suite runs over both.
 */
export interface HolderFigures {
  /** Gateway incarnation. */
  instance: string;
  /** Id of the budget. */
  budget: string;
  /** What the gateway counts for it, see `termsOf`: figures on other terms than the authority's are not believed. */
  terms: string;
  /** Start of the period the figures are for, epoch ms. */
  period: number;
  /**
   * The gateway counts calls that ended after this instant of its own clock (epoch ms); 0 when it has known the budget
   * from its start. Calls that ended until then are the ledger's to count, once the gateway's mark of it has landed.
   */
  from: number;
  /** What this incarnation has settled in the period since `from`, cumulative: idempotent however often it is sent. */
  settled: bigint;
  /** Held for calls under way. */
  reserved: bigint;
  /** Held for calls to come. */
  idle: bigint;
  /** Counts the messages of this incarnation on this budget; one that was overtaken is not believed. */
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
  /** The gateway's clock, epoch ms: a gateway whose clock is wrong is told of. */
  at: number;
}

/** Asks a gateway to report on a budget, and to give back what lies idle. */
export interface Recalled {
  budget: string;
  /** A mark is missing, too: one that was written before control restarted is not told again. */
  mark?: true;
}

export interface LeaseGrant {
  /** Below `need` when the budget is exhausted. */
  granted: bigint;
  /** Start of the period and when it ends (0 for never), epoch ms: the lease is void after. */
  period: number;
  resetsAt: number;
  /** In force: amount, roll-over and lifts. */
  limit: bigint;
  /** Settled by all gateways, and by calls that came another way. */
  settled: bigint;
  /** settled + leased of all gateways after this grant. */
  committed: bigint;
  level: BudgetLevel;
}

export interface LimitAuthority {
  /** Rejects with WeirError `limits_unavailable` while what is committed is not known for certain. */
  lease(request: LeaseRequest): Promise<LeaseGrant>;
  /** Settles cumulatively and gives back what is no longer held. */
  report(report: LeaseReport): Promise<void>;
  /** False while it cannot be reached: budgets that fail closed refuse at once then. */
  readonly reachable: boolean;
}

/** What control knows of one budget; amounts in pico-units. */
export interface AccountStatus {
  budget: string;
  period: { start: number; end: number };
  limit: bigint;
  settled: bigint;
  reserved: bigint;
  leased: bigint;
  level: BudgetLevel;
  /** False while figures are awaited: nothing is granted then. */
  certain: boolean;
  /** Settled beyond the limit because providers billed more than the worst case. */
  overshoot: bigint;
}

/** The side of control, the same for every backend. */
export interface AuthorityKeeper {
  connected(instance: string): void;
  disconnected(instance: string): void;
  /** Budgets, lifts or the zone changed. */
  budgetsChanged(): void;
  /** A gateway's mark has landed: everything it recorded before is in the ledger. */
  marked(instance: string, at: number): void;
  /** To be called about twice a second. */
  sweep(): Promise<void>;
  /** Reads the ledger again: after an import, for instance. */
  refresh(): Promise<void>;
  status(): AccountStatus[] | Promise<AccountStatus[]>;
}
