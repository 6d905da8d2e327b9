/** One lease that waits for the account to change. */
export interface Waiter {
  /** Gateways that were asked to give back; an answer may come before the news that they were asked. */
  asked(gateways: readonly string[]): void;
  /** Whether all of them have answered. */
  readonly answered: boolean;
  /** Resolves when woken, or after so many milliseconds. */
  wait(ms: number): Promise<void>;
}

/** Leases under way, by budget, and who wakes them. */
export class Wakes {
  private readonly waiting = new Map<string, Set<OneWaiter>>();
  private readonly sleep: (ms: number) => Promise<void>;

  constructor(sleep: (ms: number) => Promise<void>) {
    this.sleep = sleep;
  }

  begin(budget: string): Waiter {
    const waiter = new OneWaiter(budget, this.sleep);
    const all = this.waiting.get(budget) ?? new Set();
    this.waiting.set(budget, all.add(waiter));
    return waiter;
  }

  end(waiter: Waiter): void {
    if (!(waiter instanceof OneWaiter)) return;
    const all = this.waiting.get(waiter.budget);
    all?.delete(waiter);
    if (all?.size === 0) this.waiting.delete(waiter.budget);
  }

  /** `answered`: the gateway that gave back what it could. */
  wake(budget: string, answered: string | undefined): void {
    for (const waiter of this.waiting.get(budget) ?? []) {
      waiter.wake(answered);
    }
  }
}

class OneWaiter implements Waiter {
  readonly budget: string;
  private readonly sleep: (ms: number) => Promise<void>;
  private readonly open = new Set<string>();
  private readonly heard = new Set<string>();
  private woken = false;
  private resume: () => void = () => undefined;

  constructor(budget: string, sleep: (ms: number) => Promise<void>) {
    this.budget = budget;
    this.sleep = sleep;
  }

  asked(gateways: readonly string[]): void {
    for (const name of gateways) if (!this.heard.has(name)) this.open.add(name);
  }

  get answered(): boolean {
    return this.open.size === 0;
  }

  wake(by: string | undefined): void {
    if (by !== undefined) {
      this.heard.add(by);
      this.open.delete(by);
    }
    this.woken = true;
    this.resume();
  }

  /** A wake that came before is not lost: it may have overtaken the answer that told to wait. */
  async wait(ms: number): Promise<void> {
    if (!this.woken) {
      const woken = new Promise<void>((resolve) => {
        this.resume = resolve;
      });
      await Promise.race([woken, this.sleep(ms)]);
    }
    this.woken = false;
  }
}
