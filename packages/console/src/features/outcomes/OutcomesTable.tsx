import { Link } from '@tanstack/react-router';
import type { Outcome } from '@weir/core/contract';
import { useMemo } from 'react';
import { formatMoment } from '../../format/time.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag, type Tone } from '../../ui/tag.tsx';
import { linkText, text } from './text.ts';

const LINK_TONES: Record<Outcome['link'], Tone> = { linked: 'neutral', pending: 'accent', unknown: 'warn' };

export function ResultTag({ success, retracted }: Pick<Outcome, 'success' | 'retracted'>) {
  if (retracted) return <Tag tone="warn">{text.retractedTag}</Tag>;
  return <Tag tone={success ? 'good' : 'neutral'}>{success ? text.success : text.failure}</Tag>;
}

export const LinkTag = ({ link }: Pick<Outcome, 'link'>) => (
  <Tag tone={LINK_TONES[link]} title={linkText[link].hint}>
    {linkText[link].name}
  </Tag>
);

const columnsOf = (zone: string): Column<Outcome>[] => [
  {
    id: 'at',
    header: text.at,
    className: 'whitespace-nowrap',
    cell: ({ id, at }) => (
      <Link to="/outcomes/$id" params={{ id }} className={LINK_CLASS}>
        {formatMoment(at, zone)}
      </Link>
    ),
  },
  { id: 'outcome', header: text.outcome, cell: ({ outcome }) => outcome },
  { id: 'result', header: text.result, cell: (outcome) => <ResultTag {...outcome} /> },
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
  { id: 'link', header: text.link, from: 'md', cell: (outcome) => <LinkTag {...outcome} /> },
  {
    id: 'value',
    header: text.value,
    align: 'end',
    from: 'sm',
    cell: ({ value, currency }) =>
      value === undefined ? text.none : <Money amount={value} currency={currency ?? 'USD'} />,
  },
  { id: 'source', header: text.source, from: 'md', cell: ({ source }) => text.sourceOf(source) },
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
