import { addDirectoryOptions, defineCommand } from '../command.ts';
import { configOf } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import { portNumber } from '../options.ts';
import type { CliDeps } from '../ports.ts';

interface Options {
  adminPort?: number;
  listen?: string;
}

export const controlCommand = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'control',
    summary: 'start control alone: registry, ledger, limits, admin API and console',
    description:
      'Start control without gateways; those run elsewhere with `weir gateway`. With the registry in PostgreSQL\n' +
      '(registry.url_env) two or more controls may run on one data directory: one leads, the others wait, say so at\n' +
      '/health, and take over when it ends. Gateways are taken at control.listen and must know the secret that\n' +
      'channel_token_env names.',
    connects: false,
    examples: [
      [
        'weir control --data-dir /srv/weir --listen 10.0.0.1:4020',
        'one of two, with the registry in PostgreSQL',
      ],
      ['curl http://127.0.0.1:4010/health', 'whether it leads'],
    ],
    define: (command) =>
      addDirectoryOptions(
        command
          .option(
            '--admin-port <port>',
            'port of admin API and console (WEIR_ADMIN_PORT, default 4010)',
            portNumber,
          )
          .option('--listen <host:port>', 'where gateways of other hosts come to (control.listen)'),
      ),
    async run({ io, exitWith }, options) {
      const { adminPort, listen } = options;
      const read = () => configOf(io, options, { admin: { port: adminPort }, control: { listen } });
      const code = await deps.startUp(read(), io, read, 'control');
      if (code !== EXIT.ok) exitWith(EXIT.failed);
    },
  });
