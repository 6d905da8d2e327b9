import { Link } from '@tanstack/react-router';
import type { Outcome } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatMoment } from '../../format/time.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { text } from './text.ts';

const columnsOf = (zone: string): Column<Outcome>[] => [
  { id: 'at', header: text.at, cell: ({ at }) => formatMoment(at, zone), className: 'whitespace-nowrap' },
  { id: 'outcome', header: text.outcome, cell: ({ outcome }) => outcome },
  {
    id: 'result',
    header: text.result,
    cell: ({ success }) => (
      <Tag tone={success ? 'good' : 'neutral'}>{success ? text.success : text.failure}</Tag>
    ),
  },
  {
    id: 'workload',
    header: text.workload,
    from: 'sm',
    cell: ({ workload }) =>
      workload === '' ? (
        text.none
      ) : (
        <Link to="/workloads/$id" params={{ id: workload }} className={LINK_CLASS}>
          {workload}
        </Link>
      ),
  },
  {
    id: 'value',
    header: text.value,
    align: 'end',
    from: 'sm',
    cell: ({ value, currency }) =>
      value === undefined ? text.none : <Money amount={value} currency={currency ?? 'USD'} />,
  },
  { id: 'source', header: text.source, from: 'md', cell: ({ source }) => source },
];

export function OutcomesTable(props: { rows: readonly Outcome[]; zone: string; stale: boolean }) {
  const columns = useMemo(() => columnsOf(props.zone), [props.zone]);
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={props.rows}
      rowId={({ id }) => id}
      stale={props.stale}
    />
  );
}
