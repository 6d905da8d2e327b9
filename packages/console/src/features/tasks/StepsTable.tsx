import { Link } from '@tanstack/react-router';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatDuration } from '../../format/number.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { StatusTag } from '../calls/CallTags.tsx';
import type { Step } from './prepare.ts';
import { text as listText, taskText as text } from './text.ts';

const tokens = (value: number | undefined) => (value === undefined ? listText.none : formatCount(value));

function columnsOf(steps: readonly Step[]): Column<Step>[] {
  const decimals = columnDecimals(steps.map(({ call }) => call.cost));
  return [
    {
      id: 'step',
      header: text.step,
      align: 'end',
      cell: ({ number, call }) => (
        <Link to="/calls/$id" params={{ id: call.call_id }} className={`${LINK_CLASS} tabular font-medium`}>
          {number}
        </Link>
      ),
    },
    {
      id: 'model',
      header: text.model,
      cell: ({ call }) => (
        <span className="block max-w-36 truncate sm:max-w-52" title={`${call.provider} · ${call.model}`}>
          {call.model}
        </span>
      ),
    },
    {
      id: 'status',
      header: text.status,
      from: 'sm',
      cell: ({ call, isFirstFailure }) => (
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
          <StatusTag status={call.status} />
          {isFirstFailure ? <Tag tone="bad">{text.firstFailure}</Tag> : null}
        </span>
      ),
    },
    {
      id: 'offset',
      header: text.offset,
      align: 'end',
      from: 'md',
      className: 'whitespace-nowrap',
      cell: ({ call }) => (call.offset_ms === 0 ? '0' : formatDuration(call.offset_ms)),
    },
    {
      id: 'duration',
      header: text.duration,
      align: 'end',
      className: 'whitespace-nowrap',
      cell: ({ call }) => formatDuration(call.duration_ms),
    },
    {
      id: 'tokens',
      header: text.callTokens,
      align: 'end',
      from: 'lg',
      className: 'whitespace-nowrap',
      cell: ({ call }) => (
        <>
          {tokens(call.usage['input_tokens'])} <span className="text-ink-3">/</span>{' '}
          {tokens(call.usage['output_tokens'])}
        </>
      ),
    },
    {
      id: 'tools',
      header: text.callTools,
      from: 'lg',
      cell: ({ call }) =>
        call.tool_names.length === 0 ? (
          <span className="text-ink-3">{listText.none}</span>
        ) : (
          <span className="block max-w-48 truncate" title={call.tool_names.join(', ')}>
            {call.tool_names.join(', ')}
          </span>
        ),
    },
    {
      id: 'retries',
      header: text.callRetries,
      align: 'end',
      from: 'xl',
      cell: ({ call }) =>
        call.retries === 0 ? <span className="text-ink-3">0</span> : formatCount(call.retries),
    },
    {
      id: 'cost',
      header: text.callCost,
      align: 'end',
      cell: ({ call }) => <Money amount={call.cost} currency={call.currency} decimals={decimals} />,
    },
    {
      id: 'total',
      header: text.total,
      align: 'end',
      from: 'sm',
      cell: ({ call, total }) => <Money amount={total} currency={call.currency} decimals={decimals} />,
    },
  ];
}

/** What the waterfall shows, as figures. */
export function StepsTable({ steps }: { steps: readonly Step[] }) {
  const columns = useMemo(() => columnsOf(steps), [steps]);
  return <DataTable caption={text.calls} columns={columns} rows={steps} rowId={({ call }) => call.call_id} />;
}
