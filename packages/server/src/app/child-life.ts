import { WeirError } from '@weir/core/errors';
import type { Logger } from '../platform/log.ts';
import type { ChildMessage, SupervisorMessage } from './messages.ts';

/** The supervisor may say so while this process is still starting: then it stops as soon as it runs. */
let stopAsked = false;
let onStop: (() => void) | undefined;

/** A start that the supervisor did not live to see is given up: nobody would ever end it. */
const giveUp = () => process.exit(1);

/**
 * The life of a child process: it stops when the supervisor says so or is gone, never because of a Ctrl-C or SIGTERM
 * that reached the whole process group, since calls in flight must be drained in order. Returns how to take that back,
 * for a process that goes over to another life.
 */
export function liveAsChild(log: Logger, stop: () => Promise<void>): () => void {
  let stopping = false;
  const end = () => {
    if (stopping) return;
    stopping = true;
    stop().then(
      () => process.exit(0),
      (error: unknown) => {
        log.error({ err: error }, 'did not stop cleanly');
        process.exit(1);
      },
    );
  };
  process.off('disconnect', giveUp);
  process.on('disconnect', end);
  onStop = end;
  if (stopAsked || !process.connected) end();
  return () => {
    process.off('disconnect', end);
    process.on('disconnect', giveUp);
    onStop = undefined;
  };
}

export function tellSupervisor(message: ChildMessage): void {
  if (process.connected) process.send?.(message);
}

/** Runs a child's start; a fault that a restart cannot mend is told in one line. */
export async function startAsChild(log: Logger, start: () => Promise<void>): Promise<void> {
  // a Ctrl-C reaches the whole process group: it is the supervisor's to say what it means
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => {});
  process.on('message', (message: SupervisorMessage) => {
    if (message?.type !== 'stop') return;
    stopAsked = true;
    onStop?.();
  });
  process.on('disconnect', giveUp);
  if (!process.connected) giveUp();
  try {
    await start();
  } catch (error) {
    const { message, remedy } = describe(error);
    if (!(error instanceof WeirError)) log.error({ err: error }, 'start failed');
    tellSupervisor({ type: 'failed', message, ...(remedy === undefined ? {} : { remedy }) });
    // lets the message leave before the process does
    setTimeout(() => process.exit(1), 50);
  }
}

function describe(error: unknown): { message: string; remedy?: string | undefined } {
  if (error instanceof WeirError) return { message: error.message, remedy: error.remedy };
  const { code, port, address } = error as NodeJS.ErrnoException & { port?: number; address?: string };
  if (code === 'EADDRINUSE')
    return {
      message: `Port ${port} on ${address} is in use by another program`,
      remedy: 'Stop that program, or choose other ports with WEIR_GATEWAY_PORT and WEIR_ADMIN_PORT.',
    };
  if (code === 'EACCES' && port !== undefined)
    return { message: `Port ${port} may not be opened by this user`, remedy: 'Choose a port above 1023.' };
  return { message: error instanceof Error ? error.message : String(error) };
}
