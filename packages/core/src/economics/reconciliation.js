import { Decimal, MONEY_SCALE } from '../money/index.ts';
import { ratio } from './ratio.ts';
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
];
/** Of these somebody has to decide; the others need nobody. */
export const UNDECIDED_CLASSES = [
  'missing_in_ledger',
  'missing_at_provider',
  'quantity_difference',
  'price_difference',
  'unexplained',
];
/**
 * Classes of the difference of every cell (formula `reconciliation_gap`, docs/formulas.md). Source: product C4, issue 5.
 * Shape: the cells of one provider and month, each key once, and of the days before and after as context. Units: one
 * currency, 12 decimals. Answer: at least one part per cell that is no context; the parts of a cell sum to exactly
 * ledger - invoice, so that all of them sum to the gap.
 *
 * Where both sides tell quantities, the quantity part is (ledger - invoice quantity) at the ledger's average price of the cell,
 * rounded half-even to 12 decimals, and the price part is the exact rest.
 */
export function classify(cells, terms) {
  const moved = timingCells(cells, terms.tolerance);
  return cells
    .filter((cell) => cell.context !== true)
    .flatMap((cell) => partsOf(cell, moved.has(cell), terms).map((part) => ({ ...part, cell })));
}
function partsOf(cell, moved, terms) {
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
      ? [{ class: 'timing', amount: part.amount }]
      : withoutAccepted(part, cell, terms),
  );
}
function causesOf({ ledger, invoice, ...key }, amount, places) {
  if (ledger === undefined || isNothing(ledger)) return [{ class: 'missing_in_ledger', amount }];
  if (invoice === undefined || isNothing(invoice)) return [{ class: 'missing_at_provider', amount }];
  const byQuantity = quantityPart(ledger, invoice);
  if (byQuantity === undefined) return [{ class: 'unexplained', amount }];
  const byPrice = amount.subtract(byQuantity);
  const rounds = (part) => part.isZero || isRounding(part, { ...key, invoice }, places);
  if (rounds(byPrice)) return [{ class: 'quantity_difference', amount }];
  if (rounds(byQuantity)) return [{ class: 'price_difference', amount }];
  return [
    { class: 'quantity_difference', amount: byQuantity },
    { class: 'price_difference', amount: byPrice },
  ];
}
const isNothing = ({ quantity, cost }) => cost.isZero && (quantity?.isZero ?? true);
/** Undefined where a side does not tell its quantity. At the bill's price where the ledger has cost without quantity. */
function quantityPart(ledger, invoice) {
  if (ledger.quantity === undefined || invoice.quantity === undefined) return undefined;
  const atLedgerPrice = ratio(invoice.quantity.multiply(ledger.cost), ledger.quantity, MONEY_SCALE);
  if (atLedgerPrice !== undefined) return ledger.cost.subtract(atLedgerPrice);
  return invoice.quantity.isZero ? Decimal.ZERO : Decimal.ZERO.subtract(invoice.cost);
}
/** Half a unit of the bill's last digit for each of its lines. */
function isRounding(amount, { invoice }, places) {
  if (invoice === undefined) return false;
  const bound = new Decimal(5n * BigInt(Math.max(1, invoice.lines)), places + 1);
  return size(amount).compare(bound) <= 0;
}
/** What was accepted explains at most the part, and only in its direction. */
function withoutAccepted(part, cell, { accepted }) {
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
export function reconciliationGap(ledger, invoice) {
  return ratio(ledger.subtract(invoice), invoice, 6);
}
/**
 * Explained share (formula `explained_share`, docs/formulas.md): of all differences, added up without their signs, the part
 * that has another class than `unexplained`. Source: issue 5. Units: a share from 0 to 1, 4 decimals, half-even; 1 when there
 * is no difference.
 */
export function explainedShare(differences) {
  const all = absolute(differences);
  const unknown = absolute(differences.filter((part) => part.class === 'unexplained'));
  return ratio(all.subtract(unknown), all, 4) ?? Decimal.from(1);
}
/** Sum of amounts without their signs. */
export function absolute(differences) {
  return differences.reduce((sum, { amount }) => sum.add(size(amount)), Decimal.ZERO);
}
export const RECONCILIATION_FORMULAS = {
  gap: 'reconciliation_gap',
  explainedShare: 'explained_share',
};
const size = (amount) => (amount.isNegative ? Decimal.ZERO.subtract(amount) : amount);
