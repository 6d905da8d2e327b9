import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { ExploreRow } from '@weir/core/contract';
import { useMemo } from 'react';
import { exploreQuery } from '../../api/queries.ts';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatDuration, formatShare, shareOf } from '../../format/number.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { presetRange } from '../scope/range.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { engineerText as text } from './text.ts';

const MOST = 8;
const nameOf = (row: ExploreRow) => row.group['model'] ?? '';

function columnsOf(rows: readonly ExploreRow[], currency: string): Column<ExploreRow>[] {
  const decimals = columnDecimals(rows.map(({ cost }) => cost));
  return [
    {
      id: 'model',
      header: text.model,
      cell: (row) => (
        <Link to="/calls" search={{ range: '7d', filter: [`model=${nameOf(row)}`] }} className={LINK_CLASS}>
          {nameOf(row)}
        </Link>
      ),
    },
    { id: 'calls', header: text.calls, align: 'end', from: 'md', cell: ({ calls }) => formatCount(calls) },
    {
      id: 'errors',
      header: text.errors,
      align: 'end',
      cell: ({ errors, calls }) => formatShare(shareOf(errors, calls) ?? '0'),
    },
    {
      id: 'p95',
      header: text.p95,
      align: 'end',
      cell: ({ percentiles }) =>
        percentiles?.duration_ms === undefined ? text.none : formatDuration(percentiles.duration_ms.p95),
    },
    {
      id: 'each',
      header: text.perCall,
      align: 'end',
      cell: ({ units: { cost_per_call: each } }) =>
        each === null ? text.none : <Money amount={each} currency={currency} />,
    },
    {
      id: 'cost',
      header: text.cost,
      align: 'end',
      from: 'sm',
      cell: ({ cost }) => <Money amount={cost} currency={currency} decimals={decimals} />,
    },
  ];
}

/** How each model does: errors, latency, and what a call of it costs. The dearest first. */
export default function ModelHealth() {
  const { zone, isKnown } = useKnownZone();
  const range = presetRange('7d', useNow(60_000), zone);
  const report = useInfiniteQuery({
    ...exploreQuery({
      by: 'model',
      since: range.since.toISOString(),
      until: range.until.toISOString(),
      percentiles: 'true',
      limit: MOST,
    }),
    enabled: isKnown,
  }).data?.pages[0];
  const columns = useMemo(
    () => (report === undefined ? [] : columnsOf(report.rows, report.currency)),
    [report],
  );
  return (
    <Panel title={text.models} flush>
      {report === undefined ? (
        <SkeletonRows rows={MOST} />
      ) : report.rows.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-3">{text.noCalls}</p>
      ) : (
        <DataTable caption={text.modelCaption} columns={columns} rows={report.rows} rowId={nameOf} />
      )}
    </Panel>
  );
}
