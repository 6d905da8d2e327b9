import type { CallFact } from '@weir/core/contract';
import { WeirError } from '@weir/core/errors';
import type { SpoolWriter } from '../../ledger/spool/port.ts';
import type { BegunCall, SpoolRecord } from '../../ledger/spool/records.ts';

/** A spool in memory that a test can hold, fill and read. */
export class MemorySpool implements SpoolWriter {
  readonly instance = 'gw-0-test';
  readonly records: SpoolRecord[] = [];
  full = false;
  private gate: Promise<void> | undefined;
  private open: (() => void) | undefined;

  /** Ends are not acknowledged until `release`. */
  holdEnds(): void {
    this.gate = new Promise((resolve) => {
      this.open = resolve;
    });
  }

  release(): void {
    this.open?.();
    this.gate = undefined;
  }

  async begin(record: SpoolRecord): Promise<void> {
    if (this.full) throw new WeirError('spool_full', 'The spool is full.', { remedy: 'Free disk space.' });
    this.records.push(structuredClone(record));
  }

  async end(record: SpoolRecord): Promise<void> {
    const copy = structuredClone(record);
    if (this.gate !== undefined) await this.gate;
    this.records.push(copy);
  }

  async mark(record: SpoolRecord): Promise<void> {
    this.records.push(structuredClone(record));
  }

  health() {
    return { pendingBytes: 0, full: this.full };
  }

  async close(): Promise<void> {}

  get begins(): BegunCall[] {
    return this.records.flatMap((record) => (record.t === 'begin' ? [record.call] : []));
  }

  get ends(): CallFact[] {
    return this.records.flatMap((record) => (record.t === 'end' ? [record.call] : []));
  }

  /** The only call that ended; fails when there is not exactly one. */
  get call(): CallFact {
    const [call, ...more] = this.ends;
    if (call === undefined || more.length > 0)
      throw new Error(`${this.ends.length} calls ended, expected one`);
    return call;
  }
}
