import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from '../../../platform/clock.ts';
import type { ResourceRecord } from '../../../registry/resource-record.ts';

export interface PollerOptions {
  readonly open: () => Promise<readonly ResourceRecord[]>;
  readonly settle: (record: ResourceRecord) => Promise<boolean>;
  readonly clock: Clock;
  readonly random: () => number;
  /** Between two looks at a young batch; old ones are looked at more seldom. */
  readonly intervalMs: number;
  readonly failed: (record: ResourceRecord, cause: unknown) => void;
}

/** A batch is looked at about every tenth of its age, but at least so often. */
const LONGEST_MS = 600_000;
const JITTER = 0.2;
const PATIENCE_MS = 2_000;

/** Looks at open batches until they are charged. One at a time: there is no hurry, and providers limit requests. */
export class BatchPoller {
  private readonly options: PollerOptions;
  private readonly lookedAt = new Map<string, { at: number; failures: number }>();
  private timer: NodeJS.Timeout | undefined;
  private stopped = false;
  private round: Promise<void> = Promise.resolve();

  constructor(options: PollerOptions) {
    this.options = options;
  }

  start(): void {
    this.later(0);
  }

  /** Resolves when the look under way is over, or takes too long: it can be broken off anywhere. */
  async stop(): Promise<void> {
    this.stopped = true;
    clearTimeout(this.timer);
    await Promise.race([this.round, sleep(PATIENCE_MS, undefined, { ref: false })]);
  }

  /** One round over what is due. */
  async look(): Promise<void> {
    const { open, settle, clock, failed } = this.options;
    const records = await open();
    const alive = new Set(records.map(nameOf));
    for (const name of this.lookedAt.keys()) if (!alive.has(name)) this.lookedAt.delete(name);
    for (const record of records) {
      if (this.stopped) return;
      const name = nameOf(record);
      const last = this.lookedAt.get(name);
      if (last !== undefined && clock.now() < last.at + this.pause(record, last.failures)) continue;
      let failures = 0;
      try {
        await settle(record);
      } catch (cause) {
        failures = (last?.failures ?? 0) + 1;
        failed(record, cause);
      }
      this.lookedAt.set(name, { at: clock.now(), failures });
    }
  }

  private pause({ created_at }: ResourceRecord, failures: number): number {
    const { clock, intervalMs } = this.options;
    const byAge = Math.min(LONGEST_MS, (clock.now() - created_at) / 10);
    return Math.max(intervalMs, byAge) * 2 ** Math.min(failures, 4);
  }

  private later(ms: number): void {
    if (this.stopped) return;
    const { intervalMs, random } = this.options;
    this.timer = setTimeout(() => {
      this.round = this.look()
        .catch(() => {})
        .then(() => this.later(intervalMs * (1 + JITTER * (random() - 0.5))));
    }, ms);
    this.timer.unref();
  }
}

function nameOf({ workload, id }: ResourceRecord): string {
  return `${workload}\n${id}`;
}
