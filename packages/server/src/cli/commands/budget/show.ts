import { budgetView } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import type { CliDeps } from '../../ports.ts';
import { printBudget } from './print.ts';

export const budgetShow = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show a budget: limit, settled, reserved, leased, remaining',
    description:
      'Show a budget. remaining = limit - settled - reserved - leased. Settled is what ended calls cost, reserved the most\n' +
      'that calls under way may cost, leased what gateways hold for calls to come.',
    examples: [
      ['weir budget show support-month', 'terms and what is left'],
      ['weir budget show support-month --json | jq -r .status.remaining', 'as a decimal string'],
    ],
    define: (command) => command.argument('<id>', 'budget to show'),
    async run({ out, api }, _options, id = '') {
      const found = await (await api()).get(`/budgets/${segment(id)}`, budgetView);
      printBudget(out, found);
      if (found.status === undefined) out.note('What is left is known while Weir runs.');
    },
  });
