import { type Outcome, outcome, page } from '@weir/core/contract';
import { segment } from '../../api-client.ts';
import { defineCommand } from '../../command.ts';
import { formatInstant } from '../../output/figures.ts';
import { addPagingOptions, fetchPages, noteMore, type PagingOptions } from '../../paging.ts';
import type { CliDeps } from '../../ports.ts';
import { printOutcomes } from './print.ts';

interface Options extends PagingOptions {
  since?: string;
  until?: string;
  workload?: string;
  outcome?: string;
  task?: string;
  customer?: string;
  failed?: boolean;
  retracted?: boolean;
  unlinked?: boolean;
}

export const listOutcomes = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'list',
    summary: 'list outcomes as they count, newest first',
    examples: [
      ['weir outcome list --workload support-bot', 'of the last 30 days'],
      ['weir outcome list --since month --failed', 'what did not succeed this month'],
      ['weir outcome list --unlinked', 'which name a task or call that is not in the ledger'],
    ],
    define: (command) =>
      addPagingOptions(
        command
          .option('--since <time>', 'from this time on (default: 30d)')
          .option('--until <time>', 'up to but without this time (default: now)')
          .option('--workload <id>', 'only of this workload')
          .option('--outcome <name>', 'only of this name')
          .option('--task <id>', 'only of this task')
          .option('--customer <id>', 'only of this customer')
          .option('--failed', 'only failures')
          .option('--retracted', 'also those that were taken back')
          .option('--unlinked', 'only those whose task or call is not in the ledger'),
      ),
    async run(context, options) {
      const { out } = context;
      const { workload, outcome: name, task, customer } = options;
      const query = {
        since: await context.time(options.since ?? '30d', '--since'),
        until: options.until === undefined ? undefined : await context.time(options.until, '--until'),
        workload,
        outcome: name,
        task,
        customer,
        success: options.failed === true ? 'false' : undefined,
        retracted: options.retracted === true ? 'true' : undefined,
        unlinked: options.unlinked === true ? 'true' : undefined,
      };
      const found = await fetchPages(await context.api(), '/outcomes', outcome, query, options);
      if (out.json) return out.data(found);
      if (found.data.length === 0) return out.note('No outcomes. See weir outcome send --help.');
      printOutcomes(out, found.data);
      noteMore(out, found);
    },
  });

export const showOutcome = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'show',
    summary: 'show all versions of an outcome; the last counts',
    examples: [['weir outcome show crm-981', 'what was told of it, and when']],
    define: (command) => command.argument('<id>', 'id of the outcome'),
    async run({ out, api }, _options, id = '') {
      const found = await (await api()).get(`/outcomes/${segment(id)}`, page(outcome));
      if (out.json) return out.data(found);
      out.table<Outcome>(
        [
          { title: 'VERSION', value: ({ version }) => String(version), align: 'right' },
          { title: 'TOLD', value: ({ recorded_at }) => formatInstant(recorded_at) },
          { title: 'AT', value: ({ at }) => formatInstant(at) },
          { title: 'OUTCOME', value: (one) => one.outcome },
          {
            title: 'RESULT',
            value: (one) => (one.retracted ? 'taken back' : one.success ? 'success' : 'failure'),
          },
          { title: 'WORKLOAD', value: ({ workload }) => workload },
          { title: 'OF', value: ({ task, call, customer }) => task ?? call ?? customer ?? '' },
          {
            title: 'VALUE',
            value: ({ value, currency }) => (value === undefined ? '' : `${value} ${currency ?? ''}`),
            align: 'right',
          },
          { title: 'SOURCE', value: ({ source }) => source },
        ],
        found.data,
      );
    },
  });

export const retractOutcome = (deps: CliDeps) =>
  defineCommand(deps, {
    name: 'retract',
    summary: 'take an outcome back: it counts no more and stays to be seen',
    examples: [['weir outcome retract crm-981', 'the lead was lost after all']],
    define: (command) => command.argument('<id>', 'id of the outcome'),
    async run({ out, api }, _options, id = '') {
      const taken = await (await api()).send('POST', `/outcomes/${segment(id)}/retract`, outcome);
      if (out.json) return out.data(taken);
      out.note(`Took ${taken.outcome} ${taken.id} back (version ${taken.version}).`);
    },
  });
