import { kill } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printKill } from './print.ts';

export const killEnd = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'end',
    summary: 'take a kill switch back',
    examples: [['weir kill end 0199c1d2-8c1e-7c1e-8c1e-0199c1d28c1e', 'ids are in `weir kill list`']],
    define: (command) => command.argument('<id>', 'kill switch to take back'),
    async run({ out, api }, _options, id = '') {
      printKill(out, await (await api()).send('POST', `/kills/${segment(id)}/end`, kill));
    },
  });
