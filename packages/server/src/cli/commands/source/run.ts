import type { SourceRun } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { type Context, defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import type { CliDeps } from '../../ports.ts';
import { followRun } from './follow.ts';
import { printRun } from './print.ts';

async function post(context: Context, id: string, body: object): Promise<SourceRun> {
  const init = {
    method: 'POST',
    headers: { 'content-type': 'application/json', accept: 'application/x-ndjson' },
    body: JSON.stringify(body),
  };
  const api = await context.api();
  return followRun(context, await api.raw(`/sources/${segment(id)}/run`, init));
}

export const sourceRun = (deps: CliDeps) =>
  defineCommand<{ strict?: boolean }>(deps, {
    name: 'run',
    summary: 'run a source now and follow it',
    description:
      'Run a source now, from where it left off. Running it twice counts nothing twice. Ctrl-C stops it; the next run goes on.',
    examples: [['weir source run openai', 'what is new, and what was told anew']],
    define: (command) =>
      command
        .argument('<id>', 'source to run')
        .option('--strict', 'exit 1 when rows were quarantined or something contradicts itself'),
    async run(context, { strict }, id = '') {
      const run = await post(context, id, {});
      printRun(context.out, run);
      if (strict && (run.quarantined > 0 || run.warnings.length > 0)) context.exitWith(EXIT.failed);
    },
  });

export const sourceBackfill = (deps: CliDeps) =>
  defineCommand<{ since: string; until?: string }>(deps, {
    name: 'backfill',
    summary: 'fetch a stretch of the past, or fetch it again',
    description:
      'Fetch a stretch of the past. It may overlap with what is known: lines that say the same are left as they are, others are\n' +
      'revised. Where the next run on schedule begins does not change.',
    examples: [['weir source backfill openai --since 2026-09-01 --until 2026-10-01', 'all of September']],
    define: (command) =>
      command
        .argument('<id>', 'source to run')
        .requiredOption('--since <time>', 'first day')
        .option('--until <time>', 'the day after the last (default: now)'),
    async run(context, { since, until }, id = '') {
      const body = {
        since: await context.time(since, '--since'),
        ...(until === undefined ? {} : { until: await context.time(until, '--until') }),
      };
      printRun(context.out, await post(context, id, body));
    },
  });
