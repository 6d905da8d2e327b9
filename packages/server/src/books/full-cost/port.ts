import type {
  AllocationExplanation,
  AllocationRule,
  AllocationRun,
  CostItem,
  FullCostReport,
} from '@weir/core/contract';
import type { Decimal } from '@weir/core/money';
import type { EconomicsStore } from '../../ledger/economics-port.ts';
import type { OutcomeStore } from '../../ledger/outcome-port.ts';
import type { LedgerStore } from '../../ledger/port.ts';
import type { ChargeReader } from '../../ledger/statement-port.ts';
import type { Clock } from '../../platform/clock.ts';
import type { RaisedFinding } from '../../registry/index.ts';
import type { CostQuantityService } from '../../registry/services/cost-quantities.ts';
import type { PendingAllocationService } from '../../registry/services/pending-allocations.ts';

/** A workload as costs are shared out among it and others. */
export interface BearingWorkload {
  id: string;
  stage: string;
  /** The workload that goes on in its place. */
  mergedInto?: string;
  /** Resolved upwards. */
  tags: Readonly<Record<string, string>>;
}

export interface FullCostDeps {
  ledger: Pick<LedgerStore, 'existing' | 'append'> & Pick<ChargeReader, 'detailSince'>;
  economics: Pick<EconomicsStore, 'drivers' | 'allocated' | 'stack'>;
  outcomes: Pick<OutcomeStore, 'sums'>;
  items(): Promise<CostItem[]>;
  rules(): Promise<AllocationRule[]>;
  quantities: Pick<CostQuantityService, 'sums'>;
  pending: PendingAllocationService;
  workloads(): readonly BearingWorkload[];
  organization(): { id: string; currency: string; time_zone: string };
  /** Undefined where no rate is known that day. */
  rates(
    currencies: readonly string[],
  ): Promise<(amount: Decimal, currency: string, at: Date) => Decimal | undefined>;
  /** Shared by all who add what is missing to the ledger. */
  exclusive: <T>(work: () => Promise<T>) => Promise<T>;
  raise(finding: RaisedFinding): void;
  clock: Pick<Clock, 'now'>;
}

export type FullCostLevel = NonNullable<FullCostReport['by']>;

/** Costs beside calls: what they come to, who bears them, and what of it is booked. */
export interface FullCost {
  /**
   * Books what the month so far says and the ledger does not, up to the last full day. Safe to repeat and to be killed: what
   * was decided on is landed first, once. Throws `invalid_argument`, `conflict` (calls of the month were dropped), `ledger_unavailable`.
   */
  run(month: string, options: { dryRun: boolean }): Promise<AllocationRun>;
  /** How shares of a month come about, as of now. */
  explain(month: string, filter: { workload?: string; item?: string }): Promise<AllocationExplanation[]>;
  report(query: {
    since: Date;
    until: Date;
    by?: FullCostLevel;
    sandbox: 'include' | 'exclude';
  }): Promise<FullCostReport>;
  /** This month, the last one, and months before in which items lie that were never booked. Problems become findings. */
  nightly(): Promise<void>;
}
