import { type Finding, finding } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatCount, formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface Options extends PagingOptions {
  state?: 'open' | 'closed';
}

export const findingList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list findings: what Weir noticed and someone should mend',
    examples: [['weir finding list', 'unknown prices, lost calls and the like']],
    define: (command) =>
      addPagingOptions(
        command.addOption(
          new Option('--state <state>', 'only these').choices(['open', 'closed']).default('open'),
        ),
      ),
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/findings', finding, { state: options.state }, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No findings.');
      out.table<Finding>(
        [
          { title: 'SEVERITY', value: (row) => row.severity },
          { title: 'KIND', value: (row) => row.kind },
          { title: 'SUBJECT', value: (row) => row.subject },
          { title: 'TIMES', value: (row) => formatCount(row.occurrences), align: 'right' },
          { title: 'LAST SEEN (UTC)', value: (row) => formatInstant(row.last_seen_at) },
          { title: 'WHAT TO DO', value: (row) => row.message },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
