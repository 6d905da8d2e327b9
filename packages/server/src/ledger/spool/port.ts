import type { AttemptRecord, BeginRecord, EndRecord, MarkRecord } from './records.ts';

/** The gateway's side of the spool. One writer per process, one directory per incarnation. */
export interface SpoolWriter {
  /** Name of this incarnation; part of every call's `instance`. */
  readonly instance: string;
  /**
   * Appends, group-committed once per event-loop turn. Resolves when the operating system has the bytes (so that
   * they survive kill -9); also synced to the device under `fsync: always`. Rejects with WeirError `spool_full`
   * when the disk or the bound is full: then the call must not go upstream.
   */
  begin(record: BeginRecord | AttemptRecord): Promise<void>;
  /**
   * As begin, but never refused: room for ends is kept aside (a ballast file), and if even that is used up the
   * record stays in memory and is retried until it is on disk; the promise resolves then.
   */
  end(record: EndRecord): Promise<void>;
  /** As end: never refused, and written in order with begins and ends: whatever was handed over before stands before it. */
  mark(record: MarkRecord): Promise<void>;
  /** Bytes in this process not yet on disk, and whether new calls are refused. */
  health(): { pendingBytes: number; full: boolean; lastError?: string };
  /** Flushes, syncs, marks the directory as cleanly closed. */
  close(): Promise<void>;
}
