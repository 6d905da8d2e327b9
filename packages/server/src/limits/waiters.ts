/** Wakes everyone who waits for something to change, or when their time is up. */
export class Waiters {
  private wakes: (() => void)[] = [];
  private readonly sleep: (ms: number) => Promise<void>;

  constructor(sleep: (ms: number) => Promise<void>) {
    this.sleep = sleep;
  }

  wake(): void {
    for (const wake of this.wakes.splice(0)) wake();
  }

  /** Resolves to true as soon as `done` holds, to false when `ms` have passed before. */
  async until(done: () => boolean, ms: number): Promise<boolean> {
    let late = false;
    const deadline = this.sleep(ms).then(() => {
      late = true;
    });
    while (!done()) {
      if (late) return false;
      await Promise.race([new Promise<void>((wake) => this.wakes.push(wake)), deadline]);
    }
    return true;
  }
}
