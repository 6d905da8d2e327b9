import type { CostTerms } from '@weir/core/contract';
import { type Command, Option } from 'commander';
import { usageError } from '../../errors.ts';
import { positiveInteger } from '../../options.ts';

export interface TermsOptions {
  amount?: string;
  per?: 'day' | 'month' | 'quarter' | 'year';
  months?: number;
  rate?: string;
  unit?: string;
  driver?: Extract<CostTerms, { kind: 'derived' }>['driver'];
  percent?: string;
  unitsEach?: string;
  currency?: string;
}

const DRIVERS = ['calls', 'tasks', 'outcomes', 'successful_outcomes', 'users', 'million_tokens'] as const;

export const TERMS_HELP =
  'What it comes to, one of:\n' +
  '  --amount 3000 --per month                      the same every period, in equal parts of its days\n' +
  '  --amount 1200 --months 12                      paid once, in equal parts over so many months\n' +
  '  --rate 0.023 --unit GB                         quantities that are sent (weir cost-item add) times a rate\n' +
  '  --driver outcomes --percent 5 --units-each 4 --unit minutes --rate 0.80\n' +
  '                                                 5 % of outcomes, 4 minutes each, at 0.80 a minute';

export const addTermsOptions = (command: Command) =>
  command
    .option('--amount <amount>', 'amount per period, or in all with --months')
    .addOption(
      new Option('--per <period>', 'period of the amount').choices(['day', 'month', 'quarter', 'year']),
    )
    .option('--months <count>', 'months that a single payment is spread over', positiveInteger)
    .option('--rate <amount>', 'price of one unit')
    .option('--unit <name>', 'what is counted: GB, minutes')
    .addOption(new Option('--driver <name>', 'what the ledger counts').choices(DRIVERS))
    .option('--percent <percent>', 'of the driver (default: 100)')
    .option('--units-each <count>', 'units for each (default: 1)')
    .option('--currency <code>', 'of the amount (default: USD)');

/** Undefined when no option speaks of terms. */
export function termsOf(options: TermsOptions): Record<string, unknown> | undefined {
  const { amount, per, months, rate, unit, driver, percent, unitsEach: units_each } = options;
  const currency = (options.currency ?? 'USD').toUpperCase();
  if (driver !== undefined) {
    const more = {
      ...(percent === undefined ? {} : { percent }),
      ...(units_each === undefined ? {} : { units_each }),
    };
    return { kind: 'derived', driver, ...more, ...counted(rate, unit), currency };
  }
  if (rate !== undefined) return { kind: 'metered', ...counted(rate, unit), currency };
  if (amount === undefined) return undefined;
  if ((per === undefined) === (months === undefined)) {
    throw usageError('An amount is per period, or spread over months', 'Give --per or --months.', '--per');
  }
  return per === undefined
    ? { kind: 'amortised', amount, months, currency }
    : { kind: 'recurring', amount, per, currency };
}

function counted(rate: string | undefined, unit: string | undefined): { rate: string; unit: string } {
  if (rate !== undefined && unit !== undefined) return { rate, unit };
  throw usageError(
    'What is counted has a rate and a unit',
    'Give --rate and --unit.',
    rate === undefined ? '--rate' : '--unit',
  );
}

/** As people read them. */
export function termsText(terms: CostTerms): string {
  switch (terms.kind) {
    case 'recurring':
      return `${terms.amount} ${terms.currency} per ${terms.per}`;
    case 'amortised':
      return `${terms.amount} ${terms.currency} over ${terms.months} months`;
    case 'metered':
      return `${terms.rate} ${terms.currency} per ${terms.unit}`;
    case 'derived':
      return `${terms.percent} % of ${terms.driver} x ${terms.units_each} ${terms.unit} x ${terms.rate} ${terms.currency}`;
  }
}
