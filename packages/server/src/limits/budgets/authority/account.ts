import type { BudgetLevel } from '@weir/core/contract';
import type { PeriodSpan } from '@weir/core/economics';
import { type Budget, isHard } from '../budget.ts';
import type { HolderFigures } from '../port.ts';
import { levelOf } from './level.ts';

/** What one gateway incarnation has told of one budget. */
interface Holding {
  /** It counts calls that ended after this instant. */
  from: number;
  settled: bigint;
  reserved: bigint;
  idle: bigint;
  seq: number;
  /** Told of a period that has not begun here: its clock is ahead. */
  ahead: HolderFigures | undefined;
}

/**
 * The counter of one budget in its current period: what the ledger says (without what the incarnations listed here count)
 * plus what each incarnation has settled and holds. An incarnation that has not told yet makes the sum unknown.
 */
export class Account {
  readonly id: string;
  readonly terms: string;
  budget: Budget;
  span: PeriodSpan;
  /** Settled outside the holdings, as the ledger knows it; undefined until it was asked. */
  base: bigint | undefined;
  /** By incarnation: the base leaves out its calls that ended after that. Not listed: none are left out. */
  private leftOut: ReadonlyMap<string, number> = new Map();
  private readonly holdings = new Map<string, Holding>();

  constructor(budget: Budget, terms: string, span: PeriodSpan) {
    this.id = budget.id;
    this.terms = terms;
    this.budget = budget;
    this.span = span;
  }

  get settled(): bigint {
    let sum = this.base ?? 0n;
    for (const { settled } of this.holdings.values()) sum += settled;
    return sum;
  }

  get reserved(): bigint {
    let sum = 0n;
    for (const { reserved } of this.holdings.values()) sum += reserved;
    return sum;
  }

  get idle(): bigint {
    let sum = 0n;
    for (const { idle } of this.holdings.values()) sum += idle;
    return sum;
  }

  get committed(): bigint {
    let sum = this.base ?? 0n;
    for (const { settled, reserved, idle } of this.holdings.values()) sum += settled + reserved + idle;
    return sum;
  }

  get isHard(): boolean {
    return isHard(this.budget);
  }

  level(limit: bigint): BudgetLevel {
    return levelOf(this.settled + this.reserved, limit, this.budget);
  }

  /** It has told, whether or not the ledger was read accordingly. */
  hasToldOf(instance: string): boolean {
    return this.holdings.has(instance);
  }

  /** What it counts and what the ledger's figure holds fit together: nothing is missing. */
  knows(instance: string): boolean {
    const holding = this.holdings.get(instance);
    if (holding === undefined || this.base === undefined) return false;
    const leftOut = this.leftOut.get(instance);
    // counting some twice is safe, and mended at the next reading
    return leftOut === holding.from || (leftOut === undefined && holding.from === 0);
  }

  /** Whether some of its calls are in the ledger's figure and in its own. */
  countsTwice(instance: string): boolean {
    const settled = this.holdings.get(instance)?.settled ?? 0n;
    return settled > 0n && this.base !== undefined && !this.leftOut.has(instance);
  }

  fromOf(instance: string): number | undefined {
    return this.holdings.get(instance)?.from;
  }

  heldBy(instance: string): bigint {
    const holding = this.holdings.get(instance);
    return holding === undefined ? 0n : holding.reserved + holding.idle;
  }

  idleOf(instance: string): bigint {
    return this.holdings.get(instance)?.idle ?? 0n;
  }

  /** Takes over figures unless newer ones are known. */
  note(figures: HolderFigures): void {
    const known = this.holdings.get(figures.instance);
    if (known !== undefined && figures.seq <= known.seq) return;
    const { instance, from, seq, period } = figures;
    const { start } = this.span;
    if (period > start) {
      // what it told of the running period still stands
      const { settled, reserved, idle } = known ?? NOTHING;
      this.holdings.set(instance, { from, settled, reserved, idle, seq, ahead: figures });
      return;
    }
    // in an earlier period it has spent and holds nothing of this one
    const { settled, reserved, idle } = period === start ? figures : NOTHING;
    this.holdings.set(instance, { from, settled, reserved, idle, seq, ahead: undefined });
  }

  /** False when a later message of the same incarnation has been seen. */
  isLatest(figures: HolderFigures): boolean {
    return this.holdings.get(figures.instance)?.seq === figures.seq;
  }

  grant(instance: string, amount: bigint): void {
    const holding = this.holdings.get(instance);
    if (holding !== undefined) holding.idle += amount;
  }

  /** The ledger's figure replaces what the forgotten incarnations had told. */
  rebase(base: bigint, leftOut: ReadonlyMap<string, number>, forgotten: Iterable<string>): void {
    this.base = base;
    this.leftOut = leftOut;
    for (const instance of forgotten) this.holdings.delete(instance);
  }

  /** A new period begins with every lease void, and with what gateways told ahead of it. */
  begin(span: PeriodSpan, certain: boolean): void {
    this.span = span;
    let early = false;
    for (const holding of this.holdings.values()) {
      const { ahead, from } = holding;
      const { settled, reserved, idle } = ahead?.period === span.start ? ahead : NOTHING;
      Object.assign(holding, { settled, reserved, idle, ahead: undefined });
      early ||= ahead !== undefined || from >= span.start;
    }
    // calls of clocks that are ahead may be in the ledger already
    this.base = certain && !early ? 0n : undefined;
  }
}

const NOTHING = { settled: 0n, reserved: 0n, idle: 0n };
