import { WeirError } from '@weir/core/errors';
import { silentLogger } from '../../../platform/log.ts';
import { type Authority, createAuthority } from '../authority/authority.ts';
import type { Budget, PeriodOf } from '../budget.ts';
import type { LeaseReport, LimitAuthority, Recalled, Reservation } from '../port.ts';
import { createReservations, type GatewayReservations } from '../reservations/reservations.ts';

/** Short periods, so that a test sees many of them. */
export const DAY = 20_000;
export const MONTH = 5 * DAY;

/** A call as it really happened, whatever the counters say. */
interface TrueCall {
  workload: string;
  gateway: string;
  start: number;
  /** What it cost, or holds while it is open; a lost call costs what it held. */
  amount: bigint;
  /** Cost above what was held. */
  over: bigint;
  open: Reservation | undefined;
  landed: boolean;
}

interface Gateway {
  name: string;
  reservations: GatewayReservations;
  alive: boolean;
  connected: boolean;
  /** Messages under way, each direction in order. */
  up: (() => void)[];
  down: (() => void)[];
  /** Requests without an answer. */
  pending: Set<(error: unknown) => void>;
}

export const periodOf: PeriodOf = (kind, at) => {
  if (kind === 'total') return { start: 0, end: Number.POSITIVE_INFINITY };
  const size = kind === 'day' ? DAY : MONTH;
  const start = Math.floor(at / size) * size;
  return { start, end: start + size };
};

/** Control, gateways, spools and ledger as a simulation: nothing happens unless the test says so. */
export class World {
  now = 1_000_000;
  readonly calls: TrueCall[] = [];
  readonly gateways: Gateway[] = [];
  readonly refusals: WeirError[] = [];
  readonly budgets = new Map<string, Budget>();
  authority: Authority;
  private version = 1;
  private timers: { at: number; resolve: () => void }[] = [];
  private reads: (() => void)[] = [];
  private sent: LeaseReport[] = [];
  private names = 0;
  private readonly clock = { now: () => this.now, monotonic: () => this.now };

  constructor(budgets: Record<string, Budget>, gateways: number) {
    for (const [workload, budget] of Object.entries(budgets)) this.budgets.set(workload, budget);
    this.authority = this.startAuthority();
    for (let i = 0; i < gateways; i++) this.startGateway();
  }

  get living(): Gateway[] {
    return this.gateways.filter(({ alive }) => alive);
  }

  get openCalls(): TrueCall[] {
    return this.calls.filter(({ open }) => open !== undefined);
  }

  /** Settled and open of a workload in the period of now; `over` is what no reservation could foresee. */
  truth(workload: string): { spent: bigint; over: bigint } {
    const { start } = periodOf(this.budgets.get(workload)?.period ?? 'total', this.now);
    const calls = this.calls.filter((call) => call.workload === workload && call.start >= start);
    return {
      spent: calls.reduce((sum, { amount }) => sum + amount, 0n),
      over: calls.reduce((sum, { over }) => sum + over, 0n),
    };
  }

  /** Resolves to whether the call was let through. */
  async reserve(gateway: Gateway, workload: string, amount: bigint): Promise<boolean> {
    try {
      const open = await gateway.reservations.reserve(workload, amount);
      if (!gateway.alive) return false;
      const start = this.now;
      this.calls.push({ workload, gateway: gateway.name, start, amount, over: 0n, open, landed: false });
      return true;
    } catch (error) {
      if (!(error instanceof WeirError)) throw error;
      this.refusals.push(error);
      return false;
    }
  }

  settle(call: TrueCall, actual: bigint): void {
    call.open?.settle(actual);
    call.over = actual > call.amount ? actual - call.amount : 0n;
    call.amount = actual;
    call.open = undefined;
  }

  release(call: TrueCall): void {
    call.open?.release();
    call.open = undefined;
    call.amount = 0n;
  }

  /** The process dies; what it had open becomes a charge of the full reservation. */
  crash(gateway: Gateway): void {
    gateway.alive = false;
    this.disconnect(gateway);
    for (const call of this.calls) if (call.gateway === gateway.name) call.open = undefined;
    this.startGateway();
  }

  disconnect(gateway: Gateway): void {
    if (gateway.connected) this.authority.disconnected(gateway.name);
    gateway.connected = false;
    gateway.up = [];
    gateway.down = [];
    for (const reject of gateway.pending) reject(new WeirError('limits_unavailable', 'control went away'));
    gateway.pending.clear();
  }

  connect(gateway: Gateway): void {
    if (!gateway.alive || gateway.connected) return;
    gateway.connected = true;
    this.authority.connected(gateway.name);
  }

  restartControl(): void {
    for (const gateway of this.living) this.disconnect(gateway);
    this.reads = [];
    this.authority = this.startAuthority();
  }

