import type { CliIo } from './ports.ts';

/** The real world for a command line. */
export function processIo(): CliIo {
  let signal: AbortSignal | undefined;
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env: process.env,
    cwd: process.cwd(),
    isTTY: {
      stdin: process.stdin.isTTY === true,
      stdout: process.stdout.isTTY === true,
      stderr: process.stderr.isTTY === true,
    },
    fetch: (input, init) => fetch(input, init),
    now: () => Date.now(),
    // a command that never asks for the signal simply ends at Ctrl-C
    get signal() {
      signal ??= signalOfProcess();
      return signal;
    },
  };
}

/** Aborts at the first Ctrl-C or SIGTERM, so that a command can finish in good order; the second ends the process. */
function signalOfProcess(): AbortSignal {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.once(name, () => controller.abort());
  return controller.signal;
}
