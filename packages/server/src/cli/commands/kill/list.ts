import { type Kill, kill } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface Options extends PagingOptions {
  state: 'active' | 'ended';
}

export const killList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list kill switches',
    examples: [
      ['weir kill list', 'what is stopped now'],
      ['weir kill list --state ended', 'what was stopped before'],
    ],
    define: (command) =>
      addPagingOptions(
        command.addOption(
          new Option('--state <state>', 'only these').choices(['active', 'ended']).default('active'),
        ),
      ),
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/kills', kill, { state: options.state }, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('Nothing is stopped.');
      out.table<Kill>(
        [
          { title: 'KILL SWITCH', value: (row) => row.id },
          { title: 'TARGET', value: (row) => row.target },
          { title: 'SUBJECT', value: (row) => row.subject ?? '' },
          { title: 'BY', value: (row) => row.by },
          { title: 'SINCE (UTC)', value: (row) => formatInstant(row.created_at) },
          { title: 'REASON', value: (row) => row.reason },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
