import { outcomeName, type UnitReport, unitReport } from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printUnit } from './print.ts';
import { addUnitRange, type UnitRangeOptions, unitRange } from './range.ts';

interface Options extends UnitRangeOptions {
  workload: string;
  outcome?: string;
  interval?: UnitReport['interval'];
}

export const unitCommand = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'unit',
    summary: 'what calls, tasks and outcomes of a workload cost and are worth, and a verdict',
    description:
      'Unit economics of a workload: cost per million tokens, call, user, task, outcome and successful outcome, value, margin,\n' +
      'return and payback, what changed since the range before, and whether to scale, improve or stop. With --json every\n' +
      'figure has its formula and inputs.',
    examples: [
      ['weir unit --workload support-bot', 'the last 30 full days'],
      ['weir unit --workload support-bot --since 2026-10-01 --until 2026-11-01', 'October'],
      [
        'weir unit --workload support-bot --json | jq .figures.cost_per_successful_outcome',
        'a figure with its inputs',
      ],
    ],
    define: (command) =>
      addUnitRange(
        command
          .requiredOption('--workload <id>', 'workload')
          .option('--outcome <name>', 'instead of the outcome of its value metric', (name) =>
            outcomeName.parse(name),
          ),
      ).addOption(
        new Option('--interval <interval>', 'periods of the trend (with --json)').choices([
          'day',
          'week',
          'month',
        ]),
      ),
    async run(context, options) {
      const { workload, outcome, interval } = options;
      const query = { ...(await unitRange(context, options)), outcome, interval };
      const path = `/workloads/${segment(workload)}/unit-economics`;
      const report = await (await context.api()).get(path, unitReport, query);
      if (context.out.json) return context.out.data(report);
      printUnit(context.out, report);
    },
  });
