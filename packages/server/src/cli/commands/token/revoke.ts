import { adminToken } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';

export const tokenRevoke = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'revoke',
    summary: 'revoke an admin token; browsers that are signed in must sign in again',
    examples: [['weir token revoke admin_0199c1d2', 'ids are in `weir token list`']],
    define: (command) => command.argument('<id>', 'admin token to revoke'),
    async run({ out, api }, _options, id = '') {
      const token = await (await api()).send('POST', `/admin-tokens/${segment(id)}/revoke`, adminToken);
      if (out.json) return out.data(token);
      out.note(`Revoked ${token.id} (${token.name}). Nobody gets in with it any more.`);
    },
  });
