import type { BudgetLevel } from '@weir/core/contract';
import type { PeriodSpan } from '@weir/core/economics';
import { WeirError } from '@weir/core/errors';
import { silentLogger } from '../../../platform/log.ts';
import type { Subject, TryCost } from '../../port.ts';
import { matchesPlace, matchesSubject } from '../../subject.ts';
import type { AuthorityOptions } from '../authority/authority.ts';
import type { SpendAsk } from '../authority/ledger-reader.ts';
import { type Budget, type PeriodOf, termsOf } from '../budget.ts';
import { createBudgets } from '../gateway/budgets.ts';
import type { BudgetHold } from '../gateway/hold.ts';
import type { AuthorityKeeper, LeaseReport, LimitAuthority, Recalled } from '../port.ts';
import { type Gateway, type Generation, linkOf } from './gateway.ts';
import type { TrueCall } from './spool.ts';

export type { Generation };

/** Short periods, so that a test sees many of them. */
export const DAY = 20_000;
export const MONTH = 5 * DAY;

/** Makes the authority under test. Called again when control restarts: what it stored outside is to be found again. */
export type AuthorityFactory = (options: AuthorityOptions) => LimitAuthority & AuthorityKeeper;

export interface WorldOptions {
  authority: AuthorityFactory;
  gateways: number;
  /** Lets everything run that waits for nothing but its turn, and for the backend. */
  settle?: () => Promise<void>;
}

export const periodOf: PeriodOf = ({ period, span }, at) => {
  if (period === 'total') return { start: 0, end: Number.POSITIVE_INFINITY };
  if (period === 'fixed') return span ?? { start: 0, end: 0 };
  const size = period === 'day' ? DAY : MONTH;
  const start = Math.floor(at / size) * size;
  return { start, end: start + size };
};

/** Control, gateways, spools and ledger as a simulation: nothing happens unless the test says so. */
export class World {
  now = 1_000_000;
  step = 0;
  /** Counts what changed what calls hold or cost. */
  changes = 0;
  readonly calls: TrueCall[] = [];
  readonly gateways: Gateway[] = [];
  readonly refusals: WeirError[] = [];
  readonly asked: { budget: string; needed: bigint }[] = [];
  readonly generations: Generation[] = [];
  readonly lifts: { budget: string; amount: bigint; until: number }[] = [];
  readonly marks: { gateway: string; at: number; settled: Record<string, [number, string]> }[] = [];
  levels: Record<string, BudgetLevel> = {};
  authority: LimitAuthority & AuthorityKeeper;
  private readonly options: WorldOptions;
  private readonly budgets = new Map<string, Generation>();
  private version = 1;
  private timers: { at: number; resolve: () => void }[] = [];
  private reads: (() => void)[] = [];
  private sent: LeaseReport[] = [];
  private names = 0;

  constructor(budgets: readonly Budget[], options: WorldOptions) {
    this.options = options;
    for (const budget of budgets) this.put(budget);
    this.authority = this.startAuthority();
    for (let i = 0; i < options.gateways; i++) this.startGateway();
  }

  get living(): Gateway[] {
    return this.gateways.filter(({ alive }) => alive);
  }

  get openCalls(): TrueCall[] {
    return this.calls.filter(({ open }) => open !== undefined);
  }

  get inForce(): Generation[] {
    return [...this.budgets.values()];
  }

  clockOf(gateway: Gateway): number {
    return this.now + gateway.skew;
  }

  limitOf(budget: Budget): bigint {
    const lifts = this.lifts.filter((lift) => lift.budget === budget.id && lift.until > this.now);
    return lifts.reduce((sum, { amount }) => sum + amount, budget.amount);
  }

  /** What calls of a budget have cost or hold in a period. */
  truth(budget: Budget, span = periodOf(budget, this.now), calls: readonly TrueCall[] = this.calls): bigint {
    let spent = 0n;
    for (const call of calls) {
      if (call.startedAt < span.start || call.startedAt >= span.end) continue;
      spent += costOf(call, budget).amount;
    }
    return spent;
  }

  /** Resolves to whether the call was let through. */
  async reserve(gateway: Gateway, subject: Subject, tries: readonly TryCost[]): Promise<boolean> {
    const covered = new Set(gateway.rules?.generations.map(({ number }) => number));
    try {
      const open = (await gateway.budgets.hold(subject, tries, this.clockOf(gateway))) as BudgetHold;
      if (!gateway.alive) return false;
      const costs = tries.map(({ place, amount }) => ({ place, amount, over: 0n }));
      const { key, tags } = subject;
      const { startedAt } = open;
      const begun = { gateway: gateway.name, key, tags, covered, startedAt, costs, open, landed: false };
      this.changes += 1;
      this.calls.push({ ...begun, endedAt: undefined, endedAtStep: undefined });
      return true;
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      this.refusals.push(error);
      return false;
    }
  }

