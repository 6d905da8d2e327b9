import type { ReconciliationCell, ReconciliationDetail } from '@weir/core/contract';
import type { CellKey, Difference } from '@weir/core/economics';
import { MONEY_SCALE } from '@weir/core/money';
import type { ChargeReader, LedgerCharge } from '../../ledger/statement-port.ts';
import { type MonthSpan, monthSpan } from '../months.ts';
import type { BookCell } from './cells.ts';
import { allLines, type CompareDeps, contextOf } from './compare.ts';
import { keyOfLine } from './statement-side.ts';

export interface DetailDeps extends CompareDeps {
  ledger: ChargeReader;
}

const MOST = 500;
const DAY_MS = 86_400_000;

export function presentCell(
  provider: string,
  { cell, class: kind, amount }: Difference<BookCell>,
): ReconciliationCell {
  const { day, scope, model, unit, ledger, invoice } = cell;
  return {
    provider,
    day,
    scope,
    model,
    unit,
    class: kind,
    amount: amount.toFixed(MONEY_SCALE),
    ledger_cost: (ledger?.cost.toFixed(MONEY_SCALE) ?? '0') as string,
    invoice_cost: (invoice?.cost.toFixed(MONEY_SCALE) ?? '0') as string,
    ...(ledger?.quantity === undefined ? {} : { ledger_quantity: ledger.quantity.toString() }),
    ...(invoice?.quantity === undefined ? {} : { invoice_quantity: invoice.quantity.toString() }),
    ...(cell.apportioned === undefined ? {} : { apportioned: cell.apportioned }),
  };
}

/** Charges and lines that one cell is the sum of. `''` in model or unit: all of them. */
export async function detailOf(
  provider: string,
  cell: CellKey,
  scoped: boolean,
  deps: DetailDeps,
): Promise<ReconciliationDetail> {
  const span = spanOf(cell.day);
  const charges: ReconciliationDetail['charges'] = [];
  const lines: ReconciliationDetail['lines'] = [];
  for await (const page of deps.ledger.charges({ ...span, filter: filterOf(cell) })) {
    for (const charge of page) {
      if (charges.length <= MOST && isOf(charge, provider, cell, deps)) charges.push(presentCharge(charge));
    }
    if (charges.length > MOST) break;
  }
  const context = contextOf(provider, { scoped }, deps);
  const around = {
    since: new Date(span.since.getTime() - DAY_MS),
    until: new Date(span.until.getTime() + DAY_MS),
  };
  for await (const line of allLines(deps.statements, around, provider)) {
    if (overlaps(keyOfLine(line, context), cell) && !deps.notStatements.has(line.source)) lines.push(line);
    if (lines.length > MOST) break;
  }
  const truncated = charges.length > MOST || lines.length > MOST;
  return { charges: charges.slice(0, MOST), lines: lines.slice(0, MOST), truncated };
}

function spanOf(day: string): MonthSpan {
  if (day.length === 7) return monthSpan(day, 'UTC');
  const since = new Date(`${day}T00:00:00Z`);
  return { since, until: new Date(since.getTime() + DAY_MS) };
}

const SOURCES = ['gateway', 'import', 'otlp', 'source', 'books'];
const filterOf = ({ unit }: CellKey) => ({ source: SOURCES, ...(unit === '' ? {} : { unit: [unit] }) });

function isOf(charge: LedgerCharge, provider: string, { model, unit }: CellKey, deps: DetailDeps): boolean {
  return (
    deps.billedAs(charge.billed_provider) === provider &&
    (model === '' || deps.model(provider, charge.billed_model) === model) &&
    (unit === '' || charge.unit === unit)
  );
}

/** A line tells of the cell when neither names something that the other names otherwise. */
function overlaps(line: CellKey, cell: CellKey): boolean {
  const agree = (a: string, b: string) => a === '' || b === '' || a === b;
  return (
    (line.day.startsWith(cell.day) || cell.day.startsWith(line.day)) &&
    line.scope === cell.scope &&
    agree(line.model, cell.model) &&
    agree(line.unit, cell.unit)
  );
}

function presentCharge(charge: LedgerCharge): ReconciliationDetail['charges'][number] {
  const workload = charge.tags['workload'];
  return {
    call_id: charge.call_id,
    started_at: charge.started_at,
    unit: charge.unit,
    model: charge.billed_model,
    quantity: charge.quantity,
    cost: charge.contracted_cost,
    ...(charge.entry === undefined ? {} : { entry: charge.entry.kind }),
    ...(workload === undefined ? {} : { workload }),
  };
}
