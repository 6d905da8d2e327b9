import { kill } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printKill } from '../kill/print.ts';

interface Options {
  reason: string;
}

export const taskStop = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'stop',
    summary: 'stop a task: no further call, and those under way are cut',
    examples: [['weir task stop research-agent run-4711 --reason "going in circles"', 'within a second']],
    define: (command) =>
      command
        .argument('<workload>', 'workload of the task')
        .argument('<task>', 'as callers name it')
        .requiredOption('--reason <text>', 'why; the agent is told'),
    async run({ out, api }, { reason }, workload = '', id = '') {
      const path = `/tasks/${segment(workload)}/${segment(id)}/stop`;
      printKill(out, await (await api()).send('POST', path, kill, { reason }));
    },
  });
