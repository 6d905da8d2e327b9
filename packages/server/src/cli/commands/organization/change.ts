import { organization } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { nothingToChange } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { printOrganization } from './print.ts';

interface Options {
  name?: string;
  timeZone?: string;
}

export const organizationChange = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'change',
    summary: 'change the name or the time zone of the organization',
    description:
      'Change what is given; the rest stays. Days and months of costs and budgets follow the time zone. The currency\n' +
      'never changes: the ledger is kept in it.',
    examples: [
      ['weir organization change --name "Example Ltd"', 'name it'],
      ['weir organization change --time-zone Europe/Berlin', 'let days begin at midnight there'],
    ],
    define: (command) =>
      command
        .option('--name <name>', 'name for people')
        .option('--time-zone <zone>', 'IANA time zone, such as Europe/Berlin'),
    async run({ out, api }, { name, timeZone }) {
      if (name === undefined && timeZone === undefined) throw nothingToChange('--time-zone Europe/Berlin');
      const body = { name, time_zone: timeZone };
      printOrganization(out, await (await api()).send('PATCH', '/organization', organization, body));
    },
  });
