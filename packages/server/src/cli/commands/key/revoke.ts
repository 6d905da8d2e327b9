import { key } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printKey } from './print.ts';

export const keyRevoke = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'revoke',
    summary: 'revoke a key; gateways refuse it within a second',
    examples: [['weir key revoke key_0199c1d2', 'ids are in `weir key list`']],
    define: (command) => command.argument('<id>', 'key to revoke'),
    async run({ out, api }, _options, id = '') {
      printKey(out, await (await api()).send('POST', `/keys/${segment(id)}/revoke`, key));
      out.note('Revoked. Calls with it are refused from now on.');
    },
  });
