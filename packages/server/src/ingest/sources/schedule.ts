import { WeirError } from '@weir/core/errors';
import { Cron } from 'croner';

/** Throws WeirError `invalid_argument` for what is no cron expression, or runs more often than every minute. */
export function checkSchedule(text: string): void {
  try {
    if (text.trim().split(/\s+/).length !== 5) throw new Error('five fields');
    if (new Cron(text, { paused: true, timezone: 'UTC' }).nextRun() === null) throw new Error('never');
  } catch (cause) {
    throw new WeirError('invalid_argument', `"${text}" is no schedule`, {
      field: 'schedule',
      remedy:
        'Write a cron expression in UTC, such as "15 * * * *" for every hour or "30 5 * * *" for every day.',
      cause,
    });
  }
}

/** First time of the schedule after this instant. */
export function nextRun(schedule: string, after: Date): Date | undefined {
  return new Cron(schedule, { paused: true, timezone: 'UTC' }).nextRun(after) ?? undefined;
}

/** How long its runs are apart, ms: the longer of the next two gaps, so that weekends count. */
export function spacing(schedule: string, at: Date): number {
  const cron = new Cron(schedule, { paused: true, timezone: 'UTC' });
  const runs = cron.nextRuns(3, at).map((run) => run.getTime());
  const gaps = runs.slice(1).map((run, i) => run - (runs[i] ?? run));
  return Math.max(0, ...gaps);
}
