import type { Command } from 'commander';
import { InvalidArgumentError } from 'commander';
import { positiveAmount, positiveInteger } from '../../options.ts';

export interface LimitOptions {
  name?: string;
  limit?: string;
  window?: number;
  burst?: string;
  queue?: number;
}

export function addLimitOptions(command: Command): Command {
  return command
    .option('--name <name>', 'name for people (default: made of scope and metric)')
    .option(
      '--limit <n>',
      'how many in a window; concurrent: at once; cost: an amount of money',
      positiveAmount,
    )
    .option('--window <seconds>', 'length of the window (default: 60)', positiveInteger)
    .option('--burst <n>', 'how many may come together (default: the limit)', positiveAmount)
    .option('--queue <ms>', 'let a call wait so long for its turn (default: 0, refuse at once)', wholeNumber);
}

export function limitBody({ name, limit, window, burst, queue }: LimitOptions): Record<string, unknown> {
  const given = { name, limit, window_seconds: window, burst, queue_ms: queue };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

function wholeNumber(text: string): number {
  if (/^\d{1,5}$/.test(text)) return Number(text);
  throw new InvalidArgumentError('Give milliseconds from 0 to 60000.');
}
