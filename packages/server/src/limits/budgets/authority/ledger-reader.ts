import type { Logger } from '../../../platform/log.ts';
import type { Budget } from '../budget.ts';
import type { Account } from './account.ts';
import type { IncarnationState, Incarnations } from './incarnations.ts';

/** Asks for the exact spend of a budget in a period. */
export interface SpendAsk {
  budget: Budget;
  /** Calls that began in [since, until); epoch ms, `until` may be Infinity. */
  since: number;
  until: number;
  /** By incarnation: its calls that ended after this instant are left out; all of them where it is 0. */
  after: Readonly<Record<string, number>>;
}

/** Answers in the order of the asks; pico-units. Rejects when the ledger cannot be read. */
export type Spend = (asks: readonly SpendAsk[]) => Promise<readonly bigint[]>;

export interface LedgerReaderOptions {
  log: Logger;
  spend: Spend;
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
    const living = incarnations.names.filter((instance) => !gone.includes(instance));
    const asked = this.options.accounts().map((account) => ({
      account,
      span: account.span,
      leftOut: new Map(living.map((instance) => [instance, this.startOf(account, instance)])),
    }));
    const figures = await this.options.spend(
      asked.map(({ account: { budget }, span, leftOut }) => ({
        budget,
        since: span.start,
        until: span.end,
        after: Object.fromEntries(leftOut),
      })),
    );

    const inForce = new Set(this.options.accounts());
    for (const [i, { account, span, leftOut }] of asked.entries()) {
      if (!inForce.has(account)) continue;
      if (account.span.start !== span.start) this.due = true;
      else {
        account.rebase(figures[i] ?? 0n, leftOut, gone);
        if (living.some((instance) => this.isBehind(account, instance))) this.due = true;
      }
    }
    if (incarnations.names.some((name) => !living.includes(name) && !gone.includes(name))) this.due = true;
    // an account that could not take over the figures still holds what the ended ones had told
    const takenOver = [...inForce].every((account) => gone.every((instance) => !account.hasToldOf(instance)));
    if (takenOver) incarnations.forget(gone);
    else this.due = true;
  }

  /** From when on an incarnation counts itself: from its start while calls that ended before are still to land. */
  private startOf(account: Account, instance: string): number {
    const from = account.fromOf(instance) ?? 0;
    return this.options.incarnations.hasLanded(instance, from) ? from : 0;
  }

  /** Its calls could be counted better now than when they were asked for. */
  private isBehind(account: Account, instance: string): boolean {
    return account.hasToldOf(instance) && !account.knows(instance) && this.startOf(account, instance) > 0;
  }
}
