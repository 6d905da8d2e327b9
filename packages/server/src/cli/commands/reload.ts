import { WeirError } from '@weir/core/errors';
import { addDirectoryOptions, defineCommand } from '../command.ts';
import { configOf } from '../connect.ts';
import { formatMilliseconds } from '../output/figures.ts';
import type { CliDeps } from '../ports.ts';

export const reloadCommand = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'reload',
    summary: 'take over changes of weir.yaml without breaking a call',
    description:
      'Ask the Weir that runs on the data directory to read weir.yaml again. New gateway workers take calls before the\n' +
      'old ones drain, so no connection is refused and no call is cut. A file with a fault changes nothing and is told.\n' +
      'Environment variables, provider keys among them, are those `weir up` was started with: changing them takes a restart.',
    connects: false,
    examples: [
      ['weir reload', 'after editing weir.yaml'],
      ['weir reload --data-dir /var/lib/weir --json', 'in a script'],
    ],
    define: addDirectoryOptions,
    async run({ io, out }, options) {
      const outcome = await deps.reload(configOf(io, options), io.signal);
      if (!outcome.ok) {
        const { message, remedy } = outcome;
        throw new WeirError('config_invalid', message, remedy === undefined ? {} : { remedy });
      }
      if (out.json) out.data(outcome);
      else out.line(`Reloaded in ${formatMilliseconds(outcome.took_ms)}: ${outcome.restarted.join(', ')}.`);
    },
  });
