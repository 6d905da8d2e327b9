import type { Clock } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/log.ts';
import { type Budget, type PeriodOf, sameBudget } from '../budget.ts';
import type { LeaseGrant, LeaseReport, LeaseRequest, LimitAuthority, Recalled } from '../port.ts';
import { Account } from './account.ts';
import { ending, uncertain, unlimited } from './answers.ts';
import { grantSize } from './grant-size.ts';
import { type IncarnationState, Incarnations } from './incarnations.ts';
import { LedgerReader } from './ledger-reader.ts';
import { Recalls } from './recalls.ts';
import { Waiters } from './waiters.ts';

/** How long a lease waits for the figures of a restarted control to be complete. */
const SETTLE_MS = 1_500;
/** How long a lease waits for the other gateways to hand back what lies idle. */
const RECALL_MS = 250;

export interface AuthorityOptions {
  clock: Clock;
  log: Logger;
  /** Resolves after so many milliseconds; injected with the clock. */
  sleep: (ms: number) => Promise<void>;
  periodOf: PeriodOf;
  /** Budgets in force, by workload. */
  budgets: () => ReadonlyMap<string, Budget>;
  /** Ledger: spend by workload since an instant, without the calls these incarnations wrote. Exact. */
  loadSettled: (since: Date, exclude: readonly string[]) => Promise<ReadonlyMap<string, bigint>>;
  /** Incarnations that have left records on disk: asked once, at the start. */
  found: () => readonly { instance: string; alive: boolean }[];
  stateOf: (instance: string) => IncarnationState;
  /** Asks a connected gateway to report on these workloads and to give back what lies idle. */
  recall: (instance: string, recalled: readonly Recalled[]) => void;
}

export interface BudgetStatus {
  workload: string;
  budget: Budget;
  period: { start: number; end: number };
  settled: bigint;
  held: bigint;
  /** False while figures are awaited: nothing is granted then. */
  certain: boolean;
  /** What was settled beyond the limit because providers reported more than the worst case. */
  overshoot: bigint;
}

export interface Authority extends LimitAuthority {
  connected(instance: string): void;
  disconnected(instance: string): void;
  /** Budgets were set, changed or removed. */
  budgetsChanged(): void;
  /** To be called about twice a second: looks after gateways that have ended. */
  sweep(): Promise<void>;
  /** Reads the ledger again: after an import, for instance. */
  refresh(): Promise<void>;
  status(): BudgetStatus[];
}

export function createAuthority(options: AuthorityOptions): Authority {
  return new LeaseAuthority(options);
}

class LeaseAuthority implements Authority {
  private readonly options: AuthorityOptions;
  private readonly accounts = new Map<string, Account>();
  private readonly incarnations = new Incarnations();
  private readonly waiters: Waiters;
  private readonly recalls = new Recalls();
  private readonly ledger: LedgerReader;

  constructor(options: AuthorityOptions) {
    this.options = options;
    this.waiters = new Waiters(options.sleep);
    this.ledger = new LedgerReader({
      log: options.log,
      loadSettled: options.loadSettled,
      stateOf: options.stateOf,
      incarnations: this.incarnations,
      accounts: () => [...this.accounts.values()].map((account) => this.rolled(account)),
      changed: () => this.waiters.wake(),
    });
    for (const { instance, alive } of options.found()) this.incarnations.found(instance, alive);
    this.budgetsChanged();
  }

  async lease(request: LeaseRequest): Promise<LeaseGrant> {
    const account = this.account(request.workload);
    if (account === undefined) return unlimited(request);
    this.meet(request.instance);
    this.note(account, request);
    if (!this.isCertain(account)) {
      const settled = await this.waiters.until(() => this.isCertain(account), SETTLE_MS);
      if (!settled) throw uncertain(account.workload);
    }
    const size = () => grantSize(request, this.rolled(account).remaining, this.incarnations.active);
    if (size() < request.need && request.need <= account.budget.limit) await this.callBack(account, request);
    if (size() < request.need && this.mayBeFreed(account, request.need)) throw ending(account.workload);
    // overtaken by a later message: its answer counts, whoever waited for this one has given up
    const current = this.accounts.get(request.workload) === account && account.isLatest(request);
    const heard = this.incarnations.isConnected(request.instance);
    const granted = current && heard && this.isCertain(account) ? size() : 0n;
    account.grant(request.instance, granted);
    return {
      granted,
      period: account.span.start,
      resetsAt: Number.isFinite(account.span.end) ? account.span.end : 0,
      limit: account.budget.limit,
      settled: account.settled,
      committed: account.committed,
    };
  }

  async report(report: LeaseReport): Promise<void> {
    this.meet(report.instance);
    const account = this.account(report.workload);
    if (account !== undefined) this.note(account, report, report.recalled);
  }

  connected(instance: string): void {
    const isNew = !this.incarnations.has(instance);
    this.incarnations.connected(instance);
    for (const account of this.accounts.values()) if (isNew) account.admit(instance);
    this.ask(instance, this.unknownTo(instance));
    this.waiters.wake();
  }

