import { type BudgetView, budgetView } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { formatExact, formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { scopeText } from '../../scopes.ts';
import { levelText } from './print.ts';

export const budgetList = (deps: CliDeps) =>
  defineCommand<PagingOptions>(deps, {
    name: 'list',
    summary: 'list budgets and what is left of them',
    examples: [
      ['weir budget list', 'all of them, newest first'],
      [
        'weir budget list --all --json | jq -r ".data[] | [.id, .status.remaining] | @tsv"',
        'what is left, for a script',
      ],
    ],
    define: addPagingOptions,
    async run({ out, api }, options) {
      const list = await fetchPages(await api(), '/budgets', budgetView, {}, options);
      if (out.json) return out.data(list);
      if (list.data.length === 0) {
        return out.note(
          'No budgets yet. Create one: weir budget create --scope workload=<id> --amount 100 --period month',
        );
      }
      const left = (pick: (status: NonNullable<BudgetView['status']>) => string) => (row: BudgetView) =>
        row.status === undefined ? '' : pick(row.status);
      out.table<BudgetView>(
        [
          { title: 'BUDGET', value: (row) => row.id },
          { title: 'SCOPE', value: (row) => scopeText(row.scope) },
          { title: 'PERIOD', value: (row) => row.period },
          { title: 'MODE', value: (row) => row.mode },
          { title: 'AMOUNT', value: (row) => `${formatExact(row.amount)} ${row.currency}`, align: 'right' },
          { title: 'SETTLED', value: left(({ settled }) => formatExact(settled)), align: 'right' },
          { title: 'REMAINING', value: left(({ remaining }) => formatExact(remaining)), align: 'right' },
          {
            title: 'EXHAUSTS (UTC)',
            value: left(({ exhausts_at: at }) => (at === undefined ? '-' : formatInstant(at))),
          },
          { title: 'LEVEL', value: left(({ level }) => levelText(out, level)) },
        ],
        list.data,
      );
      noteMore(out, list);
    },
  });
