import type { Clock } from '../../platform/clock.ts';
import type { SpoolFs } from './files.ts';

const MEASURE_EVERY_MS = 1_000;

/** Keeps an eye on the size of all spool directories together: measured once a second, counted in between. */
export class SpaceMeter {
  private readonly options: { root: string; fs: SpoolFs; clock: Clock; maxBytes: number };
  private measured = 0;
  private sinceMeasured = 0;
  private measuredAt = 0;
  private running: Promise<void> | undefined;

  constructor(options: { root: string; fs: SpoolFs; clock: Clock; maxBytes: number }) {
    this.options = options;
  }

  get full(): boolean {
    return this.measured + this.sinceMeasured >= this.options.maxBytes;
  }

  add(bytes: number): void {
    this.sinceMeasured += bytes;
  }

  /** Measures again when the last time is a while ago. */
  refresh(): void {
    if (this.options.clock.monotonic() - this.measuredAt >= MEASURE_EVERY_MS) void this.measure();
  }

  measure(): Promise<void> {
    this.running ??= this.run().finally(() => {
      this.running = undefined;
    });
    return this.running;
  }

  private async run(): Promise<void> {
    const { root, fs, clock } = this.options;
    this.measuredAt = clock.monotonic();
    const before = this.sinceMeasured;
    try {
      this.measured = await fs.segmentBytes(root);
      // what was written meanwhile may be counted twice until the next time: on the safe side
      this.sinceMeasured -= before;
    } catch {
      // keep counting on the last figure
    }
  }
}
