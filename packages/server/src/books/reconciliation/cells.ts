import type { Cell, CellKey } from '@weir/core/economics';
import { ratio } from '@weir/core/economics';
import { allocate, Decimal, MONEY_SCALE } from '@weir/core/money';
import type { InvoiceSide } from './choose-sources.ts';
import { emptyCell, type LedgerCell, type LedgerSide } from './ledger-side.ts';
import type { BilledCell, UsedCell } from './statement-side.ts';
import { addTo, cellId, entryOf } from './sums.ts';

/** A cell to compare, with what a proposal about it needs to know. */
export interface BookCell extends Cell {
  /** Its cost was told for several together; this is its part by usage. */
  apportioned?: true;
  /** Of the ledger's cost, '' without. */
  workloads: ReadonlyMap<string, Decimal>;
  /** Of the bill's cost; '' where lines do not tell. */
  projects: ReadonlyMap<string, Decimal>;
  category: string;
  invoices: ReadonlySet<string>;
  requests: number;
}

/** List price of one unit, for what the ledger has never seen. */
export type UnitPrice = (model: string, unit: string, day: string) => Decimal | undefined;

/** The bill of a provider without lines, or the ledger without calls, is an empty side. */
interface Sides {
  ledger: Pick<LedgerSide, 'cells'>;
  invoice: Pick<InvoiceSide, 'cost' | 'usage'>;
}

/**
 * Both sides at the finest grain they have in common. Where the bill tells the cost of several models or units together, it
 * is apportioned by the usage it tells, at the prices of the ledger (exactly, `allocate`); where it tells no usage or a
 * price is unknown, the ledger is summed up to what the bill tells. Every amount of both sides is in exactly one cell.
 */
export function cellsOf(
  { ledger, invoice }: Sides,
  unitPrice: UnitPrice,
  isInMonth: (day: string) => boolean,
): BookCell[] {
  const left = new Map(ledger.cells);
  const usage = new Map(invoice.usage);
  const made = new Map<string, BookCell>();
  const price = priceOf(ledger.cells, unitPrice);
  const fine = [...invoice.cost].filter(([, { key }]) => isFine(key));
  for (const [id, billed] of fine) {
    put(made, billed.key, left.get(id), billed, usage.get(id));
    left.delete(id);
    usage.delete(id);
  }
  const coarse = [...invoice.cost.values()].filter(({ key }) => !isFine(key));
  for (const billed of coarse.sort((a, b) => blanks(a.key) - blanks(b.key))) {
    const used = take(usage, billed.key);
    // what is of one model and unit alone needs no price to be told apart
    const weights = used.length === 1 ? [ONE] : used.map((one) => price(one.key)?.multiply(one.quantity));
    if (isDay(billed.key) && canApportion(weights)) {
      apportion(billed, used, weights, made, left);
    } else {
      put(made, billed.key, summed(billed.key, take(left, billed.key)), billed, sumOfUsage(billed.key, used));
    }
  }
  const billedDays = new Set([...invoice.cost.values()].map(({ key }) => key.day));
  for (const cell of left.values()) {
    const used = billedDays.has(cell.key.day) ? usage.get(cellId(cell.key)) : undefined;
    put(made, cell.key, cell, undefined, used);
  }
  return [...made.values()].map((cell) => (isInMonth(cell.day) ? cell : { ...cell, context: true as const }));
}

const ONE = Decimal.from(1);
const isDay = ({ day }: CellKey) => day.length === 10;
const isFine = (key: CellKey) => isDay(key) && key.model !== '' && key.unit !== '';
const blanks = ({ day, model, unit }: CellKey) =>
  (day.length === 10 ? 0 : 4) + (model === '' ? 2 : 0) + (unit === '' ? 1 : 0);

/** What bills call tools without saying which: uses that charges count by kind. */
const TOOLS = 'tools';
const TOOL_UNITS = new Set(['web_searches', 'storage_searches', 'social_searches', 'code_executions']);

function coversUnit(coarse: string, unit: string): boolean {
  return coarse === '' || coarse === unit || (coarse === TOOLS && TOOL_UNITS.has(unit));
}

function covers(coarse: CellKey, key: CellKey): boolean {
  return (
    key.day.startsWith(coarse.day) &&
    key.scope === coarse.scope &&
    (coarse.model === '' || coarse.model === key.model) &&
    coversUnit(coarse.unit, key.unit)
  );
}

