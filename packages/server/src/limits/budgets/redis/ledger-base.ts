import type { Clock } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/log.ts';
import type { IncarnationState, Incarnations } from '../authority/incarnations.ts';
import type { Spend, SpendAsk } from '../authority/ledger-reader.ts';
import type { Budget } from '../budget.ts';
import type { Accounts, Looks, Rebase } from './accounts.ts';
import type { AccountLook, HoldingLook } from './looks.ts';

export interface LedgerBaseOptions {
  readonly clock: Clock;
  readonly log: Logger;
  readonly spend: Spend;
  readonly stateOf: (instance: string) => IncarnationState;
  readonly incarnations: Incarnations;
  readonly accounts: Accounts;
}

/** An account as it was when the ledger was asked. */
interface Asked {
  readonly ask: SpendAsk;
  readonly look: AccountLook;
  readonly covered: Rebase['covered'];
}

/** A ledger that cannot be read is not asked again at once. */
const RETRY_MS = 1_000;

/** Keeps the bases of the accounts equal to the ledger, and forgets incarnations whose calls are all in it. */
export class LedgerBase {
  private readonly options: LedgerBaseOptions;
  /** By incarnation: everything it recorded before that instant has landed. */
  private readonly landed = new Map<string, number>();
  /** Period and incarnations each account's base was last read for. */
  private readonly read = new Map<string, { run: string; start: number; excluded: ReadonlySet<string> }>();
  private due = true;
  private notBefore = 0;

  constructor(options: LedgerBaseOptions) {
    this.options = options;
  }

  markDue(): void {
    this.due = true;
  }

  marked(instance: string, at: number): void {
    this.landed.set(instance, Math.max(at, this.landed.get(instance) ?? 0));
  }

  /** Told, and counting from an instant before which not everything is known to have landed. */
  awaitsMark(instance: string, { told, seq, from }: HoldingLook): boolean {
    return !told && seq > 0 && from > this.landedOf(instance);
  }

  /** Reads the ledger where it is due and hands the figures to the accounts. Whether any was. */
  async bring(looks: Looks, budgets: ReadonlyMap<string, Budget>): Promise<boolean> {
    const { incarnations, stateOf, clock, log } = this.options;
    if (clock.monotonic() < this.notBefore) return false;
    const gone = incarnations.drained(stateOf);
    const mine = [...looks.accounts].filter(([, look]) => look.run === looks.identity);
    const all = this.due || gone.length > 0;
    const asked = mine.flatMap(([id, look]) => {
      const budget = budgets.get(id);
      return budget !== undefined && (all || this.isDue(id, look)) ? this.asked(budget, look, gone) : [];
    });
    if (asked.length === 0 && gone.length === 0) return false;
    this.due = false;
    try {
      const sums = asked.length === 0 ? [] : await this.options.spend(asked.map(({ ask }) => ask));
      const done = await Promise.all(asked.map((one, i) => this.hand(one, sums[i], gone)));
      // an account that could not take the figure over still holds what those that are gone had told
      const complete = mine.length === looks.accounts.size && looks.accounts.size === budgets.size;
      if (complete && done.every(Boolean)) incarnations.forget(gone);
      else this.due = true;
    } catch (error) {
      this.due = true;
      this.notBefore = clock.monotonic() + RETRY_MS;
      log.error({ err: error }, 'budgets: the ledger cannot be read into Redis; calls may be refused');
      throw error;
    }
    return true;
  }

  /** No base yet; or read without calls that count now, or with calls a gateway counts too. */
  private isDue(id: string, look: AccountLook): boolean {
    const last = this.read.get(id);
    if (look.base === undefined || last?.run !== look.run || last.start !== look.start) return true;
    for (const [instance, { settled, told, seq, from }] of look.holdings) {
      if (settled > 0n && !last.excluded.has(instance)) return true;
      if (!told && seq > 0 && from <= this.landedOf(instance)) return true;
    }
    return false;
  }

  private landedOf(instance: string): number {
    return this.landed.get(instance) ?? 0;
  }

  private asked(budget: Budget, look: AccountLook, gone: readonly string[]): Asked {
    const covered: [string, number][] = [];
    const after: Record<string, number> = {};
    for (const instance of this.options.incarnations.names) {
      if (gone.includes(instance)) continue;
      const holding = look.holdings.get(instance);
      // also an instant before the period: where a clock was set back, a call may seem to end before it began
      const from = holding?.from ?? 0;
      after[instance] = from;
      if (holding?.told === true ? from > 0 : from > 0 && from <= this.landedOf(instance)) {
        covered.push([instance, from]);
      }
    }
    const until = look.end === 0 ? Number.POSITIVE_INFINITY : look.end;
    return { ask: { budget, since: look.start, until, after }, look, covered };
  }

  private async hand(
    { ask, look, covered }: Asked,
    base: bigint | undefined,
    gone: readonly string[],
  ): Promise<boolean> {
    if (base === undefined) return false;
    const { id } = ask.budget;
    const done = await this.options.accounts.rebase(id, { start: look.start, base, gone, covered });
    if (done)
      this.read.set(id, { run: look.run, start: look.start, excluded: new Set(Object.keys(ask.after)) });
    return done;
  }
}
