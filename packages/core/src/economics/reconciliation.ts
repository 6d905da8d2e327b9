import { Decimal, MONEY_SCALE } from '../money/index.ts';
import { ratio } from './ratio.ts';
import type { Cell, CellKey, CellSide } from './reconciliation-cells.ts';
import { timingCells } from './reconciliation-timing.ts';

/**
 * Why ledger and bill differ. matched: they do not, or by less than the tolerance. rounding: by less than the bill's last
 * digit. timing: the same on a neighbouring day, or not billed yet. ignored: somebody accepted it. missing_in_ledger: billed,
 * but Weir never saw it (shadow traffic). missing_at_provider: in the ledger, but not billed. quantity_difference,
 * price_difference: both have it, with another quantity or at another price. unexplained: what cannot be told apart.
 */
export const DIFFERENCE_CLASSES = [
  'matched',
  'rounding',
  'timing',
  'ignored',
  'missing_in_ledger',
  'missing_at_provider',
  'quantity_difference',
  'price_difference',
  'unexplained',
] as const;
export type DifferenceClass = (typeof DIFFERENCE_CLASSES)[number];

/** Of these somebody has to decide; the others need nobody. */
export const UNDECIDED_CLASSES = [
  'missing_in_ledger',
  'missing_at_provider',
  'quantity_difference',
  'price_difference',
  'unexplained',
] as const satisfies readonly DifferenceClass[];

/** A part of what one cell differs by: ledger - invoice, negative when the bill has more. */
export interface Difference<C extends Cell = Cell> {
  cell: C;
  class: DifferenceClass;
  amount: Decimal;
}

export interface ReconciliationTerms {
  /** Share of a cell's billed cost up to which a difference counts as matched, 0.0001 = 0.01%. */
  tolerance: Decimal;
  /** Decimals the bill is written with: a line may be off by half of the last one. */
  places: number;
  /** Days from here on (`2026-10-31`) are not billed yet; absent: all are. */
  billedBefore?: string;
  /** What was accepted of a cell by class, as a difference; 0 when nothing was. */
  accepted?(cell: CellKey, kind: DifferenceClass): Decimal;
}

/**
 * Classes of the difference of every cell (formula `reconciliation_gap`, docs/formulas.md). Source: product C4, issue 5.
 * Shape: the cells of one provider and month, each key once, and of the days before and after as context. Units: one
 * currency, 12 decimals. Answer: at least one part per cell that is no context; the parts of a cell sum to exactly
 * ledger - invoice, so that all of them sum to the gap.
 *
 * Where both sides tell quantities, the quantity part is (ledger - invoice quantity) at the ledger's average price of the cell,
 * rounded half-even to 12 decimals, and the price part is the exact rest.
 */
export function classify<C extends Cell>(cells: readonly C[], terms: ReconciliationTerms): Difference<C>[] {
  const moved = timingCells(cells, terms.tolerance);
  return cells
    .filter((cell) => cell.context !== true)
    .flatMap((cell) => partsOf(cell, moved.has(cell), terms).map((part) => ({ ...part, cell })));
}

type Part = Pick<Difference, 'class' | 'amount'>;

function partsOf(cell: Cell, moved: boolean, terms: ReconciliationTerms): Part[] {
  const invoiced = cell.invoice?.cost ?? Decimal.ZERO;
  const amount = (cell.ledger?.cost ?? Decimal.ZERO).subtract(invoiced);
  if (amount.isZero) return [{ class: 'matched', amount }];
  if (isRounding(amount, cell, terms.places)) return [{ class: 'rounding', amount }];
  if (size(amount).compare(size(invoiced).multiply(terms.tolerance)) <= 0) {
    return [{ class: 'matched', amount }];
  }
  if (!amount.isNegative && terms.billedBefore !== undefined && cell.day >= terms.billedBefore) {
    return [{ class: 'timing', amount }];
  }
  return causesOf(cell, amount, terms.places).flatMap((part) =>
    moved && part.class !== 'price_difference'
      ? [{ class: 'timing' as const, amount: part.amount }]
      : withoutAccepted(part, cell, terms),
  );
}

