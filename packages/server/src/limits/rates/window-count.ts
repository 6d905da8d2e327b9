/** How much there was in the last window: the running window and as much of the one before as still counts. */
export class WindowCount {
  private startedAt: number;
  private running = 0;
  private before = 0;
  private readonly windowMs: number;

  constructor(windowMs: number, now: number) {
    this.windowMs = windowMs;
    this.startedAt = now;
  }

  add(units: number, now: number): void {
    this.roll(now);
    this.running += units;
  }

  sum(now: number): number {
    this.roll(now);
    const share = 1 - (now - this.startedAt) / this.windowMs;
    return Math.max(0, this.running + this.before * share);
  }

  private roll(now: number): void {
    const passed = now - this.startedAt;
    if (passed < this.windowMs) return;
    const windows = Math.floor(passed / this.windowMs);
    this.before = windows === 1 ? this.running : 0;
    this.running = 0;
    this.startedAt += windows * this.windowMs;
  }
}
