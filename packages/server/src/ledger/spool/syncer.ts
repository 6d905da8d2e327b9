import type { WeirError } from '@weir/core/errors';
import type { Config } from '../../platform/config/schema.ts';
import type { SegmentWriter } from './segment-writer.ts';

/** A record handed to the spool, and whom to tell. */
export interface Waiting {
  /** Where its line ends in the buffer. */
  end: number;
  /** A begin or attempt: refused rather than kept waiting. Ends and marks are kept. */
  refusable: boolean;
  /** Absent of marks. */
  callId: string | undefined;
  resolve: () => void;
  reject: (error: WeirError) => void;
}

/** Carries out the fsync policy and acknowledges records when they are as safe as the policy promises. */
export class Syncer {
  private readonly segments: SegmentWriter;
  private readonly config: Config['spool'];
  /** Notes a failed sync and says what refused records are told. */
  private readonly onError: (error: unknown) => WeirError;
  private unsynced: Waiting[] = [];
  private dirty = false;
  private finishing = false;
  private timer: NodeJS.Timeout | undefined;
  private running: Promise<void> | undefined;

  constructor(segments: SegmentWriter, config: Config['spool'], onError: (error: unknown) => WeirError) {
    this.segments = segments;
    this.config = config;
    this.onError = onError;
  }

  /** These records have been written; under `always` they are acknowledged once synced, else at once. */
  written(records: readonly Waiting[]): void {
    if (records.length === 0) return;
    this.dirty = true;
    if (this.config.fsync === 'always') {
      this.unsynced.push(...records);
      this.start();
      return;
    }
    for (const record of records) record.resolve();
    if (this.config.fsync === 'interval') {
      this.timer ??= setTimeout(() => this.start(), this.config.fsync_interval_ms).unref();
    }
  }

  /** Syncs what is left, whatever the policy; gives up on a device that fails. */
  async finish(): Promise<void> {
    this.finishing = true;
    clearTimeout(this.timer);
    await this.running;
    if (this.dirty) this.start();
    await this.running;
  }

  private start(): void {
    this.timer = undefined;
    this.running ??= this.syncAll().finally(() => {
      this.running = undefined;
    });
  }

  /** One sync at a time; records written during one are covered by the next. */
  private async syncAll(): Promise<void> {
    while (this.dirty) {
      const covered = this.unsynced;
      this.unsynced = [];
      this.dirty = false;
      try {
        await this.segments.sync();
        for (const record of covered) record.resolve();
      } catch (error) {
        await this.failed(covered, error);
      }
    }
  }

  private async failed(covered: readonly Waiting[], error: unknown): Promise<void> {
    const refusal = this.onError(error);
    for (const record of covered) if (record.refusable) record.reject(refusal);
    const ends = covered.filter((record) => !record.refusable);
    if (this.finishing) {
      for (const record of ends) record.resolve();
      return;
    }
    this.unsynced.unshift(...ends);
    this.dirty = true;
    await new Promise((resolve) => setTimeout(resolve, this.config.fsync_interval_ms));
  }
}
