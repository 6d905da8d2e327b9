import type { BudgetLevel } from '@weir/core/contract';
import type { PeriodSpan } from '@weir/core/economics';
import type { Clock } from '../../../platform/clock.ts';
import type { Logger } from '../../../platform/log.ts';
import { Waiters } from '../../waiters.ts';
import { type Budget, type PeriodOf, termsOf } from '../budget.ts';
import type {
  AccountStatus,
  AuthorityKeeper,
  LeaseGrant,
  LeaseReport,
  LeaseRequest,
  LimitAuthority,
  Recalled,
} from '../port.ts';
import { Account } from './account.ts';
import { changing, ending, uncertain, unlimited } from './answers.ts';
import { grantSize } from './grant-size.ts';
import { type IncarnationState, Incarnations } from './incarnations.ts';
import { LedgerReader, type Spend } from './ledger-reader.ts';
import { worseOf } from './level.ts';
import { Levels } from './levels.ts';
import type { Counted } from './mark-check.ts';
import { Recalls } from './recalls.ts';
import { statusOf } from './status.ts';

/** How long a lease waits for the figures of a restarted control, or of a new budget, to be complete. */
const SETTLE_MS = 2_500;
/** How long a lease waits for the other gateways to hand back what lies idle. */
const RECALL_MS = 250;

export interface AuthorityOptions {
  clock: Clock;
  log: Logger;
  /** Resolves after so many milliseconds; injected with the clock. */
  sleep: (ms: number) => Promise<void>;
  periodOf: PeriodOf;
  /** IANA zone of the organization: part of what a budget counts. */
  zone: () => string;
  /** Budgets in force. */
  budgets: () => readonly Budget[];
  /** What may be spent in a period: amount, what rolled over and lifts that hold now. Asked often. */
  limitOf: (budget: Budget, span: PeriodSpan) => bigint;
  spend: Spend;
  /** Incarnations that have left records on disk: asked once, at the start. */
  found: () => readonly { instance: string; alive: boolean }[];
  stateOf: (instance: string) => IncarnationState;
  /** Asks a connected gateway to report on these budgets and to give back what lies idle. */
  recall: (instance: string, recalled: readonly Recalled[]) => void;
  /** All levels, whenever one of them has changed. */
  levelsChanged: (levels: Record<string, BudgetLevel>) => void;
  /** What a budget is at least, for other reasons than how far it is used. */
  levelAtLeast?: (budget: Budget) => BudgetLevel;
  /** A gateway's clock reads so much more than the authority's (ms; less than zero: it is behind). */
  clockOff?: (instance: string, by: number) => void;
}

export interface Authority extends LimitAuthority, AuthorityKeeper {
  status(): AccountStatus[];
  /** What an incarnation counts of a budget in the running period; undefined when it has not told. */
  countedOf(budget: string, instance: string): Counted | undefined;
}

/** The authority in this process. */
export function createAuthority(options: AuthorityOptions): Authority {
  return new LeaseAuthority(options);
}

class LeaseAuthority implements Authority {
  readonly reachable = true;
  private readonly options: AuthorityOptions;
  private readonly accounts = new Map<string, Account>();
  /** Terms of budgets that were in force and are no longer. */
  private readonly removed = new Map<string, string>();
  private readonly incarnations = new Incarnations();
  private readonly waiters: Waiters;
  private readonly recalls = new Recalls();
  private readonly ledger: LedgerReader;
  private readonly levels: Levels;

  constructor(options: AuthorityOptions) {
    this.options = options;
    this.waiters = new Waiters(options.sleep);
    this.levels = new Levels(options.levelsChanged);
    this.ledger = new LedgerReader({
      log: options.log,
      spend: options.spend,
      stateOf: options.stateOf,
      incarnations: this.incarnations,
      accounts: () => [...this.accounts.values()].map((account) => this.rolled(account)),
      changed: () => {
        this.waiters.wake();
        this.tellLevels();
      },
    });
    for (const { instance, alive } of options.found()) this.incarnations.found(instance, alive);
    this.budgetsChanged();
  }

