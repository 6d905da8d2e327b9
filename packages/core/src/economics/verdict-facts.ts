import type { Decimal } from '../money/index.ts';
import type { Interval } from './intervals.ts';

/** All that a verdict rests on; money in `currency`. */
export interface VerdictFacts {
  currency: string;
  /** Name of the outcome: `ticket_resolved`; undefined when the workload has no value metric. */
  outcome: string | undefined;
  successes: number;
  /** Loaded cost of a success, and its 95 % interval. */
  cost: Decimal | undefined;
  costInterval: Interval | undefined;
  /** Known value of a success. */
  value: Decimal | undefined;
  valueClass: 'measurable' | 'strategic' | 'intangible' | undefined;
  /** Sums of the value that counts, by how sure it is. */
  valueBy: Partial<Record<'measured' | 'estimated' | 'asserted', Decimal>>;
  /** In their order, of equal length, whole ones only. */
  periods: readonly { cost: Decimal; successes: number }[];
  quality:
    | { metric: string; target: number; scores: readonly { score: number; samples: number }[] }
    | undefined;
  controls: { hardBudgets: readonly string[]; gate: GateFact | undefined; fallback: boolean };
  /** What a success costs at the use that is expected, where that is told. */
  expectedCost: Decimal | undefined;
  /** P95 of the API cost of single outcomes. */
  p95Cost: Decimal | undefined;
}

export interface GateFact {
  state: 'passed' | 'excepted' | 'open';
  missing: readonly string[];
}
