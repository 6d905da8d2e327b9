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

type Level = 'workload' | 'cost_center';

function columnsOf({ rows, currency }: FullCostReport, level: Level): Column<Row>[] {
  const decimals = columnDecimals(rows.map(({ loaded_cost }) => loaded_cost));
  return [
    {
      id: 'group',
      header: text.levels[level],
      cell: ({ group }) =>
        group === '' ? (
          text.noWorkload
        ) : level !== 'workload' ? (
          group
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

interface FullCostTableProps {
  report: FullCostReport;
  /** What the rows stand for. */
  level?: Level;
  stale?: boolean;
}

export function FullCostTable({ report, level = 'workload', stale = false }: FullCostTableProps) {
  const columns = useMemo(() => columnsOf(report, level), [report, level]);
  return (
    <DataTable
      caption={text.by(text.levels[level])}
      columns={columns}
      rows={report.rows}
      rowId={({ group }) => group}
      stale={stale}
    />
  );
}
