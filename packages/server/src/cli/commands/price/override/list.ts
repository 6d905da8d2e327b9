import { type PriceOverride, priceOverride } from '@weir/core/contract';
import { defineCommand } from '../../../command.ts';
import { formatInstant } from '../../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../../paging.ts';
import type { CliDeps } from '../../../ports.ts';
import { termsText } from './print.ts';

export const priceOverrideList = (deps: CliDeps) =>
  defineCommand<PagingOptions & { provider?: string; model?: string }>(deps, {
    name: 'list',
    summary: "list the organization's own prices, newest first",
    examples: [['weir price override list', 'what was agreed, and where it is written']],
    define: (command) =>
      addPagingOptions(command)
        .option('--provider <id>', 'only of this provider')
        .option('--model <name>', 'only those that concern this model'),
    async run({ out, api }, { provider, model, ...options }) {
      const list = await fetchPages(
        await api(),
        '/prices/overrides',
        priceOverride,
        { provider, model },
        options,
      );
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No prices of your own: list prices apply.');
      out.table<PriceOverride>(
        [
          { title: 'PROVIDER', value: (row) => row.provider },
          { title: 'MODEL', value: (row) => row.model },
          { title: 'TIER', value: (row) => row.tier ?? 'all' },
          { title: 'TERMS', value: termsText },
          { title: 'FROM (UTC)', value: (row) => formatInstant(row.from) },
          { title: 'UNTIL (UTC)', value: (row) => (row.until ? formatInstant(row.until) : '-') },
          { title: 'SOURCE', value: (row) => row.source },
          { title: 'OVERRIDE', value: (row) => row.id },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
