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

/** What `app` hands to the command line. */
export interface CliDeps {
  io: CliIo;
  /** Runs the whole installation; resolves with the exit code once it has drained and stopped. */
  startUp(config: Config, io: CliIo): Promise<number>;
  /** Throws WeirError `data_dir_locked` when another process holds the directory. */
  openLocalControl(config: Config): Promise<LocalControl>;
}
