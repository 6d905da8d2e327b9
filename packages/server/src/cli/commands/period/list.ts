import { type Period, period, periodList as periods } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { moneyFormatter } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { printPeriod } from './print.ts';

export const periodList = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'list',
    summary: 'list the last months with their state and cost',
    examples: [['weir period list', 'the last 13 months']],
    async run({ out, api }) {
      const list = await (await api()).get('/periods', periods);
      if (out.json) return out.data(list);
      const money = moneyFormatter(list.data.map((one) => one.cost));
      const amount = (text: string | undefined) => (text === undefined ? '' : money(text));
      out.table<Period>(
        [
          { title: 'MONTH', value: (row) => row.month },
          { title: 'STATE', value: (row) => row.state },
          { title: 'COST', value: (row) => money(row.cost), align: 'right' },
          { title: 'CLOSED WITH', value: (row) => amount(row.closed_cost), align: 'right' },
          { title: 'CORRECTIONS', value: (row) => amount(row.corrections), align: 'right' },
          { title: '', value: (row) => row.currency },
        ],
        list.data,
      );
    },
  });

export const periodShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show a month and what stands in the way of closing it',
    examples: [['weir period show 2026-10', 'before closing']],
    define: (command) => command.argument('<month>', 'such as 2026-10'),
    async run({ out, api }, _options, month = '') {
      const shown = await (await api()).get(`/periods/${segment(month)}`, period);
      if (out.json) return out.data(shown);
      printPeriod(out, shown);
    },
  });
