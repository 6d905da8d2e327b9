import { Link } from '@tanstack/react-router';
import type { FullCostReport } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { formatIn } from '../figure/prepare.ts';
import { entriesSearch } from './links.ts';
import type { Level } from './search.ts';
import { otherCosts } from './stack.ts';
import { categoryName, text } from './text.ts';

type Row = FullCostReport['rows'][number];

interface FullCostTableProps {
  report: FullCostReport;
  /** What the rows stand for. */
  level?: Level;
  /** Every category as a column, a row of totals, and links to what is behind. */
  isFull?: boolean;
  /** Month that shares are explained of. */
  month?: string;
  stale?: boolean;
}

const timesOf = (ratio: string | null) => (ratio === null ? text.none : formatIn(ratio, '1', 'times'));

/** To where the amounts come from: divisions, and booked entries. */
function Behind({
  row,
  report,
  level,
  month,
}: { row: Row; level: Level } & Pick<FullCostTableProps, 'report' | 'month'>) {
  const { since, until } = report;
  return (
    <span className="inline-flex gap-3 whitespace-nowrap">
      {level === 'workload' && month !== undefined ? (
        <Link
          to="/full-cost"
          search={{ section: 'explained', workload: row.group, month }}
          aria-label={text.explainOf(row.group)}
          className={LINK_CLASS}
        >
          {text.explain}
        </Link>
      ) : null}
      <Link
        to="/calls"
        search={entriesSearch({ since, until }, { dimension: level, value: row.group })}
        aria-label={text.entriesOf(row.group)}
        className={LINK_CLASS}
      >
        {text.entries}
      </Link>
    </span>
  );
}

function columnsOf(props: FullCostTableProps & { level: Level }): Column<Row>[] {
  const { report, level, isFull = false, month } = props;
  const { rows, total, currency } = report;
  const decimals = columnDecimals(rows.map(({ loaded_cost }) => loaded_cost));
  const money = (amount: string) => <Money amount={amount} currency={currency} decimals={decimals} />;
  const column = (id: string, header: string, of: (row: Row | FullCostReport['total']) => string) => ({
    id,
    header,
    align: 'end' as const,
    cell: (row: Row) => money(of(row)),
    ...(isFull ? { footer: money(of(total)) } : {}),
  });
  return [
    {
      id: 'group',
      header: text.levels[level],
      className: 'sm:whitespace-nowrap',
      ...(isFull ? { footer: text.total } : {}),
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
    column('api', text.apiCost, (row) => row.api_cost),
    column('loaded', text.loadedCost, (row) => row.loaded_cost),
    {
      id: 'ratio',
      header: text.ratio,
      align: 'end',
      from: 'sm',
      cell: ({ ratio }) => timesOf(ratio),
      ...(isFull ? { footer: timesOf(total.ratio) } : {}),
    },
    ...(isFull
      ? [
          {
            id: 'behind',
            header: text.actions,
            align: 'end' as const,
            cell: (row: Row) => (
              <Behind row={row} report={report} level={level} {...(month === undefined ? {} : { month })} />
            ),
          },
        ]
      : []),
    ...(isFull
      ? otherCosts(total).map(({ name }) => ({
          ...column(name, categoryName(name), (row) => row.categories[name] ?? '0'),
          from: 'md' as const,
          className: 'whitespace-nowrap',
        }))
      : []),
  ];
}

export function FullCostTable(props: FullCostTableProps) {
  const { report, level = 'workload', isFull = false, month, stale = false } = props;
  const columns = useMemo(
    () => columnsOf({ report, level, isFull, ...(month === undefined ? {} : { month }) }),
    [report, level, isFull, month],
  );
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
