import type { Command } from 'commander';
import { Option } from 'commander';
import type { Context } from '../../command.ts';
import type { Output } from '../../output/output.ts';
import { TIME_FORMS } from '../../times.ts';

export interface UnitRangeOptions {
  since?: string;
  until?: string;
  sandbox?: 'auto' | 'include' | 'exclude';
}

export function addUnitRange(command: Command): Command {
  return command
    .option('--since <time>', `from this time on: ${TIME_FORMS} (default: 30 days before --until)`)
    .option('--until <time>', 'up to but without this time (default: the start of today)')
    .addOption(
      new Option('--sandbox <mode>', 'sandbox calls; auto counts them while there are no others').choices([
        'auto',
        'include',
        'exclude',
      ]),
    );
}

/** Nothing is sent for what was not asked: the server knows the last 30 full days of the organization's zone. */
export async function unitRange(context: Context, { since, until, sandbox }: UnitRangeOptions) {
  return {
    ...(since === undefined ? {} : { since: await context.time(since, '--since') }),
    ...(until === undefined ? {} : { until: await context.time(until, '--until') }),
    ...(sandbox === undefined ? {} : { sandbox }),
  };
}

/** Why there is nothing, where demo or sandbox calls would be something: without it a first real call empties every report. */
export function noteLeftOut(out: Output, mode: 'include' | 'exclude', holdsNothing: boolean): void {
  if (mode === 'include' || !holdsNothing) return;
  out.note(
    'Nothing was spent in this range. Sandbox and demo calls are left out, as there are real ones: --sandbox include counts them.',
  );
}
