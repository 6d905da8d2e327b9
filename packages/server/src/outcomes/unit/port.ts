import type { AuditEntry, Note, Page, QualityScore, Workload } from '@weir/core/contract';
import type { GateFact } from '@weir/core/economics';
import type { ExchangeRates } from '@weir/core/pricing';
import type { EconomicsStore } from '../../ledger/economics-port.ts';
import type { OutcomeStore } from '../../ledger/outcome-port.ts';
import type { TimeRange } from '../../ledger/port.ts';

/** A rule of the registry that holds spending back: its mode, and what it is narrowed to. */
export interface BudgetFact {
  id: string;
  mode: 'soft' | 'hard' | 'degrade' | 'approval';
  scope: Readonly<Record<string, string>>;
}

/** What unit economics read. `app` puts it together; nothing here writes. */
export interface UnitPorts {
  economics: EconomicsStore;
  outcomes: Pick<OutcomeStore, 'sums' | 'costs'>;
  organization(): { time_zone: string; currency: string };
  /** Throws `not_found`. */
  workload(id: string): Promise<Workload>;
  /** All of them, retired ones too. */
  workloads(): Promise<Workload[]>;
  /** It and all that were merged into it: whose figures are its figures. */
  family(id: string): readonly string[];
  /** The tags that its calls carry by themselves, as budgets are narrowed by. */
  tagsOf(workload: string): Readonly<Record<string, string>>;
  budgets(): readonly BudgetFact[];
  /** Undefined where no gate is asked for. */
  gateOf(workload: string): GateFact | undefined;
  /** Scores of a metric in the range. */
  quality(workload: string, metric: string, range: TimeRange): Promise<QualityScore[]>;
  /** Dated rates among these currencies. */
  rates(currencies: Iterable<string>): Promise<ExchangeRates>;
  /** Newest first. */
  audit(filter: { subject: string; limit: number; cursor?: string }): Promise<Page<AuditEntry>>;
  /** Of the workload and of all, in the range. */
  notes(workload: string, range: TimeRange): Promise<Note[]>;
}

export interface UnitQuery extends TimeRange {
  interval: 'day' | 'week' | 'month';
  /** Instead of the one that the value metric names. */
  outcome?: string;
  sandbox: 'include' | 'exclude';
}

export const UNIT_DIMENSIONS = ['prompt_version', 'model', 'customer'] as const;

export interface ReportQuery extends UnitQuery {
  /** What it is broken down by; three questions to the ledger each. */
  dimensions: readonly (typeof UNIT_DIMENSIONS)[number][];
}
