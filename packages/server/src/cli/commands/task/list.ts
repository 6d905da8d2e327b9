import { TASK_STATES, type Task, task } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact, formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface Options extends PagingOptions {
  workload?: string;
  state?: (typeof TASK_STATES)[number];
  since?: string;
}

export const taskList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list tasks of agents, newest first',
    examples: [
      ['weir task list --workload research-agent', 'runs of one agent'],
      ['weir task list --state waiting', 'those that wait for a person'],
    ],
    define: (command) =>
      addPagingOptions(
        command
          .option('--workload <id>', 'only tasks of this workload')
          .addOption(new Option('--state <state>', 'only these').choices(TASK_STATES))
          .option('--since <time>', 'begun since (default: 7d)'),
      ),
    async run({ out, api, time }, options) {
      const { workload, state, since } = options;
      const query = {
        workload,
        state,
        since: since === undefined ? undefined : await time(since, '--since'),
      };
      const list = await fetchPages(await api(), '/tasks', task, query, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0)
        return out.note('No tasks. Name them: send x-weir-task with each call of a run.');
      out.table<Task>(
        [
          { title: 'TASK', value: (row) => row.task },
          { title: 'WORKLOAD', value: (row) => row.workload },
          { title: 'STARTED (UTC)', value: (row) => formatInstant(row.started_at) },
          { title: 'STEPS', value: (row) => formatCount(row.steps), align: 'right' },
          { title: 'TOOLS', value: (row) => formatCount(row.tool_calls), align: 'right' },
          {
            title: 'TOKENS',
            value: (row) => formatCount(row.input_tokens + row.output_tokens),
            align: 'right',
          },
          { title: 'RETRIES', value: (row) => formatCount(row.retries), align: 'right' },
          { title: 'COST', value: (row) => `${formatExact(row.cost)} ${row.currency}`, align: 'right' },
          { title: 'STATE', value: (row) => row.state },
          { title: 'WHY', value: (row) => row.reason ?? '' },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
