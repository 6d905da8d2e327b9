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

/**
 * One Ctrl-C may arrive twice: from the terminal, and passed on by npm; and whoever ends npm leaves its children behind,
 * which then tell themselves. What comes so soon after the first is the same.
 */
export const SAME_SIGNAL_MS = 2_000;

/** Aborts at the first Ctrl-C or SIGTERM, so that a command can finish in good order; a later one ends the process. */
function signalOfProcess(): AbortSignal {
  const controller = new AbortController();
  let first: number | undefined;
  const hear = () => {
    const now = performance.now();
    if (first === undefined) {
      first = now;
      controller.abort();
    } else if (now - first >= SAME_SIGNAL_MS) {
      // after whoever else listens has done its last deed
      setImmediate(() => process.exit(130));
    }
  };
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, hear);
  return controller.signal;
}
