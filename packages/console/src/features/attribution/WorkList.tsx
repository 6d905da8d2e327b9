import type { CoverageReport } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatShare } from '../../format/number.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { text } from './text.ts';

type Row = CoverageReport['work_list'][number];
const named = (name: string) => (name === '' ? text.none : name);

export function WorkList({ report, stale }: { report: CoverageReport; stale: boolean }) {
  const columns = useMemo((): Column<Row>[] => {
    const decimals = columnDecimals(report.work_list.map(({ cost }) => cost));
    return [
      { id: 'workload', header: text.workload, cell: ({ workload }) => named(workload) },
      { id: 'environment', header: text.environment, from: 'md', cell: (row) => named(row.environment) },
      { id: 'key', header: text.key, from: 'lg', cell: ({ key }) => named(key) },
      {
        id: 'missing',
        header: text.missing,
        from: 'sm',
        cell: (row) => named(row.missing_tags.join(', ')),
      },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: ({ cost }) => <Money amount={cost} currency={report.currency} decimals={decimals} />,
      },
      { id: 'share', header: text.share, align: 'end', cell: ({ share }) => formatShare(share) },
    ];
  }, [report]);
  return (
    <DataTable
      caption={text.workList}
      columns={columns}
      rows={report.work_list}
      rowId={(row) => [row.key, row.workload, row.environment, ...row.missing_tags].join(' ')}
      stale={stale}
    />
  );
}
