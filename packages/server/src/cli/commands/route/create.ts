import { route } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { addRouteOptions, ROUTE_HELP, type RouteOptions, routeBody } from './options.ts';
import { printRoute } from './print.ts';

export const routeCreate = (deps: CliDeps) =>
  defineCommand<RouteOptions>(deps, {
    name: 'create',
    summary: 'create a route: a name for models',
    description: `Create a route.\n${ROUTE_HELP}`,
    creates: true,
    examples: [
      [
        'weir route create fast --model gpt-4o-mini',
        'an alias: change the model behind it without changing code',
      ],
      [
        'weir route create chat --model openai/gpt-4o --model anthropic/claude-sonnet-4-5',
        'the second when the first cannot answer',
      ],
      [
        'weir route create trial --strategy weighted --model gpt-4o=9 --model gpt-5=1',
        'one call in ten to another',
      ],
      [
        'weir route create cheap --strategy cheapest --model tier:small --model tier:mid',
        'whatever costs least',
      ],
    ],
    define: (command) =>
      addRouteOptions(
        command.argument(
          '<id>',
          'what clients ask for; lower-case letters, digits and hyphens; never changes',
        ),
      ),
    async run({ out, api }, options, id = '') {
      if (options.model === undefined) {
        throw usageError('The route stands for nothing', 'Name a model: --model gpt-4o-mini.', '--model');
      }
      printRoute(out, await (await api()).send('POST', '/routes', route, { id, ...routeBody(options) }));
      out.note(`Try it: weir route simulate --workload <id> --model ${id}`);
    },
  });
