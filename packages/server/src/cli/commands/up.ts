import { addDirectoryOptions, defineCommand } from '../command.ts';
import { configOf } from '../connect.ts';
import { EXIT } from '../exit-codes.ts';
import { portNumber, positiveInteger } from '../options.ts';
import type { CliDeps } from '../ports.ts';

interface Options {
  gatewayPort?: number;
  adminPort?: number;
  workers?: number;
}

export const upCommand = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'up',
    summary: 'start Weir: gateway, ledger, admin API and console',
    description:
      'Start everything on one data directory and print how to use it. Ctrl-C stops accepting calls, waits for\n' +
      'those in flight and stops. SIGUSR2 (and SIGHUP, when not on a terminal) does what `weir reload` does. A second\n' +
      'start on the same data directory is refused.\n' +
      'Provider keys are taken from OPENAI_API_KEY, ANTHROPIC_API_KEY and GEMINI_API_KEY; without any, the built-in\n' +
      'sandbox answers.',
    connects: false,
    examples: [
      ['weir up', 'gateway on http://127.0.0.1:4000, console on http://127.0.0.1:4010'],
      ['weir up --data-dir /var/lib/weir --gateway-port 8080', 'elsewhere'],
    ],
    define: (command) =>
      addDirectoryOptions(
        command
          .option(
            '--gateway-port <port>',
            'port of the gateway (WEIR_GATEWAY_PORT, default 4000)',
            portNumber,
          )
          .option(
            '--admin-port <port>',
            'port of admin API and console (WEIR_ADMIN_PORT, default 4010)',
            portNumber,
          )
          .option('--workers <n>', 'gateway processes (default: cores - 1)', positiveInteger),
      ),
    async run({ io, exitWith }, options) {
      const { gatewayPort, adminPort, workers } = options;
      const read = () =>
        configOf(io, options, { gateway: { port: gatewayPort, workers }, admin: { port: adminPort } });
      const code = await deps.startUp(read(), io, read);
      if (code !== EXIT.ok) exitWith(EXIT.failed);
    },
  });