/** What a coarse cell covers, taken out. */
function take<T extends { key: CellKey }>(from: Map<string, T>, coarse: CellKey): T[] {
  const taken = [...from].filter(([, { key }]) => covers(coarse, key));
  for (const [id] of taken) from.delete(id);
  return taken.map(([, one]) => one);
}

function canApportion(weights: readonly (Decimal | undefined)[]): weights is Decimal[] {
  return (
    weights.every((weight) => weight !== undefined && !weight.isNegative) &&
    weights.some((weight) => weight?.isZero === false)
  );
}

function apportion(
  billed: BilledCell,
  used: readonly UsedCell[],
  weights: readonly Decimal[],
  made: Map<string, BookCell>,
  left: Map<string, LedgerCell>,
): void {
  const parts = allocate(billed.cost, weights, MONEY_SCALE);
  for (const [index, { key, quantity, requests }] of used.entries()) {
    const id = cellId(key);
    const cost = parts[index] ?? Decimal.ZERO;
    const projects =
      billed.projects.size === 1
        ? new Map([...billed.projects.keys()].map((name) => [name, cost]))
        : new Map<string, Decimal>();
    const part = { ...billed, key, cost, projects };
    put(made, key, left.get(id), part, { key, quantity, requests }, true);
    left.delete(id);
  }
}

function put(
  made: Map<string, BookCell>,
  key: CellKey,
  ledger: LedgerCell | undefined,
  billed: BilledCell | undefined,
  used: UsedCell | undefined,
  apportioned = false,
): void {
  const quantity = used?.quantity ?? billed?.quantity;
  const hasInvoice = billed !== undefined || used !== undefined;
  const tellsQuantity = key.unit !== '' && key.unit !== TOOLS;
  made.set(cellId(key), {
    ...key,
    ...(ledger === undefined
      ? {}
      : { ledger: { cost: ledger.cost, ...(tellsQuantity ? { quantity: ledger.quantity } : {}) } }),
    ...(hasInvoice
      ? {
          invoice: {
            cost: billed?.cost ?? Decimal.ZERO,
            lines: billed?.lines ?? 0,
            ...(tellsQuantity && quantity !== undefined ? { quantity } : {}),
          },
        }
      : {}),
    ...(apportioned ? { apportioned } : {}),
    workloads: ledger?.workloads ?? new Map(),
    projects: billed?.projects ?? new Map(),
    category: billed?.category ?? 'model_usage',
    invoices: billed?.invoices ?? new Set(),
    requests: used?.requests ?? 0,
  });
}

function summed(key: CellKey, cells: readonly LedgerCell[]): LedgerCell | undefined {
  if (cells.length === 0) return undefined;
  const sum = emptyCell(key);
  for (const cell of cells) {
    sum.cost = sum.cost.add(cell.cost);
    sum.quantity = sum.quantity.add(cell.quantity);
    for (const [workload, cost] of cell.workloads) addTo(sum.workloads, workload, cost);
  }
  return sum;
}

function sumOfUsage(key: CellKey, used: readonly UsedCell[]): UsedCell | undefined {
  if (used.length === 0) return undefined;
  return {
    key,
    quantity: used.reduce((sum, { quantity }) => sum.add(quantity), Decimal.ZERO),
    requests: used.reduce((sum, { requests }) => sum + requests, 0),
  };
}

/** Price of one unit: the ledger's of that cell, else of the month, else the list's. */
function priceOf(cells: ReadonlyMap<string, LedgerCell>, unitPrice: UnitPrice) {
  const months = new Map<string, { cost: Decimal; quantity: Decimal }>();
  for (const { key, cost, quantity } of cells.values()) {
    const sum = entryOf(months, `${key.model}\n${key.unit}`, () => ({
      cost: Decimal.ZERO,
      quantity: Decimal.ZERO,
    }));
    sum.cost = sum.cost.add(cost);
    sum.quantity = sum.quantity.add(quantity);
  }
  const average = (sum: { cost: Decimal; quantity: Decimal } | undefined) =>
    sum === undefined ? undefined : ratio(sum.cost, sum.quantity, 24);
  return (key: CellKey): Decimal | undefined =>
    average(cells.get(cellId(key))) ??
    average(months.get(`${key.model}\n${key.unit}`)) ??
    unitPrice(key.model, key.unit, key.day);
}
