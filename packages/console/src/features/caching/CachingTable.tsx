import { Link } from '@tanstack/react-router';
import type { CachingReport } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatShare } from '../../format/number.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { text } from './text.ts';

type Row = CachingReport['rows'][number];

const Switch = ({ on }: { on: boolean }) =>
  on ? <Tag tone="good">{text.on}</Tag> : <span className="text-ink-3">{text.off}</span>;
const share = (value: string | null) =>
  value === null ? <span className="text-ink-3">{text.unknown}</span> : formatShare(value);

function Name({ row }: { row: Row }) {
  if (row.folded === true) return text.rest;
  if (row.workload === '') return text.none;
  return (
    <Link
      to="/workloads/$id"
      params={{ id: row.workload }}
      className={`${LINK_CLASS} font-medium break-words`}
    >
      {row.workload}
    </Link>
  );
}

/** The same figures by workload; the totals row is the server's. */
export function CachingTable({ report, stale }: { report: CachingReport; stale: boolean }) {
  const columns = useMemo((): Column<Row>[] => {
    const { total, currency, rows } = report;
    const avoided = columnDecimals([...rows, total].map(({ exact }) => exact.avoided_cost));
    const saving = columnDecimals([...rows, total].map(({ prompt }) => prompt.saving.replace('-', '')));
    const lookups = ({ exact }: Pick<Row, 'exact'>) => (
      <>
        {formatCount(exact.hits)} <span className="text-ink-3">/</span> {formatCount(exact.lookups)}
      </>
    );
    return [
      { id: 'workload', header: text.workload, footer: text.total, cell: (row) => <Name row={row} /> },
      {
        id: 'calls',
        header: text.calls,
        align: 'end',
        from: 'lg',
        footer: formatCount(total.calls),
        cell: ({ calls }) => formatCount(calls),
      },
      {
        id: 'exact',
        header: text.exact,
        from: 'md',
        footer: '',
        cell: (row) => <Switch on={row.exact_enabled} />,
      },
      {
        id: 'lookups',
        header: text.lookups,
        align: 'end',
        from: 'sm',
        className: 'whitespace-nowrap',
        footer: lookups(total),
        cell: lookups,
      },
      {
        id: 'share',
        header: text.share,
        align: 'end',
        from: 'md',
        footer: share(total.exact.hit_share),
        cell: ({ exact }) => share(exact.hit_share),
      },
      {
        id: 'avoided',
        header: text.avoided,
        align: 'end',
        footer: <Money amount={total.exact.avoided_cost} currency={currency} decimals={avoided} />,
        cell: ({ exact }) => <Money amount={exact.avoided_cost} currency={currency} decimals={avoided} />,
      },
      {
        id: 'prompt',
        header: text.prompt,
        from: 'lg',
        className: 'pl-8',
        footer: '',
        cell: (row) => <Switch on={row.prompt_enabled} />,
      },
      {
        id: 'promptShare',
        header: text.promptShare,
        align: 'end',
        from: 'md',
        footer: share(total.prompt.hit_share),
        cell: ({ prompt }) => share(prompt.hit_share),
      },
      {
        id: 'saving',
        header: text.saving,
        align: 'end',
        footer: <Money amount={total.prompt.saving} currency={currency} decimals={saving} />,
        cell: ({ prompt }) => <Money amount={prompt.saving} currency={currency} decimals={saving} />,
      },
    ];
  }, [report]);
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={report.rows}
      rowId={({ workload, folded }) => `${folded === true} ${workload}`}
      stale={stale}
    />
  );
}
