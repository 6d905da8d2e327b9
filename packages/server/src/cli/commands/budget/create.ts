import { budgetView } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { usageError } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { SCOPE_HELP } from '../../scopes.ts';
import { addScopeOption, addTermOptions, BUDGET_HELP, type TermOptions, termsBody } from './options.ts';
import { printBudget } from './print.ts';

interface Options extends TermOptions {
  id?: string;
  scope?: Record<string, string>;
}

export const budgetCreate = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'create',
    summary: 'create a budget at any scope',
    description: `Create a budget.\n${BUDGET_HELP}\n${SCOPE_HELP}`,
    creates: true,
    examples: [
      ['weir budget create --scope workload=support-bot --amount 100 --period month', 'a hard monthly limit'],
      [
        'weir budget create --amount 25000 --period month --mode soft --owner cfo@example.com',
        'tells, for the whole company',
      ],
      [
        'weir budget create --scope team=search,environment=production --amount 40 --period day --mode degrade --degrade-tier small --yellow 70 --red 90',
        'go on with small models from 90% on',
      ],
      [
        'weir budget create --scope customer=acme --amount 500 --period quarter --mode approval --approver cfo@example.com',
        'one person may lift it',
      ],
    ],
    define: (command) =>
      addTermOptions(addScopeOption(command.option('--id <id>', 'id (default: made of scope and period)'))),
    async run({ out, api, time }, options) {
      if (options.amount === undefined)
        throw usageError('The budget has no amount', 'Give it: --amount 100.', '--amount');
      if (options.period === undefined)
        throw usageError('The budget has no period', 'Give it: --period month.', '--period');
      const body = {
        ...(options.id === undefined ? {} : { id: options.id }),
        scope: options.scope ?? {},
        ...(await termsBody(options, time)),
      };
      const made = await (await api()).send('POST', '/budgets', budgetView, body);
      printBudget(out, made);
      out.note(`In force within a second. What is left: weir budget show ${made.id}`);
    },
  });
