import { type Alert, alert } from '@weir/core/contract';
import { Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatExact, formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';

const STATES = ['open', 'acknowledged', 'snoozed', 'resolved'] as const;

interface Options extends PagingOptions {
  state?: (typeof STATES)[number];
}

export const alertList = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list alerts, newest first',
    examples: [
      ['weir alert list --state open', 'what nobody has looked at'],
      ['weir alert list --json', 'all of them, for a script'],
    ],
    define: (command) =>
      addPagingOptions(command.addOption(new Option('--state <state>', 'only these').choices(STATES))),
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/alerts', alert, { state: options.state }, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) return out.note('No alerts.');
      out.table<Alert>(
        [
          { title: 'ALERT', value: (row) => row.id },
          { title: 'SEVERITY', value: (row) => row.severity },
          { title: 'STATE', value: (row) => row.state },
          { title: 'SINCE (UTC)', value: (row) => formatInstant(row.since) },
          { title: 'WHO', value: (row) => row.who },
          {
            title: 'PER DAY',
            value: (row) =>
              row.cost_per_day === undefined ? '' : `${formatExact(row.cost_per_day)} ${row.currency}`,
            align: 'right',
          },
          { title: 'WHAT', value: (row) => row.title },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
