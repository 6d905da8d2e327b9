import { DIFFERENCE_CLASSES, type ProviderReconciliation, type Reconciliation } from '@weir/core/contract';
import { Decimal } from '@weir/core/money';
import { formatCount, formatExact } from '../../output/figures.ts';
import type { Output } from '../../output/output.ts';

export function printReconciliation(out: Output, { providers, currency, month }: Reconciliation): void {
  if (providers.length === 0) {
    out.note(`Nothing was billed or used in ${month}. Sandbox and demo calls are no part of the books.`);
    return;
  }
  out.table<ProviderReconciliation>(
    [
      { title: 'PROVIDER', value: (row) => row.provider },
      { title: `LEDGER (${currency})`, value: (row) => formatExact(row.ledger), align: 'right' },
      { title: 'BILL', value: (row) => (row.invoice ? formatExact(row.invoice) : 'none'), align: 'right' },
      { title: 'GAP', value: (row) => (row.gap ? formatExact(row.gap) : ''), align: 'right' },
      { title: 'GAP %', value: (row) => percent(row.gap_share, 3), align: 'right' },
      { title: 'EXPLAINED', value: (row) => percent(row.explained_share, 1), align: 'right' },
      { title: 'UNDECIDED', value: (row) => formatExact(row.undecided), align: 'right' },
    ],
    providers,
  );
  for (const { warnings } of providers) for (const warning of warnings) out.warn(warning);
}

export function printDifferences(out: Output, { providers, currency }: Reconciliation): void {
  for (const { differences } of providers) {
    const rows = DIFFERENCE_CLASSES.flatMap((name) => {
      const sum = differences[name];
      return sum === undefined ? [] : [{ name, ...sum }];
    });
    out.line();
    out.table<(typeof rows)[number]>(
      [
        { title: 'WHY', value: (row) => row.name },
        { title: 'CELLS', value: (row) => formatCount(row.cells), align: 'right' },
        { title: `AMOUNT (${currency})`, value: (row) => formatExact(row.amount), align: 'right' },
      ],
      rows,
    );
  }
}

function percent(share: string | undefined, places: number): string {
  if (share === undefined) return '';
  return `${Decimal.from(share).multiply(Decimal.from(100)).toFixed(places)}%`;
}
