import type { Budget } from '../../budget.ts';
import { termsOf } from '../../budget.ts';
import type { HolderFigures } from '../../port.ts';
import type { RedisAuthority } from '../authority.ts';

interface Purse {
  settled: bigint;
  reserved: bigint;
  idle: bigint;
  seq: number;
  from: number;
  exchange: Promise<unknown> | undefined;
}

/** A gateway at its simplest: one purse per budget, one exchange with the authority at a time. */
export class Holder {
  readonly instance: string;
  alive = true;
  private readonly purses = new Map<string, Purse>();
  readonly authority: RedisAuthority;
  private readonly budgetOf: (id: string) => Budget | undefined;
  private readonly since: number;

  constructor(
    instance: string,
    authority: RedisAuthority,
    budgetOf: (id: string) => Budget | undefined,
    since = 0,
  ) {
    this.instance = instance;
    this.authority = authority;
    this.budgetOf = budgetOf;
    this.since = since;
    authority.onRecall((recalled) => {
      for (const { budget } of recalled) void this.giveBack(budget).catch(() => undefined);
    });
  }

  get reachable(): boolean {
    return this.authority.reachable;
  }

  /** Reserves; false when it was refused. Rejects as a lease does. */
  async reserve(budget: string, amount: bigint, calls = 4n): Promise<boolean> {
    const purse = this.purse(budget);
    while (purse.exchange !== undefined) await purse.exchange;
    if (purse.idle >= amount) return this.take(purse, amount);
    const need = amount - purse.idle;
    const lease = this.authority.lease({ ...this.figures(budget, purse), need, want: amount * calls });
    const served = lease.then(({ granted }) => {
      purse.idle += granted;
      return this.alive && purse.idle >= amount && this.take(purse, amount);
    });
    return await this.during(purse, served);
  }

  settle(budget: string, amount: bigint, actual: bigint): void {
    const purse = this.purse(budget);
    purse.reserved -= amount;
    purse.idle += amount - actual;
    purse.settled += actual;
  }

  async report(budget: string, recalled = false): Promise<void> {
    const purse = this.purse(budget);
    while (purse.exchange !== undefined) await purse.exchange;
    await this.during(purse, this.authority.report({ ...this.figures(budget, purse), recalled, at: 0 }));
  }

  async giveBack(budget: string): Promise<void> {
    const purse = this.purse(budget);
    while (purse.exchange !== undefined) await purse.exchange;
    if (!this.alive) return;
    purse.idle = 0n;
    await this.report(budget, true);
  }

  /** Held and settled, as this gateway knows it. */
  truth(budget: string): { settled: bigint; reserved: bigint; idle: bigint } {
    const { settled, reserved, idle } = this.purse(budget);
    return { settled, reserved, idle };
  }

  figuresOf(budget: string): HolderFigures {
    return this.figures(budget, this.purse(budget));
  }

  /** Ends as `kill -9` does. */
  crash(): void {
    this.alive = false;
    this.authority.close();
  }

  private take(purse: Purse, amount: bigint): true {
    purse.idle -= amount;
    purse.reserved += amount;
    return true;
  }

  private async during<T>(purse: Purse, work: Promise<T>): Promise<T> {
    const settled = work.then(
      () => undefined,
      () => undefined,
    );
    purse.exchange = settled;
    try {
      return await work;
    } finally {
      if (purse.exchange === settled) purse.exchange = undefined;
    }
  }

  private figures(id: string, purse: Purse): HolderFigures {
    const budget = this.budgetOf(id);
    if (purse.idle < 0n) purse.idle = 0n;
    const { settled, reserved, idle, from } = purse;
    const terms = budget === undefined ? '' : termsOf(budget, 'UTC');
    return {
      instance: this.instance,
      budget: id,
      terms,
      period: 0,
      from,
      settled,
      reserved,
      idle,
      seq: ++purse.seq,
    };
  }

  private purse(budget: string): Purse {
    let purse = this.purses.get(budget);
    if (purse === undefined) {
      purse = { settled: 0n, reserved: 0n, idle: 0n, seq: 0, from: this.since, exchange: undefined };
      this.purses.set(budget, purse);
    }
    return purse;
  }
}
