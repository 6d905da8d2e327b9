import { rateLimitView } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { nothingToChange } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { addLimitOptions, type LimitOptions, limitBody } from './options.ts';
import { printLimit } from './print.ts';

export const limitChange = (deps: CliDeps) =>
  defineCommand<LimitOptions>(deps, {
    name: 'change',
    summary: 'change a rate limit; what it counts never changes',
    examples: [['weir limit change requests-per-key --limit 1200', 'twice as many']],
    define: (command) => addLimitOptions(command.argument('<id>', 'rate limit to change')),
    async run({ out, api }, options, id = '') {
      const body = limitBody(options);
      if (Object.keys(body).length === 0) throw nothingToChange('--limit 1200');
      printLimit(out, await (await api()).send('PATCH', `/rate-limits/${segment(id)}`, rateLimitView, body));
    },
  });
