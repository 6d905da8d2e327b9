import { gateStatus } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { EXIT } from '../../exit-codes.ts';
import type { CliDeps } from '../../ports.ts';
import { printGate } from './print.ts';

interface Options {
  check?: boolean;
}

export const gateShow = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'show',
    summary: 'show what a workload needs for production, with evidence and remedies',
    examples: [
      ['weir gate show support-bot', 'twelve requirements and seven questions'],
      ['weir gate show support-bot --check', 'for pipelines: exit code 1 while something is missing'],
    ],
    define: (command) =>
      command
        .argument('<workload>', 'workload to look at')
        .option('--check', 'exit with code 1 unless it has passed or is excepted'),
    async run({ out, api, exitWith }, { check }, id = '') {
      const gate = await (await api()).get(`/workloads/${segment(id)}/gate`, gateStatus);
      printGate(out, gate);
      if (check === true && gate.state === 'open') exitWith(EXIT.failed);
    },
  });
