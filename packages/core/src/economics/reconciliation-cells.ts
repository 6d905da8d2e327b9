import type { Decimal } from '../money/index.ts';

/** What is compared: a day of UTC (or a month, `2026-10`) x scope x model x unit, '' where the coarser side does not tell. */
export interface CellKey {
  day: string;
  scope: string;
  model: string;
  unit: string;
}

/** Cost with at most 12 decimals, in one currency; quantity in units of the cell's unit, absent when not told. */
export interface CellSide {
  quantity?: Decimal;
  cost: Decimal;
}

/** One cell with its two sides; a side is absent when it has nothing of it. */
export interface Cell extends CellKey {
  ledger?: CellSide;
  /** `lines`: how many lines of the bill it is the sum of, each rounded by itself. */
  invoice?: CellSide & { lines: number };
  /** A neighbouring day that is only looked at for timing: no difference is told of it. */
  context?: true;
}
