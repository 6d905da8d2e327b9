import { route } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printRoute } from './print.ts';

export const routeShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show one route',
    examples: [['weir route show fast', 'strategy and what it stands for']],
    define: (command) => command.argument('<id>', 'route to show'),
    async run({ out, api }, _options, id = '') {
      printRoute(out, await (await api()).get(`/routes/${segment(id)}`, route));
    },
  });
