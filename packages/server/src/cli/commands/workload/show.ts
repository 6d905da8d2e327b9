import { workload } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printWorkload } from './print.ts';

export const workloadShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show one workload',
    examples: [['weir workload show support-bot', 'owner, stage, models, budget and tags']],
    define: (command) => command.argument('<id>', 'workload to show'),
    async run({ out, api }, _options, id = '') {
      printWorkload(out, await (await api()).get(`/workloads/${segment(id)}`, workload));
    },
  });
