import { type PriceListView, priceList } from '@weir/core/contract';
import { defineCommand } from '../../../command.ts';
import { formatInstant } from '../../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../../paging.ts';
import type { CliDeps } from '../../../ports.ts';
import { changesText, forceText } from './print.ts';

export const priceListList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list price lists: proposed, in force, and who approved them',
    examples: [['weir price list', 'which list is in force, and does a newer one wait?']],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/prices/lists', priceList, {}, options);
      if (out.json) return out.data(list);
      out.table<PriceListView>(
        [
          { title: 'LIST', value: (row) => row.id },
          { title: 'VERSION', value: (row) => row.version },
          { title: 'STATE', value: (row) => (row.in_force ? 'in force' : row.state) },
          { title: 'HOLDS (UTC)', value: forceText },
          { title: 'CHANGES', value: (row) => changesText(row.changes) },
          { title: 'SOURCE', value: (row) => row.source },
          {
            title: 'PROPOSED (UTC)',
            value: (row) => `${formatInstant(row.proposed_at)} by ${row.proposed_by}`,
          },
          { title: 'DECIDED BY', value: (row) => row.decided_by ?? '-' },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
