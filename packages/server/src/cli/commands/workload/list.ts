import { workload } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { budgetText } from './print.ts';

export const workloadList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list workloads',
    examples: [
      ['weir workload list', 'who owns what'],
      ['weir workload list --json | jq -r ".data[].id"', 'ids for a script'],
    ],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/workloads', workload, {}, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0)
        return out.note('No workloads yet. Create one: weir workload create my-first');
      out.table(
        [
          { title: 'WORKLOAD', value: (row) => row.id },
          { title: 'APPLICATION', value: (row) => row.application },
          { title: 'ENVIRONMENT', value: (row) => row.environment },
          { title: 'STAGE', value: (row) => row.stage },
          { title: 'OWNER', value: (row) => row.owner },
          { title: 'TEAM', value: (row) => row.team ?? '' },
          { title: 'BUDGET', value: (row) => budgetText(row) ?? '', align: 'right' },
          { title: 'MODELS', value: (row) => row.approved_models.join(', ') || 'all' },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
