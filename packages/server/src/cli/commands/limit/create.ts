import { RATE_METRICS, rateLimitView } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { SCOPE_HELP, scopeOption } from '../../scopes.ts';
import { addLimitOptions, type LimitOptions, limitBody } from './options.ts';
import { printLimit } from './print.ts';

interface Options extends LimitOptions {
  id?: string;
  scope?: Record<string, string>;
  per?: string;
  metric: (typeof RATE_METRICS)[number];
}

export const limitCreate = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: 'create a rate limit',
    description: `Create a limit on requests, tokens, cost or concurrent calls. The window slides.\n${SCOPE_HELP}`,
    creates: true,
    examples: [
      ['weir limit create --metric requests --limit 600 --per key', 'every key 600 requests a minute'],
      [
        'weir limit create --scope workload=support-bot --metric tokens --limit 200000',
        'tokens of one workload',
      ],
      [
        'weir limit create --scope provider=openai --metric concurrent --limit 32 --queue 2000',
        'wait up to 2 s for a place',
      ],
      ['weir limit create --metric cost --limit 5 --window 60 --per user', 'money per user and minute'],
    ],
    define: (command) =>
      addLimitOptions(
        command
          .option('--id <id>', 'id (default: made of scope and metric)')
          .option(
            '--scope <dimension=value>',
            'what it applies to; repeatable (default: everything)',
            scopeOption,
          )
          .option(
            '--per <dimension>',
            'each value counts for itself: key, user, workload, model, customer, tag.<name>',
          )
          .addOption(
            new Option('--metric <metric>', 'what is counted').choices(RATE_METRICS).makeOptionMandatory(),
          ),
      ),
    async run({ out, api }, options) {
      if (options.limit === undefined)
        throw usageError('The limit says no number', 'Give it: --limit 600.', '--limit');
      const given = { id: options.id, per: options.per, scope: options.scope ?? {}, metric: options.metric };
      const body = {
        ...Object.fromEntries(Object.entries(given).filter(([, v]) => v !== undefined)),
        ...limitBody(options),
      };
      printLimit(out, await (await api()).send('POST', '/rate-limits', rateLimitView, body));
    },
  });
