/** Time that passes when a test says so; timers go off in order, at their instant. */
export class HandTime {
  ms = 0;
  private readonly timers = new Set<{ at: number; then: () => void }>();

  readonly now = (): number => this.ms;

  readonly after = (ms: number, then: () => void): (() => void) => {
    const timer = { at: this.ms + Math.max(0, ms), then };
    this.timers.add(timer);
    return () => this.timers.delete(timer);
  };

  /** Timers that are armed. */
  get armed(): number {
    return this.timers.size;
  }

  pass(ms: number): void {
    const end = this.ms + ms;
    for (let next = this.next(end); next !== undefined; next = this.next(end)) {
      this.timers.delete(next);
      this.ms = Math.max(this.ms, next.at);
      next.then();
    }
    this.ms = end;
  }

  /** As above, letting promises go on after each timer. */
  async passSlowly(ms: number): Promise<void> {
    const end = this.ms + ms;
    await settled();
    for (let next = this.next(end); next !== undefined; next = this.next(end)) {
      this.timers.delete(next);
      this.ms = Math.max(this.ms, next.at);
      next.then();
      await settled();
    }
    this.ms = end;
  }

  private next(end: number): { at: number; then: () => void } | undefined {
    let first: { at: number; then: () => void } | undefined;
    for (const timer of this.timers) {
      if (timer.at <= end && (first === undefined || timer.at < first.at)) first = timer;
    }
    return first;
  }
}

/** Lets everything that is only waiting for a turn go on. */
export async function settled(): Promise<void> {
  for (let i = 0; i < 8; i += 1) await Promise.resolve();
}