function causesOf({ ledger, invoice, ...key }: Cell, amount: Decimal, places: number): Part[] {
  if (ledger === undefined || isNothing(ledger)) return [{ class: 'missing_in_ledger', amount }];
  if (invoice === undefined || isNothing(invoice)) return [{ class: 'missing_at_provider', amount }];
  const byQuantity = quantityPart(ledger, invoice);
  if (byQuantity === undefined) return [{ class: 'unexplained', amount }];
  const byPrice = amount.subtract(byQuantity);
  const rounds = (part: Decimal) => part.isZero || isRounding(part, { ...key, invoice }, places);
  if (rounds(byPrice)) return [{ class: 'quantity_difference', amount }];
  if (rounds(byQuantity)) return [{ class: 'price_difference', amount }];
  return [
    { class: 'quantity_difference', amount: byQuantity },
    { class: 'price_difference', amount: byPrice },
  ];
}

const isNothing = ({ quantity, cost }: CellSide) => cost.isZero && (quantity?.isZero ?? true);

/** Undefined where a side does not tell its quantity. At the bill's price where the ledger has cost without quantity. */
function quantityPart(ledger: CellSide, invoice: CellSide): Decimal | undefined {
  if (ledger.quantity === undefined || invoice.quantity === undefined) return undefined;
  const atLedgerPrice = ratio(invoice.quantity.multiply(ledger.cost), ledger.quantity, MONEY_SCALE);
  if (atLedgerPrice !== undefined) return ledger.cost.subtract(atLedgerPrice);
  return invoice.quantity.isZero ? Decimal.ZERO : Decimal.ZERO.subtract(invoice.cost);
}

/** Half a unit of the bill's last digit for each of its lines. */
function isRounding(amount: Decimal, { invoice }: Pick<Cell, 'invoice'>, places: number): boolean {
  if (invoice === undefined) return false;
  const bound = new Decimal(5n * BigInt(Math.max(1, invoice.lines)), places + 1);
  return size(amount).compare(bound) <= 0;
}

/** What was accepted explains at most the part, and only in its direction. */
function withoutAccepted(part: Part, cell: CellKey, { accepted }: ReconciliationTerms): Part[] {
  const given = accepted?.(cell, part.class) ?? Decimal.ZERO;
  if (given.isZero || given.isNegative !== part.amount.isNegative) return [part];
  const ignored = size(given).compare(size(part.amount)) < 0 ? given : part.amount;
  const rest = part.amount.subtract(ignored);
  return [{ class: 'ignored', amount: ignored }, ...(rest.isZero ? [] : [{ ...part, amount: rest }])];
}

/**
 * Reconciliation gap (formula `reconciliation_gap`, docs/formulas.md): (ledger - invoice) / invoice. Source: standards, KPIs.
 * Units: both in one currency, for the same provider and month; a share, 6 decimals, half-even. Undefined when nothing
 * was billed.
 */
export function reconciliationGap(ledger: Decimal, invoice: Decimal): Decimal | undefined {
  return ratio(ledger.subtract(invoice), invoice, 6);
}

/**
 * Explained share (formula `explained_share`, docs/formulas.md): of all differences, added up without their signs, the part
 * that has another class than `unexplained`. Source: issue 5. Units: a share from 0 to 1, 4 decimals, half-even; 1 when there
 * is no difference.
 */
export function explainedShare(differences: readonly Part[]): Decimal {
  const all = absolute(differences);
  const unknown = absolute(differences.filter((part) => part.class === 'unexplained'));
  return ratio(all.subtract(unknown), all, 4) ?? Decimal.from(1);
}

/** Sum of amounts without their signs. */
export function absolute(differences: readonly Pick<Part, 'amount'>[]): Decimal {
  return differences.reduce((sum, { amount }) => sum.add(size(amount)), Decimal.ZERO);
}

export const RECONCILIATION_FORMULAS = {
  gap: 'reconciliation_gap',
  explainedShare: 'explained_share',
} as const;

const size = (amount: Decimal) => (amount.isNegative ? Decimal.ZERO.subtract(amount) : amount);
