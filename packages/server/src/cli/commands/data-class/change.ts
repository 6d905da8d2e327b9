import { dataClass } from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { nothingToChange } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { addDataClassOptions, DATA_CLASS_HELP, type DataClassOptions, dataClassBody } from './options.ts';
import { printDataClass } from './print.ts';

const EMPTY: Readonly<Record<string, string>> = {
  providers: 'allowed_providers',
  regions: 'allowed_regions',
};

export const dataClassChange = (deps: CliDeps) =>
  defineCommand<DataClassOptions & { unset?: string[] }>(deps, {
    name: 'change',
    summary: 'change which providers and regions may see data of a class',
    description: `Change what is given; the rest stays. --provider and --region replace the whole list. Gateways follow within a\nsecond.\n${DATA_CLASS_HELP}`,
    examples: [
      ['weir data-class change internal --provider azure --provider openai', 'these two only'],
      ['weir data-class change internal --unset providers', 'all providers again'],
    ],
    define: (command) =>
      addDataClassOptions(command.argument('<id>', 'data class to change')).addOption(
        new Option('--unset <field...>', 'allow all of these again').choices(Object.keys(EMPTY)),
      ),
    async run({ out, api }, options, id = '') {
      const emptied = Object.fromEntries((options.unset ?? []).map((field) => [EMPTY[field], []]));
      const body = { ...emptied, ...dataClassBody(options) };
      if (Object.keys(body).length === 0) throw nothingToChange('--region eu');
      printDataClass(out, await (await api()).send('PATCH', `/data-classes/${segment(id)}`, dataClass, body));
    },
  });
