import {
  DIFFERENCE_CLASSES,
  type DifferenceClass,
  type ReconciliationCell,
  reconciliation,
  reconciliationCells,
  reconciliationRun,
} from '@weir/core/contract';
import { type Command, Option } from 'commander';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { CliDeps } from '../../ports.ts';
import { printDifferences, printReconciliation } from './print.ts';

interface Options {
  month: string;
  provider?: string;
}

const addMonth = (command: Command) =>
  command
    .requiredOption('--month <month>', 'such as 2026-10 (of UTC, as bills have it)')
    .option('--provider <provider>', 'only this one, as its bills name it');

export const reconcileRun = (deps: CliDeps) =>
  defineCommand<Options & { by?: string }>(deps, {
    name: 'run',
    summary: 'compare a month and propose what would close the gap',
    description:
      'Compare a month of the ledger with what providers bill, and propose what would close the gap. Nothing is booked before\n' +
      'somebody says yes: see `weir proposal`. Run again, nothing is proposed twice; open proposals whose figures have changed\n' +
      'are withdrawn and made anew.',
    examples: [
      ['weir reconcile run --month 2026-10', 'every provider'],
      ['weir reconcile run --month 2026-10 --provider openai --json', 'one, for a script'],
    ],
    define: (command) => addMonth(command).option('--by <person>', 'who proposes (default: you)'),
    async run({ out, api }, { month, provider, by }) {
      const body = {
        month,
        ...(provider === undefined ? {} : { provider }),
        ...(by === undefined ? {} : { by }),
      };
      const run = await (await api()).send('POST', '/reconciliation', reconciliationRun, body);
      if (out.json) return out.data(run);
      printReconciliation(out, run);
      if (run.withdrawn > 0)
        out.note(`${run.withdrawn} proposals were withdrawn: their figures have changed.`);
      if (run.proposed.length === 0) return out.note('Nothing new to propose.');
      out.line();
      out.table<(typeof run.proposed)[number]>(
        [
          { title: 'PROPOSAL', value: (row) => row.id },
          { title: 'KIND', value: (row) => row.kind },
          { title: `AMOUNT (${run.currency})`, value: (row) => formatExact(row.amount), align: 'right' },
          { title: 'WHAT', value: (row) => row.title },
        ],
        run.proposed,
      );
      out.note('Look at one: weir proposal show <id>. Decide: weir proposal approve, ignore or reject <id>');
    },
  });

interface ShowOptions extends Options {
  cells?: boolean;
  class?: DifferenceClass;
}

export const reconcileShow = (deps: CliDeps) =>
  defineCommand<ShowOptions>(deps, {
    name: 'show',
    summary: 'compare a month without proposing anything',
    examples: [
      ['weir reconcile show --month 2026-10', 'gap and explained share by provider'],
      ['weir reconcile show --month 2026-10 --provider openai --cells', 'by day, model and unit'],
      [
        'weir reconcile show --month 2026-10 --provider openai --cells --class missing_in_ledger',
        'shadow traffic',
      ],
    ],
    define: (command) =>
      addMonth(command)
        .option('--cells', 'by day, model and unit, largest first; needs --provider')
        .addOption(new Option('--class <class>', 'only these cells').choices(DIFFERENCE_CLASSES)),
    async run({ out, api }, { month, provider, cells, class: kind }) {
      const client = await api();
      if (cells !== true || provider === undefined) {
        const shown = await client.get('/reconciliation', reconciliation, { month, provider });
        if (out.json) return out.data(shown);
        printReconciliation(out, shown);
        if (provider !== undefined) printDifferences(out, shown);
        return;
      }
      const query = { month, provider, class: kind };
      const found = await client.get('/reconciliation/cells', reconciliationCells, query);
      if (out.json) return out.data(found);
      out.table<ReconciliationCell>(
        [
          { title: 'DAY (UTC)', value: (row) => row.day },
          { title: 'SCOPE', value: (row) => row.scope },
          { title: 'MODEL', value: (row) => row.model },
          { title: 'UNIT', value: (row) => row.unit },
          { title: 'WHY', value: (row) => row.class },
          { title: 'LEDGER', value: (row) => formatExact(row.ledger_cost), align: 'right' },
          { title: 'BILL', value: (row) => formatExact(row.invoice_cost), align: 'right' },
          { title: 'DIFFERENCE', value: (row) => formatExact(row.amount), align: 'right' },
        ],
        found.data,
      );
      if (found.total > found.data.length) out.note(`${formatCount(found.total)} in all.`);
    },
  });
