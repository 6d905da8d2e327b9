import { type Approval, approval } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact, formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

const STATES = ['pending', 'approved', 'rejected', 'expired'] as const;

interface Options extends PagingOptions {
  state: (typeof STATES)[number];
}

export const approvalList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list questions that wait for a person',
    examples: [
      ['weir approval list', 'what is to be decided'],
      ['weir approval list --state approved', 'what was granted, by whom'],
    ],
    define: (command) =>
      addPagingOptions(
        command.addOption(new Option('--state <state>', 'only these').choices(STATES).default('pending')),
      ),
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/approvals', approval, { state: options.state }, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('Nothing to decide.');
      out.table<Approval>(
        [
          { title: 'APPROVAL', value: (row) => row.id },
          { title: 'OF', value: (row) => `${row.kind} ${row.subject}` },
          { title: 'ASKED (UTC)', value: (row) => formatInstant(row.asked_at) },
          { title: 'REFUSED', value: (row) => formatCount(row.refused_calls), align: 'right' },
          {
            title: 'NEEDED',
            value: (row) => (row.needed === undefined ? '' : formatExact(row.needed)),
            align: 'right',
          },
          {
            title: 'STATE',
            value: (row) => (row.decided_by === undefined ? row.state : `${row.state} by ${row.decided_by}`),
          },
          { title: 'QUESTION', value: (row) => row.question },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
