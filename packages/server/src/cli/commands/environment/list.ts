import { type EnvironmentPolicy, environmentPolicy } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { pairsText } from '../workload/print.ts';

export const environmentList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list environments: which tags they require and what happens when one is missing',
    examples: [['weir environment list', 'the rule of each']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/environments', environmentPolicy, {}, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No environments.');
      out.table<EnvironmentPolicy>(
        [
          { title: 'ENVIRONMENT', value: (row) => row.id },
          { title: 'MISSING TAG', value: (row) => row.missing_tag_policy },
          { title: 'REQUIRED TAGS', value: (row) => row.required_tags.join(', ') || 'none' },
          { title: 'DEFAULTS', value: (row) => pairsText(row.defaults) ?? '' },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
