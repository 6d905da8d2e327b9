import { GATE_MODES, gateSettings } from '@weir/core/contract';
import { Argument } from 'commander';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printSettings } from './print.ts';

interface Options {
  until?: string;
  endless?: boolean;
}

export const gateMode = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'mode',
    summary: 'show or set what gateways do about workloads that have not passed',
    description:
      'off: nothing is asked for. grace: production traffic passes, with a header that tells what is missing; with --until\n' +
      'only so long. enforce: production traffic of a workload that has not passed is refused.',
    examples: [
      ['weir gate mode', 'what it is now'],
      ['weir gate mode grace --until 2027-01-01', 'grace first, enforced from New Year on'],
      ['weir gate mode enforce', 'at once, on every gateway'],
    ],
    define: (command) =>
      command
        .addArgument(new Argument('[mode]', 'what it is to be').choices([...GATE_MODES]))
        .option('--until <time>', 'end of grace: a date, an instant')
        .option('--endless', 'grace without an end'),
    async run({ out, api, time }, { until, endless }, mode) {
      const client = await api();
      if (mode === undefined) return printSettings(out, await client.get('/gate-settings', gateSettings));
      const grace_until =
        until !== undefined ? await time(until, '--until') : endless === true ? null : undefined;
      printSettings(out, await client.send('PUT', '/gate-settings', gateSettings, { mode, grace_until }));
    },
  });
