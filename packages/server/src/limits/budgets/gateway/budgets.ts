import type { BudgetLevel } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { Clock } from '../../../platform/clock.ts';
import type { Budgets, Subject } from '../../port.ts';
import { picoOf } from '../amounts/nano.ts';
import type { Budget, PeriodOf } from '../budget.ts';
import type { LimitAuthority, Recalled } from '../port.ts';
import type { LimitRules } from '../rules.ts';
import { sumOf } from './costs.ts';
import type { Counters } from './counters.ts';
import { degradationOf } from './degradation.ts';
import { BudgetHold, countOne } from './hold.ts';
import { Marks, type SettledFigures } from './marks.ts';
import { Matcher } from './match.ts';
import { Purse, type PurseDeps } from './purse.ts';

export interface BudgetsOptions {
  authority: LimitAuthority;
  /** The newest rules; undefined before the first admission state. */
  rules: () => LimitRules | undefined;
  clock: Clock;
  periodOf: PeriodOf;
  /** Name of this gateway incarnation, as in its spool. */
  instance: string;
  /** Writes a mark into the spool, behind all calls that ended until `at` and before all others. */
  mark: (at: number, settled: SettledFigures) => Promise<void>;
  /** A call was refused by a budget of mode `approval` for want of so much (pico-units). */
  askedApproval: (budget: Budget, needed: bigint) => void;
}

/** One budget as this process sees it, in its running period; pico-units. */
export interface PurseFigures {
  budget: string;
  level: BudgetLevel;
  reserved: bigint;
  idle: bigint;
  /** By this process. */
  settled: bigint;
  /** Calls that cost more than was held for them, and by how much in sum. */
  overshoot: { calls: number; amount: bigint };
}

export interface GatewayBudgets extends Budgets {
  /** The authority asks for figures and for what lies idle. */
  recall(recalled: readonly Recalled[]): void;
  /** Levels of all budgets, as control sees them. */
  levels(levels: Readonly<Record<string, BudgetLevel>>): void;
  /** New rules are in force. To be called in the turn in which `rules()` changes. */
  rulesChanged(): void;
  /** To be called about once a second: tells the authority what changed. */
  report(): Promise<void>;
  /** To be called every minute: lets control compare the ledger with what is counted here. */
  markDue(): Promise<void>;
  /** Gives everything back that no call holds. */
  close(): Promise<void>;
  figures(): PurseFigures[];
  /** Messages to the authority since the start. */
  readonly counters: Readonly<Counters>;
}

export function createBudgets(options: BudgetsOptions): GatewayBudgets {
  return new Escrow(options);
}

class Escrow implements GatewayBudgets {
  readonly counters: Counters = { waited: 0, ahead: 0, reports: 0 };
  private readonly options: BudgetsOptions;
  private readonly deps: PurseDeps;
  private readonly marks: Marks;
  private purses = new Map<string, Purse>();
  private matcher = new Matcher([]);
  private followed: LimitRules | undefined;
  /** Asked about before the rules that name them arrived. */
  private readonly askedFor = new Set<string>();
  private seq = 0;

  constructor(options: BudgetsOptions) {
    const { authority, clock, periodOf, instance, askedApproval, mark } = options;
    this.options = options;
    this.marks = new Marks(clock, (at) => mark(at, this.settledFigures()));
    this.deps = {
      authority,
      clock,
      periodOf,
      instance,
      counters: this.counters,
      nextSeq: () => ++this.seq,
      askedApproval,
    };
    this.rulesChanged();
  }

  hold(subject: Subject, tries: Parameters<Budgets['hold']>[1], startedAt?: number) {
    return new BudgetHold(this, subject, startedAt).take(tries);
  }

  count(
    subject: Subject,
    costs: Parameters<Budgets['count']>[1],
    endedAt: number,
    startedAt?: number,
  ): number {
    const total = sumOf(costs);
    const at = startedAt ?? this.now();
    if (total > 0n && this.rules() !== undefined) {
      for (const purse of this.matchOf(subject).purses) countOne(purse, costs, total, at);
    }
    return this.endOf(endedAt);
  }

