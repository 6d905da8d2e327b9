import type { CostReport, CostRow } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount } from '../../format/number.ts';
import { formatDay } from '../../format/time.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { text } from './text.ts';

/** The figures behind the chart of the last 30 days. Loaded when asked for. */
export default function TrendTable({ report, zone }: { report: CostReport; zone: string }) {
  const columns = useMemo((): Column<CostRow>[] => {
    const decimals = columnDecimals(report.rows.map((row) => row.cost));
    return [
      { id: 'day', header: text.day, cell: (row) => formatDay(row.bucket ?? '', zone) },
      { id: 'calls', header: text.callsColumn, align: 'end', cell: (row) => formatCount(row.calls) },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: (row) => <Money amount={row.cost} currency={report.currency} decimals={decimals} />,
      },
    ];
  }, [report, zone]);
  return (
    <div className="max-h-64 overflow-y-auto">
      <DataTable
        caption={text.trendTable}
        columns={columns}
        rows={report.rows}
        rowId={(row) => row.bucket ?? ''}
      />
    </div>
  );
}
