import { budgetView } from '@weir/core/contract';
import { Option } from 'commander';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { nothingToChange } from '../../errors.ts';
import type { CliDeps } from '../../ports.ts';
import { addTermOptions, type TermOptions, termsBody } from './options.ts';
import { printBudget } from './print.ts';

interface Options extends TermOptions {
  unset?: string[];
}

export const budgetChange = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'change',
    summary: 'change the terms of a budget; its scope never changes',
    description:
      'Change what is given; the rest stays. Calls under way run on, new ones obey within a second. What was spent stays\n' +
      'spent: lowering the amount below it refuses calls until the period ends.',
    examples: [
      ['weir budget change support-month --amount 250', 'more room'],
      ['weir budget change support-month --mode soft', 'only tell'],
    ],
    define: (command) =>
      addTermOptions(command.argument('<id>', 'budget to change')).addOption(
        new Option('--unset <field...>', 'take these away').choices([
          'exchange_rate',
          'degrade_to',
          'roll_over_max',
          'owner',
          'starts_at',
          'ends_at',
        ]),
      ),
    async run({ out, api, time }, options, id = '') {
      const removed = Object.fromEntries((options.unset ?? []).map((field) => [field, null]));
      const body = { ...removed, ...(await termsBody(options, time)) };
      if (Object.keys(body).length === 0) throw nothingToChange('--amount 250');
      printBudget(out, await (await api()).send('PATCH', `/budgets/${segment(id)}`, budgetView, body));
    },
  });