  setBudget(workload: string, budget: Budget | undefined): void {
    if (budget === undefined) this.budgets.delete(workload);
    else this.budgets.set(workload, budget);
    this.version++;
    this.authority.budgetsChanged();
  }

  /** The ledger writer moves ended calls, at most `count`. */
  land(count: number): void {
    const waiting = this.calls.filter(({ open, landed }) => open === undefined && !landed);
    for (const call of waiting.slice(0, count)) call.landed = true;
  }

  advance(ms: number): void {
    this.now += ms;
    const due = this.timers.filter(({ at }) => at <= this.now);
    this.timers = this.timers.filter(({ at }) => at > this.now);
    for (const { resolve } of due) resolve();
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
    one?.reject(new WeirError('limits_unavailable', 'no answer in time'));
  }

  /** Some old report arrives again. */
  repeatReport(choice: number): void {
    const report = this.sent[choice % Math.max(1, this.sent.length)];
    const sender = this.gateways.find(({ name }) => name === report?.instance);
    if (report !== undefined && sender?.connected) void this.authority.report(report);
  }

  /** Delivers everything, and what that sets off, without letting more time pass than it takes. */
  async quiesce(): Promise<void> {
    for (let quiet = 0; quiet < 3; quiet++) {
      await settleMicrotasks();
      while (this.reads.length > 0 || this.gateways.some(({ up, down }) => up.length + down.length > 0)) {
        this.deliver(0);
        await settleMicrotasks();
        quiet = 0;
      }
    }
  }

  private startAuthority(): Authority {
    const unfinished = (name: string) => this.stateOf(name) !== 'drained';
    return createAuthority({
      clock: this.clock,
      log: silentLogger,
      sleep: (ms) => new Promise((resolve) => this.timers.push({ at: this.now + ms, resolve })),
      periodOf,
      budgets: () => this.budgets,
      loadSettled: (since, exclude) => this.readLedger(since.getTime(), exclude),
      found: () =>
        this.gateways
          .filter(({ name }) => unfinished(name))
          .map(({ name, alive }) => ({ instance: name, alive })),
      stateOf: (name) => this.stateOf(name),
      recall: (name, recalled) => this.sendRecall(name, recalled),
    });
  }

  private startGateway(): void {
    const name = `gw-${this.names++}`;
    const gateway: Gateway = {
      name,
      alive: true,
      connected: false,
      up: [],
      down: [],
      pending: new Set(),
      reservations: createReservations({
        authority: this.linkOf(name),
        rules: () => ({
          version: this.version,
          zone: 'UTC',
          budgetOf: (workload) => {
            const budget = this.budgets.get(workload);
            return budget && { budget, owner: 'ann@example.com' };
          },
        }),
        clock: this.clock,
        periodOf,
        instance: name,
      }),
    };
    this.gateways.push(gateway);
  }

  private stateOf(name: string): 'alive' | 'ended' | 'drained' {
    if (this.gateways.some((gateway) => gateway.name === name && gateway.alive)) return 'alive';
    return this.calls.every((call) => call.gateway !== name || call.landed) ? 'drained' : 'ended';
  }

  /** Two steps: the ledger is read at one moment, the answer arrives at another. */
  private readLedger(since: number, exclude: readonly string[]): Promise<Map<string, bigint>> {
    return new Promise((resolve) => {
      this.reads.push(() => {
        const sums = new Map<string, bigint>();
        for (const { landed, start, gateway, workload, amount } of this.calls) {
          if (!landed || start < since || exclude.includes(gateway)) continue;
          sums.set(workload, (sums.get(workload) ?? 0n) + amount);
        }
        this.reads.push(() => resolve(sums));
      });
    });
  }

  private sendRecall(name: string, recalled: readonly Recalled[]): void {
    const gateway = this.gateways.find((one) => one.name === name);
    if (gateway?.connected) gateway.down.push(() => gateway.alive && gateway.reservations.recall(recalled));
  }

  private linkOf(name: string): LimitAuthority {
    const send = <T>(handle: () => Promise<T>): Promise<T> =>
      new Promise((resolve, reject) => {
        const gateway = this.gateways.find((one) => one.name === name);
        if (!gateway?.connected)
          return reject(new WeirError('limits_unavailable', 'control is not connected'));
        gateway.pending.add(reject);
        const answer = (give: () => void) => {
          // an answer to a connection that is gone is gone with it
          if (!gateway.pending.has(reject)) return;
          gateway.down.push(() => {
            if (gateway.pending.delete(reject)) give();
          });
        };
        gateway.up.push(() => {
          handle().then(
            (value) => answer(() => resolve(value)),
            (error) => answer(() => reject(error)),
          );
        });
      });
    return {
      lease: (request) => send(() => this.authority.lease(request)),
      report: (report) => {
        this.sent.push(report);
        return send(() => this.authority.report(report));
      },
    };
  }
}

/** Lets everything run that waits for nothing but its turn. */
export function settleMicrotasks(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}
