import type { BackupSummary } from '@weir/core/contract';
import type { Config } from '../platform/config/schema.ts';

/** The outside world as a command sees it; tests own all of it. */
export interface CliIo {
  stdin: NodeJS.ReadableStream;
  stdout: NodeJS.WritableStream;
  stderr: NodeJS.WritableStream;
  env: Readonly<Record<string, string | undefined>>;
  cwd: string;
  /** Which streams are terminals: colour and progress bars are for people only. */
  isTTY: { stdout: boolean; stderr: boolean; stdin: boolean };
  fetch: typeof fetch;
  /** Epoch milliseconds. */
  now(): number;
  /** Aborts when the person presses Ctrl-C or the process is asked to end. */
  signal: AbortSignal;
}

/** The admin API without a socket: the same application, opened on a data directory nobody else holds. */
export interface LocalControl {
  /** Sent as bearer token with every request; absent when requests are let in without one. */
  readonly token?: string;
  fetch(request: Request): Promise<Response>;
  /** Flushes and closes the stores and gives the lock back. */
  close(): Promise<void>;
}

/** How a reload of a running Weir went. */
export type ReloadOutcome =
  | { ok: true; at: string; restarted: string[]; took_ms: number }
  /** Nothing has changed. */
  | { ok: false; at: string; message: string; remedy?: string };

/** How far it has come: so many of so many pieces, and what is being worked on. */
export type StorageProgress = (done: number, total: number, what: string) => void;

export interface MovedPiece {
  table: string;
  month: string;
  /** Absent for rollups, whose rows merge. */
  rows?: number;
  sums: Record<string, string>;
}

export interface Move {
  /** Empty when the ledger stays where it is. */
  ledger: MovedPiece[];
  /** Empty when the registry stays where it is. */
  registry: { table: string; rows: number }[];
}

/** Work on the stores of a Weir that does not run; throws WeirError `data_dir_locked` for one that does. */
export interface StorageTools {
  /** Touches no installation. `rows`: read every row back, too. */
  verifyBackup(
    directory: string,
    options: { rows: boolean },
    onProgress: StorageProgress,
  ): Promise<BackupSummary>;
  restoreBackup(config: Config, directory: string, onProgress: StorageProgress): Promise<BackupSummary>;
  moveToServers(
    config: Config,
    options: { dryRun: boolean },
    onProgress: StorageProgress,
    signal: AbortSignal,
  ): Promise<Move>;
}

/** What `app` hands to the command line. */
export interface CliDeps {
  io: CliIo;
  /**
   * Runs the whole installation, or its part on this host, reading the configuration again when told to reload; resolves
   * with the exit code once it has drained and stopped.
   */
  startUp(
    config: Config,
    io: CliIo,
    reread: () => Config,
    part?: 'all' | 'control' | 'gateway',
  ): Promise<number>;
  /** Throws WeirError `not_found` when none runs on the data directory of this configuration. */
  reload(config: Config, signal: AbortSignal): Promise<ReloadOutcome>;
  /** Throws WeirError `data_dir_locked` when another process holds the directory. */
  openLocalControl(config: Config): Promise<LocalControl>;
  /** Absent where the command line stands alone, as in tests. */
  storage?(): Promise<StorageTools>;
}
