import { Link } from '@tanstack/react-router';
import type { CallSummary } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatDuration } from '../../format/number.ts';
import { formatMoment, formatMomentLong } from '../../format/time.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { FlagTags, StatusTag } from './CallTags.tsx';
import { text } from './text.ts';

interface CallsTableProps {
  caption: string;
  rows: readonly CallSummary[];
  zone: string;
  fresh: ReadonlySet<string>;
  stale: boolean;
}

const tokens = (value: number | undefined) => (value === undefined ? text.unknown : formatCount(value));

export function CallsTable({ caption, rows, zone, fresh, stale }: CallsTableProps) {
  const columns = useMemo((): Column<CallSummary>[] => {
    const decimals = columnDecimals(rows.map((row) => row.cost));
    return [
      {
        id: 'time',
        header: text.time,
        className: 'whitespace-nowrap',
        cell: (call) => (
          <Link
            to="/calls/$id"
            params={{ id: call.call_id }}
            title={formatMomentLong(call.started_at, zone)}
            className="tabular font-medium text-accent-strong underline-offset-4 hover:underline"
          >
            {formatMoment(call.started_at, zone)}
          </Link>
        ),
      },
      {
        id: 'workload',
        header: text.workload,
        from: 'sm',
        cell: (call) => <span className="block max-w-48 truncate">{call.tags['workload'] ?? text.none}</span>,
      },
      {
        id: 'model',
        header: text.model,
        cell: (call) => (
          <>
            <span className="block max-w-36 truncate sm:max-w-56" title={`${call.provider} · ${call.model}`}>
              {call.model}
            </span>
            <span className="mt-0.5 flex max-w-40 flex-wrap items-center gap-x-2 gap-y-1 text-xs sm:hidden">
              <StatusTag status={call.status} />
              <FlagTags call={call} />
            </span>
          </>
        ),
      },
      {
        id: 'status',
        header: text.status,
        from: 'sm',
        cell: (call) => (
          <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
            <StatusTag status={call.status} />
            <FlagTags call={call} />
          </span>
        ),
      },
      {
        id: 'duration',
        header: text.duration,
        align: 'end',
        from: 'md',
        cell: (call) => formatDuration(call.duration_ms),
      },
      {
        id: 'tokens',
        header: text.tokens,
        align: 'end',
        from: 'lg',
        className: 'whitespace-nowrap',
        cell: (call) => (
          <>
            {tokens(call.usage['input_tokens'])} <span className="text-ink-3">/</span>{' '}
            {tokens(call.usage['output_tokens'])}
          </>
        ),
      },
      {
        id: 'cost',
        header: text.cost,
        align: 'end',
        cell: (call) => <Money amount={call.cost} currency={call.currency} decimals={decimals} />,
      },
    ];
  }, [rows, zone]);
  return (
    <DataTable
      caption={caption}
      columns={columns}
      rows={rows}
      rowId={(call) => call.call_id}
      isFresh={(call) => fresh.has(call.call_id)}
      stale={stale}
    />
  );
}