  async lease(request: LeaseRequest): Promise<LeaseGrant> {
    const { budget: id, instance, need, terms } = request;
    const account = this.account(id);
    if (account === undefined && this.removed.get(id) === terms) return unlimited(request);
    if (account === undefined || account.terms !== terms) throw changing(id);
    if (!this.meet(instance)) throw ending(id);
    this.note(account, request);
    if (!this.isCertain(account)) {
      const settled = await this.waiters.until(() => this.isCertain(account), SETTLE_MS);
      if (!settled) throw uncertain(id);
    }
    const size = () => this.sizeOf(account, request);
    if (request.period === this.rolled(account).span.start) {
      if (size() < need && need <= this.limitOf(account)) await this.callBack(account, request);
      if (size() < need && this.mayBeFreed(account, need)) throw ending(id);
    }
    // overtaken by a later message: its answer counts, whoever waited for this one has given up
    const current = this.accounts.get(id) === account && account.isLatest(request);
    const heard = this.incarnations.isConnected(instance);
    const granted = current && heard && this.isCertain(account) ? size() : 0n;
    account.grant(instance, granted);
    return {
      granted,
      period: account.span.start,
      resetsAt: Number.isFinite(account.span.end) ? account.span.end : 0,
      limit: this.limitOf(account),
      settled: account.settled,
      committed: account.committed,
      level: this.levelOf(account),
    };
  }

  async report(report: LeaseReport): Promise<void> {
    const { budget, instance, recalled, at } = report;
    if (!this.meet(instance)) return;
    this.options.clockOff?.(instance, at - this.options.clock.now());
    const account = this.account(budget);
    if (account !== undefined && account.terms === report.terms) this.note(account, report, recalled);
  }

  connected(instance: string): void {
    if (this.incarnations.isForgotten(instance)) return;
    this.incarnations.connected(instance);
    this.ask(instance, this.untoldBy(instance));
    this.waiters.wake();
  }

  disconnected(instance: string): void {
    this.incarnations.disconnected(instance);
    this.recalls.answered(instance);
    this.waiters.wake();
  }

  marked(instance: string, at: number): void {
    if (!this.incarnations.has(instance)) return;
    this.incarnations.marked(instance, at);
    const awaited = [...this.accounts.values()].some(
      (account) => account.hasToldOf(instance) && !account.knows(instance),
    );
    if (awaited) void this.refresh();
  }

  budgetsChanged(): void {
    const budgets = new Map(this.options.budgets().map((budget) => [budget.id, budget]));
    const now = this.options.clock.now();
    const zone = this.options.zone();
    for (const [id, account] of this.accounts) {
      const budget = budgets.get(id);
      if (budget !== undefined && termsOf(budget, zone) === account.terms) {
        account.budget = budget;
        continue;
      }
      this.accounts.delete(id);
      if (budget === undefined) this.removed.set(id, account.terms);
    }
    const fresh: Account[] = [];
    for (const [id, budget] of budgets) {
      if (this.accounts.has(id)) continue;
      const account = new Account(budget, termsOf(budget, zone), this.options.periodOf(budget, now));
      this.accounts.set(id, account);
      this.removed.delete(id);
      fresh.push(account);
    }
    this.recallFrom(fresh);
    this.recallExcess();
    if (fresh.length > 0) void this.refresh();
    this.waiters.wake();
    this.tellLevels();
  }

  async sweep(): Promise<void> {
    this.recallFrom([]);
    this.recallMarks();
    this.recallExcess();
    this.tellLevels();
    const drained = this.incarnations.drained(this.options.stateOf);
    if (drained.length > 0 || this.ledger.isDue) await this.ledger.read();
  }

  refresh(): Promise<void> {
    return this.ledger.read();
  }

  status(): AccountStatus[] {
    return [...this.accounts.values()].map((account) => {
      const limit = this.limitOf(this.rolled(account));
      return statusOf(account, limit, this.levelOf(account), this.isCertain(account));
    });
  }

  countedOf(id: string, instance: string): Counted | undefined {
    const account = this.account(id);
    const from = account?.fromOf(instance);
    if (account === undefined || from === undefined) return undefined;
    return { budget: account.budget, span: account.span, from };
  }

  private account(id: string): Account | undefined {
    const account = this.accounts.get(id);
    return account === undefined ? undefined : this.rolled(account);
  }

  private rolled(account: Account): Account {
    const now = this.options.clock.now();
    if (now < account.span.end) return account;
    const span = this.options.periodOf(account.budget, now);
    // fixed dates do not come again
    if (span.start === account.span.start) return account;
    account.begin(span, this.isCertain(account));
    // spend of the new period that came another way, or figures that were awaited, are read from the ledger
    if (account.base === undefined) void this.ledger.read();
    else this.ledger.markDue();
    return account;
  }

  private limitOf({ budget, span }: Account): bigint {
    return this.options.limitOf(budget, span);
  }

  private sizeOf(account: Account, request: LeaseRequest): bigint {
    const { span, committed } = this.rolled(account);
    if (request.period !== span.start) return 0n;
    return grantSize(request, this.limitOf(account) - committed, this.incarnations.active);
  }

