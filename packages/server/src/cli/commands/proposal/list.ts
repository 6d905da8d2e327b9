import { PROPOSAL_KINDS, PROPOSAL_STATES, type Proposal, proposal } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatCount, formatInstant, moneyFormatter } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

interface Options extends PagingOptions {
  state?: Proposal['state'];
  kind?: Proposal['kind'];
  month?: string;
}

export const proposalList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list proposals, newest first',
    examples: [
      ['weir proposal list --state open', 'what is to be decided'],
      ['weir proposal list --month 2026-10 --all', 'all of a month'],
    ],
    define: (command) =>
      addPagingOptions(
        command
          .addOption(new Option('--state <state>', 'only these').choices(PROPOSAL_STATES))
          .addOption(new Option('--kind <kind>', 'only these').choices(PROPOSAL_KINDS))
          .option('--month <month>', 'only of this month, such as 2026-10'),
      ),
    async run({ out, api }, options) {
      const { state, kind, month } = options;
      const list = await fetchPages(await api(), '/proposals', proposal, { state, kind, month }, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No proposals.');
      const money = moneyFormatter(list.data.map((one) => one.amount));
      out.table<Proposal>(
        [
          { title: 'PROPOSAL', value: (row) => row.id },
          { title: 'MONTH', value: (row) => row.month },
          { title: 'KIND', value: (row) => row.kind },
          {
            title: 'STATE',
            value: (row) => (row.decided_by ? `${row.state} by ${row.decided_by}` : row.state),
          },
          { title: 'PROPOSED (UTC)', value: (row) => formatInstant(row.proposed_at) },
          { title: 'ENTRIES', value: (row) => formatCount(row.entries), align: 'right' },
          { title: 'AMOUNT', value: (row) => money(row.amount), align: 'right' },
          { title: '', value: (row) => row.currency },
          { title: 'WHAT', value: (row) => row.title },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
