import { route } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { nothingToChange } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { addRouteOptions, ROUTE_HELP, type RouteOptions, routeBody } from './options.ts';
import { printRoute } from './print.ts';

export const routeChange = (deps: CliDeps) =>
  defineCommand<RouteOptions>(deps, {
    name: 'change',
    summary: 'change what a route stands for',
    description: `Change what is given; the rest stays. --model replaces the whole list. Gateways follow within a second.\n${ROUTE_HELP}`,
    examples: [
      ['weir route change fast --model gpt-5-mini', 'move everybody who asks for it to another model'],
      ['weir route change trial --model gpt-4o=1 --model gpt-5=1', 'half and half'],
    ],
    define: (command) => addRouteOptions(command.argument('<id>', 'route to change')),
    async run({ out, api }, options, id = '') {
      const body = routeBody(options);
      if (Object.keys(body).length === 0) throw nothingToChange('--model gpt-4o-mini');
      printRoute(out, await (await api()).send('PATCH', `/routes/${segment(id)}`, route, body));
    },
  });
