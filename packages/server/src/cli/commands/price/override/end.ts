import { priceOverride } from '@weir/core/contract';
import { segment } from '../../../api-client.ts';
import { defineCommand } from '../../../command.ts';
import type { CliDeps } from '../../../ports.ts';
import { printOverride } from './print.ts';

export const priceOverrideEnd = (deps: CliDeps) =>
  defineCommand<{ at?: string }>(deps, {
    name: 'end',
    summary: "end a price of the organization's own; past charges keep it",
    examples: [['weir price override end price_0199c1d2 --at 2027-01-01', 'with the year']],
    define: (command) =>
      command
        .argument('<id>', 'override; ids are in `weir price override list`')
        .option('--at <time>', 'a date or an instant that is not past (default: now)'),
    async run({ out, api, time }, { at }, id = '') {
      const body = at === undefined ? {} : { at: await time(at, '--at') };
      printOverride(
        out,
        await (await api()).send('POST', `/prices/overrides/${segment(id)}/end`, priceOverride, body),
      );
    },
  });
