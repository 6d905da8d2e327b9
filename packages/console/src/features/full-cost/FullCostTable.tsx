import { Link } from '@tanstack/react-router';
import type { FullCostReport } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { formatIn } from '../figure/prepare.ts';
import { text } from './text.ts';

type Row = FullCostReport['rows'][number];

function columnsOf({ rows, currency }: FullCostReport): Column<Row>[] {
  const decimals = columnDecimals(rows.map(({ loaded_cost }) => loaded_cost));
  return [
    {
      id: 'workload',
      header: text.workload,
      cell: ({ group }) =>
        group === '' ? (
          text.noWorkload
        ) : (
          <Link to="/workloads/$id" params={{ id: group }} className={LINK_CLASS}>
            {group}
          </Link>
        ),
    },
    {
      id: 'api',
      header: text.apiCost,
      align: 'end',
      cell: ({ api_cost }) => <Money amount={api_cost} currency={currency} decimals={decimals} />,
    },
    {
      id: 'loaded',
      header: text.loadedCost,
      align: 'end',
      cell: ({ loaded_cost }) => <Money amount={loaded_cost} currency={currency} decimals={decimals} />,
    },
    {
      id: 'ratio',
      header: text.ratio,
      align: 'end',
      from: 'sm',
      cell: ({ ratio }) => (ratio === null ? text.none : formatIn(ratio, '1', 'times')),
    },
  ];
}

export function FullCostTable({ report, stale = false }: { report: FullCostReport; stale?: boolean }) {
  const columns = useMemo(() => columnsOf(report), [report]);
  return (
    <DataTable
      caption={text.byWorkload}
      columns={columns}
      rows={report.rows}
      rowId={({ group }) => group}
      stale={stale}
    />
  );
}
