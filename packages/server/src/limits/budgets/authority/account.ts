import type { Budget, PeriodSpan } from '../budget.ts';
import type { HolderFigures } from '../port.ts';

/** What one gateway incarnation has told of one budget. */
export interface Holding {
  settled: bigint;
  held: bigint;
  seq: number;
}

/**
 * The counter of one budget in its current period: what the ledger says (without the incarnations listed here) plus
 * what each incarnation has settled and holds. An incarnation that has not told yet makes the sum unknown.
 */
export class Account {
  readonly workload: string;
  readonly kind: Budget['period'];
  budget: Budget;
  span: PeriodSpan;
  /** Settled outside the holdings, as the ledger knows it; undefined until it was asked. */
  base: bigint | undefined;
  private readonly holdings = new Map<string, Holding>();

  constructor(workload: string, budget: Budget, span: PeriodSpan) {
    this.workload = workload;
    this.kind = budget.period;
    this.budget = budget;
    this.span = span;
  }

  get settled(): bigint {
    let sum = this.base ?? 0n;
    for (const holding of this.holdings.values()) sum += holding.settled;
    return sum;
  }

  get held(): bigint {
    let sum = 0n;
    for (const holding of this.holdings.values()) sum += holding.held;
    return sum;
  }

  get committed(): bigint {
    return this.settled + this.held;
  }

  get remaining(): bigint {
    return this.budget.limit - this.committed;
  }

  knows(instance: string): boolean {
    return this.holdings.has(instance);
  }

  heldBy(instance: string): bigint {
    return this.holdings.get(instance)?.held ?? 0n;
  }

  /** An incarnation of which it is certain that it holds nothing. */
  admit(instance: string): void {
    if (!this.knows(instance)) this.holdings.set(instance, { settled: 0n, held: 0n, seq: 0 });
  }

  /** Takes over figures unless newer ones are known. Figures of another period say only that nothing is held in this. */
  note(figures: HolderFigures): void {
    const known = this.holdings.get(figures.instance);
    if (known !== undefined && figures.seq <= known.seq) return;
    const current = figures.period === this.span.start;
    this.holdings.set(figures.instance, {
      settled: current ? figures.settled : 0n,
      held: current ? figures.held : 0n,
      seq: figures.seq,
    });
  }

  /** False when a later message of the same incarnation has been seen. */
  isLatest(figures: HolderFigures): boolean {
    return this.holdings.get(figures.instance)?.seq === figures.seq;
  }

  grant(instance: string, amount: bigint): void {
    const holding = this.holdings.get(instance);
    if (holding !== undefined) holding.held += amount;
  }

  /** The ledger's figure replaces what the forgotten incarnations had told. */
  rebase(base: bigint, forgotten: Iterable<string>): void {
    this.base = base;
    for (const instance of forgotten) this.holdings.delete(instance);
  }

  /** A new period begins with nothing spent and every lease void. */
  begin(span: PeriodSpan): void {
    this.span = span;
    this.base = 0n;
    for (const holding of this.holdings.values()) {
      holding.settled = 0n;
      holding.held = 0n;
    }
  }
}
