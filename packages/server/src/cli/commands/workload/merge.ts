import { mergedWorkload } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';

interface Options {
  into: string;
  movePast?: boolean;
}

export const workloadMerge = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'merge',
    summary: 'merge a workload into another: its keys go on there',
    description:
      'Merge a workload into another of the same environment. Its keys work for the other one from then on, under the\n' +
      'rules of that; it is retired for good. What it cost stays under its name in reports; figures of the other workload\n' +
      'count it. With --move-past a correction is proposed that moves past cost, for somebody to approve.',
    examples: [
      ['weir workload merge support-bot-old --into support-bot', 'one workload instead of two'],
      ['weir workload merge support-bot-old --into support-bot --move-past', 'and its past cost with it'],
    ],
    define: (command) =>
      command
        .argument('<id>', 'workload that ends')
        .requiredOption('--into <id>', 'workload that goes on')
        .option('--move-past', 'propose to move past cost, too'),
    async run({ out, api }, { into, movePast }, id = '') {
      const body = { into, move_past: movePast === true };
      const merged = await (await api()).send(
        'POST',
        `/workloads/${segment(id)}/merge`,
        mergedWorkload,
        body,
      );
      if (out.json) return out.data(merged);
      out.fields([
        ['ended', merged.workload.id],
        ['goes on as', out.style('bold', merged.into)],
        ['keys moved', String(merged.keys.length)],
        ['correction', merged.attribution_rule],
      ]);
      const behind = [
        ...merged.left_behind.budgets.map((name) => `budget ${name}`),
        ...merged.left_behind.rate_limits.map((name) => `rate limit ${name}`),
        ...merged.left_behind.outcome_rules.map((name) => `outcome rule ${name}`),
      ];
      if (behind.length > 0)
        out.note(`These look at the one that ended and find nothing new: ${behind.join(', ')}.`);
      if (merged.attribution_rule !== undefined)
        out.note('What it moves is proposed, and booked once approved: weir proposal list');
    },
  });
