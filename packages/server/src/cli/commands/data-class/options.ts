import type { Command } from 'commander';
import { collect } from '../../options.ts';

export interface DataClassOptions {
  name?: string;
  provider?: string[];
  region?: string[];
}

export const DATA_CLASS_HELP =
  'A workload that names a data class calls only providers and regions that the class allows; both must hold where both\n' +
  'are given. A provider whose region is not configured is in none. Without either, the class is only a label on calls.';

export function addDataClassOptions(command: Command): Command {
  return command
    .option('--name <name>', 'name for people (default: the id)')
    .option('--provider <id>', 'provider that may see the data; repeat for more (default: all)', collect)
    .option(
      '--region <region>',
      'region that may see the data, as in weir.yaml; repeat for more (default: all)',
      collect,
    );
}

export function dataClassBody({ name, provider, region }: DataClassOptions): Record<string, unknown> {
  const given = { name, allowed_providers: provider, allowed_regions: region };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}
