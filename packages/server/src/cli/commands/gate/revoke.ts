import { gateStatus } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printGate } from './print.ts';

export const gateRevoke = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'revoke',
    summary: 'end an exception now',
    examples: [['weir gate revoke support-bot gx_0199c1d2', 'ids are in `weir gate show`']],
    define: (command) =>
      command
        .argument('<workload>', 'workload that it was granted to')
        .argument('<exception>', 'exception to end'),
    async run({ out, api }, _options, id = '', exception = '') {
      const client = await api();
      const path = `/workloads/${segment(id)}/gate`;
      await client.remove(`${path}/exceptions/${segment(exception)}`);
      printGate(out, await client.get(path, gateStatus));
    },
  });
