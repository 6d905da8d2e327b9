import type { Logger } from '../../../platform/log.ts';
import type { Account } from './account.ts';
import type { IncarnationState, Incarnations } from './incarnations.ts';

export interface LedgerReaderOptions {
  log: Logger;
  loadSettled: (since: Date, exclude: readonly string[]) => Promise<ReadonlyMap<string, bigint>>;
  stateOf: (instance: string) => IncarnationState;
  incarnations: Incarnations;
  /** Accounts in force, each in its current period. */
  accounts: () => readonly Account[];
  /** Called when figures were taken over. */
  changed: () => void;
}

/** Keeps the accounts' bases equal to the ledger, and forgets incarnations whose calls are all in it. */
export class LedgerReader {
  private readonly options: LedgerReaderOptions;
  /** Incarnations whose calls were left out when the ledger was last read. */
  private excluded: ReadonlySet<string> = new Set();
  private running: Promise<void> | undefined;
  private due = false;

  constructor(options: LedgerReaderOptions) {
    this.options = options;
  }

  get isDue(): boolean {
    return this.due;
  }

  /** To be read again at the next opportunity. */
  markDue(): void {
    this.due = true;
  }

  /** An incarnation that settled while the ledger was not read without its calls may be counted twice until it is. */
  noteSettled(instance: string): void {
    if (!this.excluded.has(instance)) this.due = true;
  }

  read(): Promise<void> {
    this.due = true;
    this.running ??= this.readUntilSteady().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  /** Repeats until nothing changed while the ledger was read, so that nothing is missing and nothing counted twice. */
  private async readUntilSteady(): Promise<void> {
    while (this.due) {
      this.due = false;
      try {
        await this.readOnce();
      } catch (error) {
        this.options.log.error({ err: error }, 'budgets: the ledger cannot be read; calls may be refused');
        this.due = true;
        break;
      }
    }
    this.options.changed();
  }

  private async readOnce(): Promise<void> {
    const { incarnations, stateOf } = this.options;
    const gone = incarnations.drained(stateOf);
    const exclude = incarnations.names.filter((instance) => !gone.includes(instance));
    const starts = new Map(this.options.accounts().map((account) => [account, account.span.start]));
    const figures = await this.settledSince(new Set(starts.values()), exclude);
    this.excluded = new Set(exclude);

    const inForce = new Set(this.options.accounts());
    for (const [account, start] of starts) {
      if (!inForce.has(account)) continue;
      if (account.span.start !== start) this.due = true;
      else account.rebase(figures.get(start)?.get(account.workload) ?? 0n, gone);
    }
    if (incarnations.names.some((name) => !exclude.includes(name) && !gone.includes(name))) this.due = true;
    // an account that could not take over the figures still holds what the ended ones had told
    const takenOver = [...inForce].every((account) => gone.every((instance) => !account.knows(instance)));
    if (takenOver) incarnations.forget(gone);
    else this.due = true;
  }

  private async settledSince(
    starts: ReadonlySet<number>,
    exclude: readonly string[],
  ): Promise<Map<number, ReadonlyMap<string, bigint>>> {
    const { loadSettled } = this.options;
    const figures = new Map<number, ReadonlyMap<string, bigint>>();
    for (const start of starts) figures.set(start, await loadSettled(new Date(start), exclude));
    return figures;
  }
}
