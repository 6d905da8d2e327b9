import { rateLimitView } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printLimit } from './print.ts';

export const limitShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show one rate limit',
    examples: [['weir limit show requests-per-key', 'its terms, and how often it refused']],
    define: (command) => command.argument('<id>', 'rate limit to show'),
    async run({ out, api }, _options, id = '') {
      printLimit(out, await (await api()).get(`/rate-limits/${segment(id)}`, rateLimitView));
    },
  });
