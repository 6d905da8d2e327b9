import { type RerateReport, rerateReport } from '@weir/core/contract';
import { defineCommand } from '../../command.ts';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';
import type { CliDeps } from '../../ports.ts';

interface Options {
  since: string;
  until?: string;
  provider?: string;
  model?: string;
  dryRun?: boolean;
}

export const priceRerate = (deps: CliDeps) =>
  defineCommand<Options>(deps, {
    name: 'rerate',
    summary: 'price what is booked at the price of its day as it is known now',
    description:
      'Compare what was charged with the price of its day as it is known now: prices that were found late, fallbacks that got\n' +
      'a price, corrected overrides. Proposes the difference, a proposal per month; approving books it (weir proposal approve).\n' +
      'Charges that are booked never change, and what was booked by an earlier rerate is not booked again.',
    examples: [
      ['weir price rerate --since 2026-11-01 --dry-run', 'what would change?'],
      ['weir price rerate --since 2026-11-01 --until 2026-12-01 --provider openai', 'propose it for a month'],
    ],
    define: (command) =>
      command
        .requiredOption('--since <time>', 'calls from this time on')
        .option('--until <time>', 'up to but without this time (default: now)')
        .option('--provider <id>', 'only what this provider billed')
        .option('--model <name>', 'only this model, as it was billed')
        .option('--dry-run', 'propose nothing'),
    async run({ out, api, time, io }, { since, until, provider, model, dryRun }) {
      const body = {
        since: await time(since, '--since'),
        until: until === undefined ? new Date(io.now()).toISOString() : await time(until, '--until'),
        provider,
        model,
        dry_run: dryRun === true,
      };
      const report = await (await api()).send('POST', '/prices/rerate', rerateReport, body);
      if (out.json) return out.data(report);
      printReport(out, report, dryRun === true);
    },
  });

const NOTHING_THERE = 'There are no charges in this time. Sandbox and demo calls are no part of the books.';

function printReport(out: Output, report: RerateReport, dry: boolean): void {
  out.fields([
    ['examined', `${formatCount(report.examined)} charges`],
    ['differ', formatCount(report.charges)],
    ['charged', `${formatExact(report.before)} ${report.currency}`],
    ['now', `${formatExact(report.after)} ${report.currency}`],
    ['difference', `${formatExact(report.difference)} ${report.currency}`],
    ['still unpriced', report.unpriced === 0 ? undefined : formatCount(report.unpriced)],
  ]);
  for (const { reason, charges } of report.skipped)
    out.note(`${formatCount(charges)} charges left alone: ${reason}`);
  if (report.months.length === 0) {
    out.note(report.examined === 0 ? NOTHING_THERE : 'Everything is booked at the price of its day.');
    return;
  }
  out.line();
  figures(out, report.by_model, 'MODEL', (row) => `${row.provider}/${row.model}`);
  out.line();
  figures(out, report.by_price, 'PRICE', (row) => `${row.from_ref} -> ${row.to_ref}`);
  out.line();
  figures(out, report.by_workload, 'WORKLOAD', (row) => row.workload || '(none)');
  out.line();
  figures(out, report.months, 'MONTH', (row) =>
    row.proposal === undefined ? row.month : `${row.month}, proposal ${row.proposal}`,
  );
  if (!dry) out.note('Book it: weir proposal approve <proposal>');
}

type Figures = Pick<RerateReport, 'charges' | 'before' | 'after' | 'difference'>;

function figures<T extends Figures>(
  out: Output,
  rows: readonly T[],
  title: string,
  name: (row: T) => string,
): void {
  out.table<T>(
    [
      { title, value: name },
      { title: 'CHARGES', value: (row) => formatCount(row.charges), align: 'right' },
      { title: 'CHARGED', value: (row) => formatExact(row.before), align: 'right' },
      { title: 'NOW', value: (row) => formatExact(row.after), align: 'right' },
      { title: 'DIFFERENCE', value: (row) => formatExact(row.difference), align: 'right' },
    ],
    rows,
  );
}