  /** A further try of an open call: resolves to whether it may be made. */
  async reach(call: TrueCall, more: TryCost): Promise<boolean> {
    const tries = [...call.costs, more].map(({ place, amount }) => ({ place, amount }));
    try {
      await call.open?.reach(tries);
      this.changes += 1;
      if (call.open !== undefined) call.costs.push({ ...more, over: 0n });
      return true;
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      this.refusals.push(error);
      return false;
    }
  }

  /** `actualOf`: what a try really cost. */
  settle(call: TrueCall, actualOf: (held: bigint) => bigint): void {
    const gateway = this.gateways.find(({ name }) => name === call.gateway);
    if (call.open === undefined || gateway === undefined) return;
    for (const cost of call.costs) {
      const actual = actualOf(cost.amount);
      cost.over = actual > cost.amount ? actual - cost.amount : 0n;
      cost.amount = actual;
    }
    call.endedAt = call.open.settle(call.costs, this.clockOf(gateway));
    this.end(call, gateway);
  }

  release(call: TrueCall): void {
    call.open?.release();
    call.open = undefined;
    call.costs = [];
    call.landed = true;
  }

  /** The process dies; what it had open becomes a charge of the full reservation. */
  crash(gateway: Gateway): void {
    gateway.alive = false;
    this.disconnect(gateway);
    for (const call of this.openCalls) {
      if (call.gateway !== gateway.name) continue;
      call.endedAt = this.clockOf(gateway);
      this.end(call, gateway);
    }
    this.startGateway();
  }

  disconnect(gateway: Gateway): void {
    if (gateway.connected) this.authority.disconnected(gateway.name);
    gateway.connected = false;
    gateway.up = [];
    gateway.down = [];
    for (const reject of gateway.pending) reject(new WeirError('limits_unavailable', 'Control went away.'));
    gateway.pending.clear();
  }

  connect(gateway: Gateway): void {
    if (!gateway.alive || gateway.connected) return;
    gateway.connected = true;
    this.authority.connected(gateway.name);
    this.sendRules(gateway);
  }

  restartControl(): void {
    for (const gateway of this.living) this.disconnect(gateway);
    this.reads = [];
    this.authority = this.startAuthority();
  }

  setBudget(id: string, budget: Budget | undefined): void {
    if (budget === undefined) this.budgets.delete(id);
    else this.put(budget);
    this.version++;
    this.authority.budgetsChanged();
    for (const gateway of this.living) if (gateway.connected) this.sendRules(gateway);
    this.noteLimits();
  }

  lift(budget: string, amount: bigint, ms: number): void {
    this.lifts.push({ budget, amount, until: this.now + ms });
    this.authority.budgetsChanged();
    this.noteLimits();
  }

  /** The ledger writer moves what is recorded, each spool in its order, at most `count` entries in all. */
  land(count: number): void {
    let left = count;
    for (const { name, spool } of this.gateways) {
      while (left-- > 0) {
        const entry = spool.shift();
        if (entry === undefined) break;
        if ('call' in entry) entry.call.landed = true;
        else {
          this.marks.push({ gateway: name, ...entry.mark });
          this.authority.marked(name, entry.mark.at);
        }
      }
    }
  }

  advance(ms: number): void {
    this.now += ms;
    const due = this.timers.filter(({ at }) => at <= this.now);
    this.timers = this.timers.filter(({ at }) => at > this.now);
    for (const { resolve } of due) resolve();
    this.noteLimits();
  }

  /** Delivers the next message of one gateway, up or down, or one ledger answer. */
  deliver(choice: number): void {
    const queues = [this.reads, ...this.gateways.flatMap(({ up, down }) => [up, down])].filter(
      (q) => q.length > 0,
    );
    queues[choice % Math.max(1, queues.length)]?.shift()?.();
  }

  /** A gateway's patience with one request is at an end; an answer that comes later is not heard. */
  giveUp(choice: number): void {
    const pending = this.gateways.flatMap((gateway) =>
      [...gateway.pending].map((reject) => ({ gateway, reject })),
    );
    const one = pending[choice % Math.max(1, pending.length)];
    one?.gateway.pending.delete(one.reject);
    one?.reject(new WeirError('limits_unavailable', 'No answer in time.'));
  }

  /** Some old report arrives again. */
  repeatReport(choice: number): void {
    const report = this.sent[choice % Math.max(1, this.sent.length)];
    const sender = this.gateways.find(({ name }) => name === report?.instance);
    if (report !== undefined && sender?.connected) void this.authority.report(report);
  }

  /** Lets everything run that waits for nothing but its turn. */
  async turn(): Promise<void> {
    await (this.options.settle ?? settleMicrotasks)();
  }

