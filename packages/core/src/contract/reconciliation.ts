import { z } from 'zod';
import { DIFFERENCE_CLASSES, type DifferenceClass, UNDECIDED_CLASSES } from '../economics/index.ts';
import { month, period, proposedEntry } from './books.ts';
import { decimalString, instant } from './primitives.ts';
import { statementLine } from './statements.ts';

export { DIFFERENCE_CLASSES, type DifferenceClass, UNDECIDED_CLASSES };

/** Exact amounts by class; they sum to the gap. */
export const differences = z.partialRecord(
  z.enum(DIFFERENCE_CLASSES),
  z.object({ cells: z.number().int().nonnegative(), amount: decimalString }),
);

/** One provider's month: what the ledger has, what the provider bills, and why they differ. */
export const providerReconciliation = z.object({
  /** As its bills name it. */
  provider: z.string(),
  /** `no_statement`: nothing is known of the bill; gap and shares are absent then. */
  state: z.enum(['compared', 'no_statement']),
  ledger: decimalString,
  invoice: decimalString.optional(),
  /** ledger - invoice. */
  gap: decimalString.optional(),
  /** Formula `reconciliation_gap`, 6 decimals; absent when nothing was billed. */
  gap_share: decimalString.optional(),
  /** Formula `explained_share`, 4 decimals. */
  explained_share: decimalString.optional(),
  /** Of differences nobody has decided on: sum of their absolute amounts. */
  undecided: decimalString,
  differences,
  /** Until when the sources tell; absent when none does. */
  covered_until: instant.optional(),
  /** What is odd about the bill: contradicting totals, repeated lines, currencies without a rate. */
  warnings: z.array(z.string()),
});
export type ProviderReconciliation = z.infer<typeof providerReconciliation>;

export const reconciliation = z.object({
  month,
  currency: z.string().length(3),
  at: instant,
  providers: z.array(providerReconciliation),
  formulas: z.object({ gap_share: z.string(), explained_share: z.string() }),
});
export type Reconciliation = z.infer<typeof reconciliation>;

/** Day (UTC) x scope x model x unit; '' where the side that tells least does not tell. */
export const reconciliationCell = z.object({
  provider: z.string(),
  /** `2026-10-03`, of UTC; the month where a bill has no days. */
  day: z.string(),
  /** Account, project or key, as configured; '' where the ledger cannot tell them apart. */
  scope: z.string(),
  model: z.string(),
  unit: z.string(),
  class: z.enum(DIFFERENCE_CLASSES),
  /** What the ledger has more (negative: less) for this reason. */
  amount: decimalString,
  ledger_quantity: decimalString.optional(),
  ledger_cost: decimalString,
  invoice_quantity: decimalString.optional(),
  invoice_cost: decimalString,
  /** The bill tells the cost of several together; this is the part by usage. */
  apportioned: z.literal(true).optional(),
});
export type ReconciliationCell = z.infer<typeof reconciliationCell>;

export const reconciliationCells = z.object({ data: z.array(reconciliationCell), total: z.number().int() });

/** `POST /reconciliation`: compares and proposes what would close the gap. */
export const runReconciliation = z
  .object({ month, provider: z.string().min(1).optional(), by: z.string().min(1).max(200).optional() })
  .strict();
export const reconciliationRun = reconciliation.extend({
  /** Proposals that are new. */
  proposed: z.array(z.object({ id: z.string(), kind: z.string(), title: z.string(), amount: decimalString })),
  /** Open ones that were withdrawn because their figures have changed. */
  withdrawn: z.number().int().nonnegative(),
});
export type ReconciliationRun = z.infer<typeof reconciliationRun>;

/** A cell's two sides, each newest last and at most 500. */
export const reconciliationDetail = z.object({
  charges: z.array(
    z.object({
      call_id: z.string(),
      started_at: instant,
      unit: z.string(),
      model: z.string(),
      quantity: decimalString,
      cost: decimalString,
      entry: z.string().optional(),
      workload: z.string().optional(),
    }),
  ),
  lines: z.array(statementLine),
  truncated: z.boolean(),
});
export type ReconciliationDetail = z.infer<typeof reconciliationDetail>;

/** Of approving, rejecting and ignoring. */
export const decideProposal = z
  .object({
    /** Name of who decides; default: the caller. */
    by: z.string().trim().min(1).max(200).optional(),
    note: z.string().trim().min(1).max(1_000).optional(),
  })
  .strict();

export const ignoreProposal = z
  .object({
    by: z.string().trim().min(1).max(200).optional(),
    reason: z.string().trim().min(1).max(1_000),
  })
  .strict();

export const reviewPeriod = z.object({ by: z.string().trim().min(1).max(200).optional() }).strict();
export const closePeriod = z
  .object({
    by: z.string().trim().min(1).max(200).optional(),
    /** Close although points are open; then a reason is needed. */
    force: z.boolean().optional(),
    reason: z.string().trim().min(1).max(1_000).optional(),
  })
  .strict();

export const proposalEntries = z.object({ data: z.array(proposedEntry), total: z.number().int() });
export const periodList = z.object({ data: z.array(period) });
export const verifiedPeriods = z.object({ checked: z.number().int(), mismatched: z.array(month) });
