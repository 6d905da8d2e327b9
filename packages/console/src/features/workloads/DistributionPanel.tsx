import type { UnitReport } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals, divideMoney } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { economicsText as text } from './page-text.ts';

type Spread = NonNullable<UnitReport['distribution']['task']> & { of: string };
const SMALL = 30;
const PARTS = ['mean', 'p50', 'p95', 'p99'] as const;

function columnsOf(rows: readonly Spread[], currency: string): Column<Spread>[] {
  const decimals = columnDecimals(rows.flatMap((row) => PARTS.map((part) => row[part])));
  return [
    { id: 'of', header: text.of, cell: ({ of }) => of },
    ...PARTS.map(
      (part): Column<Spread> => ({
        id: part,
        header: text[part],
        align: 'end',
        ...(part === 'mean' ? { from: 'sm' as const } : {}),
        cell: (row) => (
          <>
            <Money amount={row[part]} currency={currency} decimals={decimals} />
            <span className="tabular block min-h-4 text-xs whitespace-nowrap text-ink-3">
              {part === 'p95' || part === 'p99' ? overMedian(row[part], row.p50) : ''}
            </span>
          </>
        ),
      }),
    ),
    {
      id: 'sample',
      header: text.sample,
      align: 'end',
      cell: ({ sample }) => (
        <>
          {formatCount(sample)}
          <span className="block min-h-4 text-xs whitespace-nowrap text-warn">
            {sample < SMALL ? text.small : ''}
          </span>
        </>
      ),
    },
  ];
}

function overMedian(amount: string, median: string): string {
  const ratio = divideMoney(amount, median, 1);
  return ratio === undefined ? '' : text.times(ratio);
}

/** What the middle, the dear and the dearest tasks and outcomes cost: not only means. */
export function DistributionPanel({ report: { distribution, currency } }: { report: UnitReport }) {
  const rows = useMemo(
    () => [
      ...(distribution.task === null ? [] : [{ ...distribution.task, of: text.task }]),
      ...(distribution.outcome === null ? [] : [{ ...distribution.outcome, of: text.outcome }]),
    ],
    [distribution],
  );
  const columns = useMemo(() => columnsOf(rows, currency), [rows, currency]);
  return (
    <Panel title={text.distribution} note={text.distributionNote} flush={rows.length > 0}>
      {rows.length === 0 ? (
        <p className="text-sm text-ink-2">{text.noDistribution}</p>
      ) : (
        <DataTable caption={text.distribution} columns={columns} rows={rows} rowId={({ of }) => of} />
      )}
    </Panel>
  );
}
