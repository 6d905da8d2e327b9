import type { Clock } from '../../platform/clock.ts';
import type { Logger } from '../../platform/log.ts';
import type { RaisedFinding, SourceRecord, SourceService } from '../../registry/index.ts';
import type { Runner } from './runner.ts';
import { nextRun, spacing } from './schedule.ts';

/** Runs at the same time; the others wait for their turn. */
const AT_ONCE = 2;
const LAG_TOLD_MS = 3_600_000;

export interface SchedulerDeps {
  sources: Pick<SourceService, 'all'>;
  runner: Pick<Runner, 'run' | 'isRunning' | 'running'>;
  raise(finding: RaisedFinding): void;
  clock: Clock;
  log: Logger;
}

export interface Scheduler {
  /** Starts what is due; call it every few seconds, in the control that leads only. Resolves once they have begun. */
  look(): Promise<void>;
  nextOf(source: Pick<SourceRecord, 'id' | 'schedule' | 'enabled'>): Date | undefined;
  /** Waits for runs it has started. */
  idle(): Promise<void>;
}

/** More than two of its schedules behind; undefined where that cannot be said. */
export function isLagging(source: SourceRecord, now: number): boolean {
  if (source.schedule === undefined || source.coveredUntil === undefined) return false;
  return now - source.coveredUntil.getTime() > 2 * spacing(source.schedule, new Date(now));
}

export function createScheduler({ sources, runner, raise, clock, log }: SchedulerDeps): Scheduler {
  const due = new Map<string, { schedule: string; at: Date | undefined }>();
  const lagTold = new Map<string, number>();
  const runs = new Set<Promise<void>>();

  function dueAt(source: SourceRecord, schedule: string): Date | undefined {
    const known = due.get(source.id);
    if (known?.schedule === schedule) return known.at;
    // what was missed while nothing ran is made up for at once
    const last =
      known === undefined && source.lastRun !== undefined ? new Date(source.lastRun.started_at) : undefined;
    const at = nextRun(schedule, last ?? new Date(clock.now()));
    due.set(source.id, { schedule, at });
    return at;
  }

  async function runDue(id: string): Promise<void> {
    try {
      for await (const _ of runner.run(id, undefined));
    } catch (error) {
      log.warn({ source: id, err: error }, 'source: the run on schedule did not succeed');
    }
  }

  function tellLag(source: SourceRecord): void {
    const now = clock.now();
    if (!isLagging(source, now) || now - (lagTold.get(source.id) ?? 0) < LAG_TOLD_MS) return;
    lagTold.set(source.id, now);
    const until = source.coveredUntil?.toISOString().slice(0, 16) ?? '';
    const message = `Its figures are known until ${until}Z only, more than two of its runs ago. Look at weir source runs ${source.id}.`;
    raise({ kind: 'source_lagging', severity: 'warning', subject: source.id, message });
  }

  return {
    async look() {
      for (const source of await sources.all()) {
        const { id, schedule, enabled } = source;
        if (!enabled || schedule === undefined) continue;
        tellLag(source);
        const at = dueAt(source, schedule);
        if (at === undefined || at.getTime() > clock.now()) continue;
        if (runner.isRunning(id) || runner.running() >= AT_ONCE) continue;
        due.set(id, { schedule, at: nextRun(schedule, new Date(clock.now())) });
        const run = runDue(id).finally(() => runs.delete(run));
        runs.add(run);
      }
    },
    nextOf({ id, schedule, enabled }) {
      if (!enabled || schedule === undefined) return undefined;
      const known = due.get(id);
      return known?.schedule === schedule ? known.at : nextRun(schedule, new Date(clock.now()));
    },
    async idle() {
      await Promise.all(runs);
    },
  };
}
