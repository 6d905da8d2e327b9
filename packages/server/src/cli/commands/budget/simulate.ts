import { type BudgetSimulation, budgetSimulation } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import { formatCount, formatExact, formatInstant } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { SCOPE_HELP } from '../../scopes.ts';
import { addScopeOption, addTermOptions, type TermOptions, termsBody } from './options.ts';

interface Options extends TermOptions {
  scope?: Record<string, string>;
  since?: string;
  until?: string;
}

export const budgetSimulate = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'simulate',
    summary: 'tell what a budget would have done to recorded traffic',
    description: `Replay the calls in the ledger against a budget that need not exist. Nothing is saved.\n${SCOPE_HELP}`,
    examples: [
      [
        'weir budget simulate --scope workload=support-bot --amount 20 --period day --since 30d',
        'how often would it have refused?',
      ],
    ],
    define: (command) =>
      addTermOptions(addScopeOption(command))
        .option('--since <time>', 'first calls to replay (default: the last whole period)')
        .option('--until <time>', 'end of the replay (default: now)'),
    async run({ out, api, time }, options) {
      if (options.amount === undefined)
        throw usageError('The budget has no amount', 'Give it: --amount 100.', '--amount');
      if (options.period === undefined)
        throw usageError('The budget has no period', 'Give it: --period month.', '--period');
      const body = {
        scope: options.scope ?? {},
        ...(await termsBody(options, time)),
        ...(options.since === undefined ? {} : { since: await time(options.since, '--since') }),
        ...(options.until === undefined ? {} : { until: await time(options.until, '--until') }),
      };
      const result = await (await api()).send('POST', '/budgets/simulate', budgetSimulation, body);
      if (out.json) return out.data(result);
      out.line(result.summary);
      if (result.blocked_calls === 0) return;
      out.line();
      out.table<BudgetSimulation['workloads'][number]>(
        [
          { title: 'WORKLOAD', value: (row) => row.workload },
          { title: 'CALLS', value: (row) => formatCount(row.calls), align: 'right' },
          { title: 'BLOCKED', value: (row) => formatCount(row.blocked_calls), align: 'right' },
          {
            title: `BLOCKED COST (${result.currency})`,
            value: (row) => formatExact(row.blocked_cost),
            align: 'right',
          },
        ],
        result.workloads,
      );
      out.line();
      out.table<BudgetSimulation['periods'][number]>(
        [
          { title: 'PERIOD (UTC)', value: (row) => formatInstant(row.starts_at) },
          { title: 'SPENT', value: (row) => formatExact(row.spent), align: 'right' },
          { title: 'BLOCKED', value: (row) => formatCount(row.blocked_calls), align: 'right' },
          {
            title: 'EXHAUSTED (UTC)',
            value: (row) => (row.exhausted_at === undefined ? '-' : formatInstant(row.exhausted_at)),
          },
        ],
        result.periods,
      );
    },
  });
