import { GATE_REQUIREMENTS, gateStatus } from '@weir/core/contract';
import { Argument } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { requireDuration } from '../../times.ts';
import { printGate } from './print.ts';
import { revision } from './revision.ts';

interface Options {
  for: string;
  reason: string;
  grantedBy: string;
  revision?: number;
}

export const gateExcept = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'except',
    summary: 'let a workload pass without a requirement for a while',
    description:
      'Grant an exception, in the name of somebody with the role risk or executive who does not own the workload. It ends\n' +
      'by itself, on every gateway at that instant, also while control is down. At most 90 days.',
    examples: [
      [
        'weir gate except support-bot quality_metric --for 14d --granted-by grace --reason "Launch"',
        'two weeks',
      ],
    ],
    define: (command) =>
      command
        .argument('<workload>', 'workload that is to pass')
        .addArgument(new Argument('<requirement>', 'what it may lack').choices([...GATE_REQUIREMENTS]))
        .requiredOption('--for <duration>', 'how long, such as 24h or 14d')
        .requiredOption('--reason <text>', 'why; people will read it')
        .requiredOption('--granted-by <person>', 'who takes it on')
        .option('--revision <n>', 'revision that was seen', revision),
    async run({ out, io, api }, options, id = '', item = '') {
      const { for: span, reason, grantedBy: granted_by, revision } = options;
      const until = new Date(io.now() + requireDuration(span, '--for')).toISOString();
      const body = { item, reason, granted_by, until, revision };
      printGate(
        out,
        await (await api()).send('POST', `/workloads/${segment(id)}/gate/exceptions`, gateStatus, body),
      );
    },
  });
