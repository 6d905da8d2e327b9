import type { BudgetLevel } from '@weir/core/contract';
import { systemClock } from '../../../../platform/clock.ts';
import { silentLogger } from '../../../../platform/log.ts';
import type { IncarnationState } from '../../authority/incarnations.ts';
import type { SpendAsk } from '../../authority/ledger-reader.ts';
import type { Budget } from '../../budget.ts';
import type { AccountStatus } from '../../port.ts';
import { createRedisAuthority } from '../authority.ts';
import { createRedisKeeper, type RedisKeeper } from '../keeper.ts';
import { Holder } from './holder.ts';

export const NANO = 1_000n;
export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export function budgetOf(id: string, amount: bigint, more: Partial<Budget> = {}): Budget {
  return {
    id,
    name: id,
    scope: { workload: id },
    amount,
    currency: 'USD',
    period: 'total',
    mode: 'hard',
    yellow: 80,
    red: 95,
    onAuthorityLoss: 'held_lease',
    ...more,
  };
}

interface Landed {
  readonly budget: string;
  readonly instance: string;
  readonly endedAt: number;
  readonly amount: bigint;
}

/** One control over a real Redis, a ledger in memory, and gateways at their simplest. */
export class Rig {
  readonly prefix: string;
  readonly budgets = new Map<string, Budget>();
  readonly holders: Holder[] = [];
  readonly landed: Landed[] = [];
  readonly drained = new Set<string>();
  readonly levels: (BudgetLevel | undefined)[] = [];
  keeper: RedisKeeper;
  epoch = 1;
  leads = true;
  deposed = 0;
  ledgerFails = false;
  private readonly url: string;
  private names = 0;
  private readonly timer: NodeJS.Timeout;

  constructor(url: string, prefix: string, budgets: readonly Budget[]) {
    this.url = url;
    this.prefix = prefix;
    for (const budget of budgets) this.budgets.set(budget.id, budget);
    this.keeper = this.newKeeper(this.epoch);
    this.timer = setInterval(() => void this.keeper.sweep(), 50);
  }

  get living(): Holder[] {
    return this.holders.filter(({ alive }) => alive);
  }

  /** Another control; the old one goes on unless it is closed. */
  newKeeper(epoch: number): RedisKeeper {
    return createRedisKeeper({
      url: this.url,
      clock: systemClock,
      log: silentLogger,
      prefix: this.prefix,
      epoch,
      stillLeads: async () => this.leads && this.epoch === epoch,
      deposed: () => this.deposed++,
      budgets: () => [...this.budgets.values()],
      periodOf: () => ({ start: 0, end: Number.POSITIVE_INFINITY }),
      zone: () => 'UTC',
      limitOf: ({ amount }) => amount,
      spend: async (asks) => this.spend(asks),
      found: () =>
        this.holders
          .filter(({ instance }) => !this.drained.has(instance))
          .map(({ instance, alive }) => ({ instance, alive })),
      stateOf: (instance) => this.stateOf(instance),
      levelsChanged: (levels) => this.levels.push(levels['a']),
    });
  }

  gateway(options: { connect?: boolean; url?: string; from?: number } = {}): Holder {
    const instance = `gw-${this.names++}`;
    const authority = createRedisAuthority({
      url: options.url ?? this.url,
      instance,
      clock: systemClock,
      log: silentLogger,
      sleep,
      prefix: this.prefix,
      settleMs: 300,
    });
    const holder = new Holder(instance, authority, (id) => this.budgets.get(id), options.from);
    this.holders.push(holder);
    if (options.connect !== false) this.keeper.connected(instance);
    return holder;
  }

  /** The process dies; what it had open is charged in full. Its records land when `drain` is called. */
  crash(holder: Holder): void {
    holder.crash();
    this.keeper.disconnected(holder.instance);
  }

  /** All records of a gateway that ended land. */
  drain(holder: Holder): void {
    for (const budget of this.budgets.keys()) {
      const { settled, reserved } = holder.truth(budget);
      const amount = settled + reserved;
      this.landed.push({ budget, instance: holder.instance, endedAt: Date.now(), amount });
    }
    this.drained.add(holder.instance);
  }

  /** Spent and held by all, as it really is. */
  truth(budget: string): { spent: bigint; held: bigint } {
    let spent = 0n;
    let held = 0n;
    for (const one of this.landed) if (one.budget === budget) spent += one.amount;
    for (const holder of this.holders) {
      if (this.drained.has(holder.instance)) continue;
      const { settled, reserved, idle } = holder.truth(budget);
      spent += settled;
      held += holder.alive ? reserved + idle : reserved;
    }
    return { spent, held };
  }

  status(budget: string): AccountStatus | undefined {
    return this.keeper.status().find((one) => one.budget === budget);
  }

  close(): void {
    clearInterval(this.timer);
    this.keeper.close();
    for (const holder of this.holders) holder.crash();
  }

  private stateOf(instance: string): IncarnationState {
    if (this.drained.has(instance)) return 'drained';
    return this.holders.some((one) => one.instance === instance && one.alive) ? 'alive' : 'ended';
  }

  private spend(asks: readonly SpendAsk[]): bigint[] {
    if (this.ledgerFails) throw new Error('the ledger is away');
    return asks.map(({ budget, after }) => {
      const counted = this.landed.filter((one) => {
        const from = after[one.instance];
        return one.budget === budget.id && (from === undefined || one.endedAt <= from);
      });
      return counted.reduce((sum, { amount }) => sum + amount, 0n);
    });
  }
}
