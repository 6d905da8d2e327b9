import { addDirectoryOptions, defineCommand } from '../../command.ts';
import { configOf } from '../../connect.ts';
import { EXIT } from '../../exit-codes.ts';
import { portNumber, positiveInteger } from '../../options.ts';
import type { CliDeps } from '../../ports.ts';
import { gatewayForget } from './forget.ts';
import { gatewayList } from './list.ts';

interface Options {
  gatewayPort?: number;
  workers?: number;
  control?: string[];
}

/** A command that runs, with others below it that look after what runs. */
export const gatewayCommand = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'gateway',
    summary: 'start gateways alone, on a host without control; list and forget them',
    description:
      'Start gateway workers on this host. They take rules and leases from the control that leads, found among\n' +
      'gateway.control, keep serving on what they have while no control answers, and ship what they record to it. The\n' +
      "data directory (spool, last rules) is this host's own. The secret that channel_token_env names must be that of\n" +
      'control.',
    connects: false,
    examples: [
      ['weir gateway --control 10.0.0.1:4020 --control 10.0.0.2:4020', 'gateway on http://127.0.0.1:4000'],
      ['weir gateway --data-dir /var/lib/weir-gateway --workers 4', 'controls from weir.yaml'],
    ],
    define: (command) =>
      addDirectoryOptions(
        command
          .option(
            '--gateway-port <port>',
            'port of the gateway (WEIR_GATEWAY_PORT, default 4000)',
            portNumber,
          )
          .option('--workers <n>', 'gateway processes (default: cores - 1)', positiveInteger)
          .option(
            '--control <host:port>',
            'a control, again for each (gateway.control)',
            (address: string, before: string[] | undefined) => [...(before ?? []), address],
          ),
      ),
    async run({ io, exitWith }, options) {
      const { gatewayPort, workers, control } = options;
      const read = () => configOf(io, options, { gateway: { port: gatewayPort, workers, control } });
      const code = await deps.startUp(read(), io, read, 'gateway');
      if (code !== EXIT.ok) exitWith(EXIT.failed);
    },
  })
    .addCommand(gatewayList(deps))
    .addCommand(gatewayForget(deps));