  /** False for an incarnation that has ended and was settled: nothing it says counts any more. */
  private meet(instance: string): boolean {
    if (this.incarnations.isForgotten(instance)) return false;
    if (!this.incarnations.isConnected(instance)) this.connected(instance);
    return true;
  }

  private note(account: Account, figures: LeaseRequest | LeaseReport, answersRecall = true): void {
    const { instance } = figures;
    account.note(figures);
    if (account.countsTwice(instance)) this.ledger.markDue();
    const counted = account.knows(instance) || figures.from === 0;
    if (!counted && this.incarnations.hasLanded(instance, figures.from)) void this.refresh();
    if (answersRecall) this.recalls.answered(instance, account.id);
    this.waiters.wake();
    if (this.levels.isNews(account, this.levelOf(account))) this.tellLevels();
  }

  private isCertain(account: Account): boolean {
    if (account.base === undefined) return false;
    return this.incarnations.names.every((instance) => account.knows(instance));
  }

  private async callBack(account: Account, { instance: asker, need, budget }: LeaseRequest): Promise<void> {
    const idle = this.incarnations.names.filter(
      (instance) =>
        instance !== asker &&
        this.incarnations.isConnected(instance) &&
        account.heldBy(instance) > 0n &&
        !this.recalls.isAsking(budget, instance),
    );
    if (idle.length === 0) return;
    const recall = this.recalls.start(budget, asker, idle);
    for (const instance of idle) this.ask(instance, [account]);
    const enough = () => this.limitOf(account) - account.committed >= need;
    await this.waiters.until(() => enough() || recall.open.size === 0, RECALL_MS);
    this.recalls.end(recall);
  }

  /** What ended gateways held is theirs until their records are in the ledger; then some of it is free again. */
  private mayBeFreed(account: Account, need: bigint): boolean {
    let stuck = 0n;
    for (const instance of this.incarnations.names) {
      if (!this.incarnations.isConnected(instance)) stuck += account.heldBy(instance);
    }
    return stuck > 0n && this.limitOf(account) - account.committed + stuck >= need;
  }

  private untoldBy(instance: string): Account[] {
    return [...this.accounts.values()].filter((account) => !account.hasToldOf(instance));
  }

  private recallFrom(accounts: readonly Account[]): void {
    for (const instance of this.incarnations.names) {
      if (!this.incarnations.isConnected(instance)) continue;
      const asked = new Set([...accounts, ...this.untoldBy(instance)]);
      this.ask(instance, [...asked]);
    }
  }

  /** Some of what an incarnation left to the ledger may still be on its way there. */
  private recallMarks(): void {
    for (const instance of this.incarnations.names) {
      if (!this.incarnations.isConnected(instance)) continue;
      const waiting = [...this.accounts.values()].filter(
        (account) => !this.incarnations.hasLanded(instance, account.fromOf(instance) ?? 0),
      );
      const recalled = waiting.map(({ id }) => ({ budget: id, mark: true as const }));
      if (recalled.length > 0) this.options.recall(instance, recalled);
    }
  }

  /** More is leased than a lowered limit, or one whose lift has ended, allows. */
  private recallExcess(): void {
    for (const account of this.accounts.values()) {
      if (!account.isHard || account.idle === 0n || this.limitOf(this.rolled(account)) >= account.committed)
        continue;
      for (const instance of this.incarnations.names) {
        if (this.incarnations.isConnected(instance) && account.idleOf(instance) > 0n)
          this.ask(instance, [account]);
      }
    }
  }

  private ask(instance: string, accounts: readonly Account[]): void {
    if (accounts.length === 0) return;
    // a slow peer may see only the last of several messages: each names everything that is awaited of it
    const budgets = new Set([...accounts, ...this.untoldBy(instance)].map(({ id }) => id));
    for (const budget of this.recalls.awaitedOf(instance)) budgets.add(budget);
    const recalled = [...budgets].flatMap((budget) => (this.accounts.has(budget) ? [{ budget }] : []));
    this.options.recall(instance, recalled);
  }

  private levelOf(account: Account): BudgetLevel {
    const level = account.level(this.limitOf(account));
    const least = this.options.levelAtLeast?.(account.budget);
    return least === undefined ? level : worseOf(level, least);
  }

  private tellLevels(): void {
    const now = [...this.accounts.values()].map((account) => this.rolled(account));
    this.levels.update(new Map(now.map((account) => [account.id, this.levelOf(account)])));
  }
}
