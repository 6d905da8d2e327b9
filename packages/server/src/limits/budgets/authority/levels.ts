import type { BudgetLevel } from '@weir/core/contract';
import type { Account } from './account.ts';

/** Levels as they were last told. */
export class Levels {
  private readonly known = new Map<string, BudgetLevel>();
  private readonly tell: (levels: Record<string, BudgetLevel>) => void;

  constructor(tell: (levels: Record<string, BudgetLevel>) => void) {
    this.tell = tell;
  }

  isNews(account: Account, level: BudgetLevel): boolean {
    return this.known.get(account.id) !== level;
  }

  /** Tells all of them when one has changed, or a budget came or went. */
  update(now: ReadonlyMap<string, BudgetLevel>): void {
    const gone = [...this.known.keys()].filter((id) => !now.has(id));
    const changed = [...now].filter(([id, level]) => this.known.get(id) !== level);
    if (gone.length + changed.length === 0) return;
    for (const id of gone) this.known.delete(id);
    for (const [id, level] of changed) this.known.set(id, level);
    this.tell(Object.fromEntries(this.known));
  }
}
