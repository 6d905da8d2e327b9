import { Decimal } from '../money/index.ts';

const DAY_MS = 86_400_000;
/** A run of days that all differ: a bill whose day ends at another hour shifts a part of every day. */
const LONGEST_RUN = 33;
/**
 * Cells whose difference is one of days only: neighbouring days of the same scope, model and unit that differ, each by no
 * more than a day can have, and together do not. Compared by quantity where both sides tell it on all of these days, else by
 * cost. `tolerance`: share of what moved that may be left over.
 */
export function timingCells(cells, tolerance) {
  const moved = new Set();
  for (const series of seriesOf(cells).values()) {
    for (const stretch of stretchesOf(series)) markRuns(stretch, tolerance, moved);
  }
  return moved;
}
function seriesOf(cells) {
  const series = new Map();
  for (const cell of cells) {
    if (cell.day.length !== 10) continue;
    const name = JSON.stringify([cell.scope, cell.model, cell.unit]);
    const known = series.get(name);
    if (known === undefined) series.set(name, [cell]);
    else known.push(cell);
  }
  return series;
}
/** Days in a row that all differ. */
function* stretchesOf(series) {
  let stretch = [];
  for (const cell of [...series].sort((a, b) => (a.day < b.day ? -1 : 1))) {
    const before = stretch.at(-1);
    const follows = before !== undefined && Date.parse(cell.day) - Date.parse(before.day) === DAY_MS;
    if (!follows || !differs(cell)) {
      if (stretch.length > 1) yield stretch;
      stretch = [];
    }
    if (differs(cell)) stretch.push(cell);
  }
  if (stretch.length > 1) yield stretch;
}
const byCost = (side) => side?.cost ?? Decimal.ZERO;
const byQuantity = (side) => side?.quantity ?? Decimal.ZERO;
const differs = (cell) =>
  !delta(cell, byCost).isZero || (tellsQuantity(cell) && !delta(cell, byQuantity).isZero);
const delta = ({ ledger, invoice }, measure) => measure(ledger).subtract(measure(invoice));
const tellsQuantity = ({ ledger, invoice }) =>
  (ledger === undefined || ledger.quantity !== undefined) &&
  (invoice === undefined || invoice.quantity !== undefined);
/** From each day on the shortest run of days whose differences cancel out. */
function markRuns(stretch, tolerance, moved) {
  const measure = stretch.every(tellsQuantity) ? byQuantity : byCost;
  for (let start = 0; start < stretch.length - 1; ) {
    const length = runLength(stretch.slice(start, start + LONGEST_RUN), measure, tolerance);
    for (const cell of stretch.slice(start, start + length)) moved.add(cell);
    start += Math.max(1, length);
  }
}
/** 0 when the first of these days begins no run. */
function runLength(days, measure, tolerance) {
  let open = Decimal.ZERO;
  let largest = Decimal.ZERO;
  for (const [index, day] of days.entries()) {
    const change = delta(day, measure);
    if (index === 0 && change.isZero) return 0;
    open = open.add(change);
    largest = larger(largest, size(open));
    if (index > 0 && size(open).compare(largest.multiply(tolerance)) <= 0) return index + 1;
    // what moves to the next day is not more than a day has
    const next = days[index + 1];
    const most = [day, next].map((one) => larger(size(measure(one?.ledger)), size(measure(one?.invoice))));
    if (size(open).compare(most.reduce(larger)) > 0) return 0;
  }
  return 0;
}
const size = (amount) => (amount.isNegative ? Decimal.ZERO.subtract(amount) : amount);
const larger = (a, b) => (a.compare(b) < 0 ? b : a);