  degradation(subject: Subject, place?: Parameters<Budgets['degradation']>[1]) {
    const { degrading } = this.matchOf(subject);
    return degrading.length === 0 ? undefined : degradationOf(degrading, this.now(), place);
  }

  recall(recalled: readonly Recalled[]): void {
    this.rules();
    if (recalled.some(({ mark }) => mark)) void this.marks.write();
    for (const { budget } of recalled) {
      const purse = this.purses.get(budget);
      if (purse === undefined) this.askedFor.add(budget);
      else void purse.exchange.giveBack();
    }
  }

  levels(levels: Readonly<Record<string, BudgetLevel>>): void {
    for (const [id, level] of Object.entries(levels)) {
      const purse = this.purses.get(id);
      if (purse !== undefined) purse.level = level;
    }
  }

  rulesChanged(): void {
    this.rules();
  }

  async report(): Promise<void> {
    this.marks.reachable(this.options.authority.reachable, this.hasMarked);
    await Promise.all([...this.purses.values()].map(({ exchange }) => exchange.report()));
    await this.marks.writeIfDue();
  }

  markDue(): Promise<void> {
    return this.marks.write();
  }

  async close(): Promise<void> {
    await Promise.all([...this.purses.values()].map(({ exchange }) => exchange.giveBack()));
  }

  figures(): PurseFigures[] {
    return [...this.purses.values()].map(({ id, level, bucket, overshoot }) => ({
      budget: id,
      level,
      reserved: picoOf(bucket?.reserved ?? 0),
      idle: picoOf(Math.max(0, bucket?.available ?? 0)),
      settled: bucket?.settled.value ?? 0n,
      overshoot: { calls: overshoot.calls, amount: overshoot.pico },
    }));
  }

  matchOf(subject: Subject) {
    if (this.rules() === undefined) throw noRules();
    return this.matcher.of(subject);
  }

  now(): number {
    return this.options.clock.now();
  }

  endOf(endedAt: number): number {
    return this.marks.endOf(endedAt);
  }

  private get hasMarked(): boolean {
    for (const { from } of this.purses.values()) if (from > 0) return true;
    return false;
  }

  private rules(): LimitRules | undefined {
    const rules = this.options.rules();
    if (rules !== undefined && rules !== this.followed) this.follow(rules);
    return this.followed;
  }

  private follow(rules: LimitRules): void {
    const first = this.followed === undefined;
    this.followed = rules;
    const before = this.purses;
    this.purses = new Map();
    // one mark for all that is new: what ended before is the ledger's to count
    let from: number | undefined;
    const fresh: Purse[] = [];
    for (const budget of rules.budgets) {
      const context = { budget, zone: rules.zone, approvers: rules.approversOf(budget.id) };
      let purse = before.get(budget.id);
      if (purse === undefined || !purse.countsAs(context)) {
        if (!first) from ??= this.marks.begin();
        purse = new Purse(context, from ?? 0, this.deps);
        fresh.push(purse);
      } else purse.follow(context);
      this.purses.set(budget.id, purse);
    }
    this.matcher = new Matcher(this.purses.values());
    for (const [id, purse] of before) if (this.purses.get(id) !== purse) purse.retire();
    for (const purse of fresh) {
      if (!first || this.askedFor.has(purse.id)) void purse.exchange.giveBack();
    }
    this.askedFor.clear();
    if (from !== undefined) void this.marks.writeIfDue();
  }

  private settledFigures(): SettledFigures {
    const settled: SettledFigures = {};
    for (const { id, bucket } of this.purses.values()) {
      const sum = bucket?.settled.value ?? 0n;
      if (bucket !== undefined && sum > 0n) settled[id] = [bucket.start, String(sum)];
    }
    return settled;
  }
}

function noRules(): WeirError {
  return new WeirError('admission_unavailable', 'This gateway has no rules yet', {
    remedy: 'Try again in a few seconds.',
  });
}
