import { type TaskView, taskView } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact, formatInstant, formatMilliseconds } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';

export const taskShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show a task: its steps, tools, tokens, cost, limits, and where it failed',
    examples: [['weir task show research-agent run-4711', 'the waterfall of one run']],
    define: (command) =>
      command.argument('<workload>', 'workload of the task').argument('<task>', 'as callers name it'),
    async run({ out, api }, _options, workload = '', id = '') {
      const found = await (await api()).get(`/tasks/${segment(workload)}/${segment(id)}`, taskView);
      if (out.json) return out.data(found);
      out.fields([
        ['task', out.style('bold', found.task)],
        ['workload', found.workload],
        ['state', found.reason === undefined ? found.state : `${found.state}: ${found.reason}`],
        ['started', `${formatInstant(found.started_at)} UTC`],
        ['tokens', `${formatCount(found.input_tokens)} in, ${formatCount(found.output_tokens)} out`],
        ['retries', formatCount(found.retries)],
        ['cost', `${formatExact(found.cost)} ${found.currency}`],
        ['tools', found.tools.map(({ name, calls }) => `${name} x${calls}`).join(', ') || 'none'],
        ...found.limits.map(
          ({ limit, most, used }) => [`limit ${limit.replaceAll('_', ' ')}`, `${used} of ${most}`] as const,
        ),
        ['approval', found.approval],
      ]);
      out.line();
      out.table<TaskView['calls'][number]>(
        [
          { title: 'AT', value: (row) => `+${formatMilliseconds(row.offset_ms)}`, align: 'right' },
          { title: 'CALL', value: (row) => row.call_id },
          { title: 'MODEL', value: (row) => row.model },
          { title: 'STATUS', value: (row) => row.error_code ?? row.status },
          { title: 'TOOLS', value: (row) => row.tool_names.join(', ') },
          { title: 'TIME', value: (row) => formatMilliseconds(row.duration_ms), align: 'right' },
          { title: 'COST', value: (row) => formatExact(row.cost), align: 'right' },
        ],
        found.calls,
      );
      if (found.truncated) out.note('More calls than are listed: weir call list --filter task=<id>');
    },
  });
