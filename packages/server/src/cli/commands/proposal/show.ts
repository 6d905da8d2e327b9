import { type ProposedEntry, proposal, proposalEntries } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { printProposal } from './print.ts';

const SHOWN = 100;

export const proposalShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show a proposal and the entries it books',
    description: `Show a proposal and the first ${SHOWN} of the entries it books. With --json all that the screen shows, whole.`,
    examples: [['weir proposal show 0199c1d2-7c00-7000-8000-000000000001', 'before saying yes']],
    define: (command) => command.argument('<id>', 'proposal; ids are in `weir proposal list`'),
    async run({ out, api }, _options, id = '') {
      const client = await api();
      const path = `/proposals/${segment(id)}`;
      const shown = await client.get(path, proposal);
      const entries = await client.get(`${path}/entries`, proposalEntries, { limit: SHOWN });
      if (out.json) return out.data({ ...shown, first_entries: entries.data });
      printProposal(out, shown);
      out.line();
      out.table<ProposedEntry>(
        [
          { title: 'DAY (UTC)', value: (row) => row.at.slice(0, 10) },
          { title: 'MODEL', value: (row) => `${row.provider}/${row.model}` },
          { title: 'UNIT', value: (row) => row.unit },
          { title: 'QUANTITY', value: (row) => formatCount(row.quantity), align: 'right' },
          { title: 'COST', value: (row) => formatExact(row.effective_cost), align: 'right' },
          { title: 'WORKLOAD', value: (row) => row.tags['workload'] ?? '' },
        ],
        entries.data,
      );
      if (entries.total > entries.data.length) out.note(`${formatCount(entries.total)} entries in all.`);
    },
  });