  /** Delivers everything, and what that sets off, without letting more time pass than it takes. */
  async quiesce(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      await this.turn();
      while (this.reads.length > 0 || this.gateways.some(({ up, down }) => up.length + down.length > 0)) {
        this.deliver(0);
        await this.turn();
        quiet = 0;
      }
    }
  }

  private put(budget: Budget): void {
    const terms = termsOf(budget, 'UTC');
    const known = this.budgets.get(budget.id);
    if (known?.terms === terms) {
      this.budgets.set(budget.id, known);
      known.budget = budget;
      return;
    }
    const number = this.generations.length;
    const generation = { number, budget, terms, bornAtStep: this.step, limits: new Map() };
    this.generations.push(generation);
    this.budgets.set(budget.id, generation);
    this.noteLimits();
  }

  private noteLimits(): void {
    for (const { budget, limits } of this.budgets.values()) {
      const { start } = periodOf(budget, this.now);
      const limit = this.limitOf(budget);
      if (limit > (limits.get(start) ?? -1n)) limits.set(start, limit);
    }
  }

  private end(call: TrueCall, gateway: Gateway): void {
    this.changes += 1;
    call.open = undefined;
    call.endedAtStep = this.step;
    gateway.spool.push({ call });
  }

  private startAuthority(): LimitAuthority & AuthorityKeeper {
    return this.options.authority({
      clock: { now: () => this.now, monotonic: () => this.now },
      log: silentLogger,
      sleep: (ms) => new Promise((resolve) => this.timers.push({ at: this.now + ms, resolve })),
      periodOf,
      zone: () => 'UTC',
      budgets: () => this.inForce.map(({ budget }) => budget),
      limitOf: (budget: Budget, _span: PeriodSpan) => this.limitOf(budget),
      spend: (asks) => this.readLedger(asks),
      found: () =>
        this.gateways
          .filter(({ name }) => this.stateOf(name) !== 'drained')
          .map(({ name, alive }) => ({ instance: name, alive })),
      stateOf: (name) => this.stateOf(name),
      recall: (name, recalled) => this.sendRecall(name, recalled),
      levelsChanged: (levels) => {
        this.levels = levels;
      },
    });
  }

  private startGateway(): void {
    const name = `gw-${this.names++}`;
    const gateway: Omit<Gateway, 'budgets'> = {
      name,
      rules: undefined,
      alive: true,
      connected: false,
      skew: 0,
      spool: [],
      up: [],
      down: [],
      pending: new Set(),
    };
    const now = () => this.now + gateway.skew;
    const budgets = createBudgets({
      authority: linkOf(gateway, () => this.authority, this.sent),
      rules: () => gateway.rules,
      clock: { now, monotonic: now },
      periodOf,
      instance: name,
      mark: (at, settled) =>
        new Promise((written) => {
          gateway.spool.push({ mark: { at, settled }, written });
          written();
        }),
      askedApproval: ({ id }, needed) => this.asked.push({ budget: id, needed }),
    });
    this.gateways.push(Object.assign(gateway, { budgets }));
  }

  private stateOf(name: string): 'alive' | 'ended' | 'drained' {
    const gateway = this.gateways.find((one) => one.name === name);
    if (gateway?.alive) return 'alive';
    return gateway === undefined || gateway.spool.length === 0 ? 'drained' : 'ended';
  }

  /** Two steps: the ledger is read at one moment, the answer arrives at another. */
  private readLedger(asks: readonly SpendAsk[]): Promise<bigint[]> {
    return new Promise((resolve) => {
      this.reads.push(() => {
        const sums = asks.map(({ budget, since, until, after }) => {
          const calls = this.calls.filter(
            ({ landed, gateway, endedAt }) => landed && !((endedAt ?? 0) > (after[gateway] ?? Infinity)),
          );
          return this.truth(budget, { start: since, end: until }, calls);
        });
        this.reads.push(() => resolve(sums));
      });
    });
  }

  private sendRules(gateway: Gateway): void {
    const generations = this.inForce.map((one) => ({ ...one }));
    const budgets = generations.map(({ budget }) => budget).sort((a, b) => (a.id < b.id ? -1 : 1));
    const approversOf = () => ['ann@example.com'];
    const rules = { version: this.version, zone: 'UTC', budgets, approversOf, generations };
    gateway.down.push(() => {
      if (!gateway.alive || (gateway.rules?.version ?? 0) > rules.version) return;
      gateway.rules = rules;
      gateway.budgets.rulesChanged();
    });
  }

  private sendRecall(name: string, recalled: readonly Recalled[]): void {
    const gateway = this.gateways.find((one) => one.name === name);
    if (gateway?.connected) gateway.down.push(() => gateway.alive && gateway.budgets.recall(recalled));
  }
}

/** What a call costs or holds where a budget applies; `over` is what no reservation could foresee. */
export function costOf(call: TrueCall, { scope }: Budget): { amount: bigint; over: bigint } {
  let [amount, over] = [0n, 0n];
  if (!matchesSubject(scope, call)) return { amount, over };
  for (const cost of call.costs) {
    if (!matchesPlace(scope, cost.place)) continue;
    amount += cost.amount;
    over += cost.over;
  }
  return { amount, over };
}

/** Lets everything run that waits for nothing but its turn. */
export function settleMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
