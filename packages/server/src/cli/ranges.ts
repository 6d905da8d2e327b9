import type { Command } from 'commander';
import type { Context } from './command.ts';
import { usageError } from './errors.ts';
import { collectFilters } from './options.ts';
import { TIME_FORMS } from './times.ts';

export interface RangeOptions {
  since?: string;
  until?: string;
  filter?: string[];
}

export function addRangeOptions(command: Command, defaultSince: string): Command {
  return command
    .option('--since <time>', `from this time on: ${TIME_FORMS} (default: ${defaultSince})`)
    .option('--until <time>', 'up to but without this time (default: now)')
    .option(
      '--filter <tag=value>',
      'only this value; repeat: values of one tag add up, tags narrow; "tag=" means "has none"',
      collectFilters,
    );
}

export async function rangeQuery(
  context: Context,
  options: RangeOptions,
  defaultSince: string,
): Promise<{ since: string; until?: string; filter?: string[] }> {
  const since = await context.time(options.since ?? defaultSince, '--since');
  const until = options.until === undefined ? undefined : await context.time(options.until, '--until');
  if (until !== undefined && until <= since) {
    throw usageError(
      `--until (${until}) is not after --since (${since})`,
      'Swap them or widen the range.',
      '--until',
    );
  }
  return {
    since,
    ...(until === undefined ? {} : { until }),
    ...(options.filter === undefined ? {} : { filter: options.filter }),
  };
}
