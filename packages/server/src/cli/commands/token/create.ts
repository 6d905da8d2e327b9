import { adminTokenWithSecret } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { printOnce } from '../../output/secret.ts';
import type { CliDeps } from '../../ports.ts';

export const tokenCreate = (deps: CliDeps) =>
  defineCommand<{ name: string }>(deps, {
    name: 'create',
    summary: 'create an admin token and print it, once',
    description:
      'Create a token for --token (WEIR_ADMIN_TOKEN), for the console and for programs that use the admin API.\n' +
      'Whoever may use the data directory needs none: that is how a lost token is replaced. Tokens made before go on\n' +
      'working.',
    examples: [
      ['weir token create', 'the first token is lost'],
      [
        'export WEIR_ADMIN_TOKEN=$(weir token create --name deploy --json | jq -r .secret)',
        'for a script elsewhere',
      ],
    ],
    define: (command) =>
      command.option('--name <name>', 'what it is for, shown in the audit', 'command line'),
    async run({ out, api }, { name }) {
      const token = await (await api()).send('POST', '/admin-tokens', adminTokenWithSecret, { name });
      if (out.json) return out.data(token);
      out.fields([
        ['token', token.id],
        ['name', token.name],
        ['secret starts', token.prefix],
      ]);
      printOnce(out, token.secret);
    },
  });
