import type { Logger } from '../../platform/log.ts';
import type { Registry } from '../../registry/index.ts';
import type { GateDesk } from './desk.ts';

/** A burst of changes is looked at once. */
const AFTER_CHANGE_MS = 250;
/** Scores, drills, people and the passing of time change no rule that would tell of itself. */
const TICK_MS = 60_000;

/** In the control that leads: gates are looked at after changes of rules, and every minute; figures of traffic hourly. */
export function keepGates(
  desk: Pick<GateDesk, 'refresh'>,
  registry: Pick<Registry, 'onChange'>,
  log: Pick<Logger, 'error'>,
): { stop(): Promise<void> } {
  let waiting: NodeJS.Timeout | undefined;
  let running: Promise<void> = Promise.resolve();
  const look = () => {
    running = running
      .then(() => desk.refresh())
      .catch((error: unknown) => log.error({ err: error }, 'gates of workloads could not be looked at'));
  };
  const soon = () => {
    waiting ??= setTimeout(() => {
      waiting = undefined;
      look();
    }, AFTER_CHANGE_MS);
  };
  const unsubscribe = registry.onChange(soon);
  const ticking = setInterval(look, TICK_MS);
  look();
  return {
    async stop() {
      unsubscribe();
      clearInterval(ticking);
      clearTimeout(waiting);
      await running;
    },
  };
}