  disconnected(instance: string): void {
    this.incarnations.disconnected(instance);
    this.recalls.answered(instance);
    this.waiters.wake();
  }

  budgetsChanged(): void {
    const budgets = this.options.budgets();
    const now = this.options.clock.now();
    for (const [workload, account] of this.accounts) {
      const budget = budgets.get(workload);
      // another zone moves the calendar's periods
      const sameKind = budget?.period === account.kind;
      const moved = this.options.periodOf(account.kind, now).start !== this.rolled(account).span.start;
      if (budget === undefined || !sameKind || moved) this.accounts.delete(workload);
      else if (!sameBudget(budget, account.budget)) account.budget = budget;
    }
    const added = [...budgets].filter(([workload]) => !this.accounts.has(workload));
    for (const [workload, budget] of added) {
      this.accounts.set(workload, new Account(workload, budget, this.options.periodOf(budget.period, now)));
    }
    const fresh = added.flatMap(([workload]) => this.accounts.get(workload) ?? []);
    const over = [...this.accounts.values()].filter((account) => account.remaining < 0n);
    for (const instance of this.incarnations.names) {
      if (this.incarnations.isConnected(instance)) this.ask(instance, [...fresh, ...over]);
    }
    if (fresh.length > 0) void this.refresh();
    this.waiters.wake();
  }

  async sweep(): Promise<void> {
    for (const instance of this.incarnations.names) {
      if (this.incarnations.isConnected(instance)) this.ask(instance, this.unknownTo(instance));
    }
    const drained = this.incarnations.drained(this.options.stateOf);
    if (drained.length > 0 || this.ledger.isDue) await this.ledger.read();
  }

  refresh(): Promise<void> {
    return this.ledger.read();
  }

  status(): BudgetStatus[] {
    return [...this.accounts.values()].map((account) => {
      const { workload, budget, span, settled, held } = this.rolled(account);
      const over = settled - budget.limit;
      const overshoot = over > 0n ? over : 0n;
      return {
        workload,
        budget,
        period: { ...span },
        settled,
        held,
        certain: this.isCertain(account),
        overshoot,
      };
    });
  }

  private account(workload: string): Account | undefined {
    const account = this.accounts.get(workload);
    return account === undefined ? undefined : this.rolled(account);
  }

  private rolled(account: Account): Account {
    const now = this.options.clock.now();
    if (now >= account.span.end) {
      const certain = this.isCertain(account);
      account.begin(this.options.periodOf(account.kind, now));
      // spend of the new period that came another way, or figures that were awaited, are read from the ledger
      if (!certain) account.base = undefined;
      this.ledger.markDue();
    }
    return account;
  }

  private meet(instance: string): void {
    if (!this.incarnations.isConnected(instance)) this.connected(instance);
  }

  private note(account: Account, figures: LeaseRequest | LeaseReport, answersRecall = true): void {
    account.note(figures);
    if (figures.settled > 0n) this.ledger.noteSettled(figures.instance);
    if (answersRecall) this.recalls.answered(figures.instance, account.workload);
    this.waiters.wake();
  }

  private isCertain(account: Account): boolean {
    if (account.base === undefined) return false;
    return this.incarnations.names.every((instance) => account.knows(instance));
  }

  private async callBack(account: Account, { instance: asker, need, workload }: LeaseRequest): Promise<void> {
    const idle = this.incarnations.names.filter(
      (instance) =>
        instance !== asker &&
        this.incarnations.isConnected(instance) &&
        account.heldBy(instance) > 0n &&
        !this.recalls.isAsking(workload, instance),
    );
    if (idle.length === 0) return;
    const recall = this.recalls.start(workload, asker, idle);
    for (const instance of idle) this.ask(instance, [account]);
    await this.waiters.until(() => account.remaining >= need || recall.open.size === 0, RECALL_MS);
    this.recalls.end(recall);
  }

  /** What ended gateways held is theirs until their records are in the ledger; then some of it is free again. */
  private mayBeFreed(account: Account, need: bigint): boolean {
    let stuck = 0n;
    for (const instance of this.incarnations.names) {
      if (!this.incarnations.isConnected(instance)) stuck += account.heldBy(instance);
    }
    return stuck > 0n && account.remaining + stuck >= need;
  }

  private unknownTo(instance: string): Account[] {
    return [...this.accounts.values()].filter((account) => !account.knows(instance));
  }

  private ask(instance: string, accounts: readonly Account[]): void {
    if (accounts.length === 0) return;
    // a slow peer may see only the last of several messages: each names everything that is awaited of it
    const workloads = new Set([...accounts, ...this.unknownTo(instance)].map(({ workload }) => workload));
    for (const workload of this.recalls.awaitedOf(instance)) workloads.add(workload);
    const recalled = [...workloads].flatMap((workload) => {
      const account = this.accounts.get(workload);
      return account === undefined ? [] : { workload, period: account.kind };
    });
    this.options.recall(instance, recalled);
  }
}
