import { Link } from '@tanstack/react-router';
import type { Task } from '@weir/core/contract';
import { useMemo } from 'react';
import { columnDecimals } from '../../format/money.ts';
import { formatCount, formatCountShort } from '../../format/number.ts';
import { formatMoment, formatMomentLong } from '../../format/time.ts';
import { LINK_CLASS } from '../../ui/link.ts';
import { Money } from '../../ui/money.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { StateTag } from './StateTag.tsx';
import { text } from './text.ts';

interface TasksTableProps {
  rows: readonly Task[];
  zone: string;
  stale: boolean;
}

/** Zero is the usual case and written quietly. */
function Count({ value, bad = false }: { value: number; bad?: boolean }) {
  if (value === 0) return <span className="text-ink-3">0</span>;
  return <span className={bad ? 'font-medium text-bad' : ''}>{formatCount(value)}</span>;
}

function columnsOf(rows: readonly Task[], zone: string): Column<Task>[] {
  const decimals = columnDecimals(rows.map(({ cost }) => cost));
  return [
    {
      id: 'task',
      header: text.task,
      cell: ({ task, workload, state }) => (
        <>
          <Link
            to="/tasks/$workload/$task"
            params={{ workload, task }}
            title={task}
            className={`${LINK_CLASS} block max-w-36 truncate font-medium sm:max-w-64`}
          >
            {task}
          </Link>
          <span className="mt-1 flex sm:hidden">
            <StateTag state={state} />
          </span>
        </>
      ),
    },
    {
      id: 'workload',
      header: text.workload,
      from: 'md',
      cell: ({ workload }) => <span className="block max-w-40 truncate">{workload}</span>,
    },
    {
      id: 'state',
      header: text.state,
      from: 'sm',
      cell: ({ state, reason }) => (
        <>
          <StateTag state={state} />
          {reason === undefined ? null : (
            <span className="mt-0.5 block max-w-44 truncate text-xs 2xl:max-w-72 text-ink-3" title={reason}>
              {reason}
            </span>
          )}
        </>
      ),
    },
    {
      id: 'started',
      header: text.started,
      from: 'sm',
      className: 'whitespace-nowrap',
      cell: ({ started_at }) => (
        <span className="tabular" title={formatMomentLong(started_at, zone)}>
          {formatMoment(started_at, zone)}
        </span>
      ),
    },
    {
      id: 'steps',
      header: text.steps,
      align: 'end',
      cell: ({ steps }) => <Count value={steps} />,
    },
    {
      id: 'tools',
      header: text.tools,
      align: 'end',
      from: '2xl',
      cell: ({ tool_calls }) => <Count value={tool_calls} />,
    },
    {
      id: 'tokens',
      header: text.tokens,
      align: 'end',
      from: 'lg',
      className: 'whitespace-nowrap',
      cell: ({ input_tokens, output_tokens }) => (
        <>
          {formatCountShort(input_tokens)} <span className="text-ink-3">/</span>{' '}
          {formatCountShort(output_tokens)}
        </>
      ),
    },
    {
      id: 'retries',
      header: text.retries,
      align: 'end',
      from: '2xl',
      cell: ({ retries }) => <Count value={retries} />,
    },
    {
      id: 'errors',
      header: text.errors,
      align: 'end',
      from: 'md',
      cell: ({ errors }) => <Count value={errors} bad />,
    },
    {
      id: 'cost',
      header: text.cost,
      align: 'end',
      cell: ({ cost, currency }) => <Money amount={cost} currency={currency} decimals={decimals} />,
    },
  ];
}

export function TasksTable({ rows, zone, stale }: TasksTableProps) {
  const columns = useMemo(() => columnsOf(rows, zone), [rows, zone]);
  return (
    <DataTable
      caption={text.caption}
      columns={columns}
      rows={rows}
      rowId={({ workload, task }) => `${workload}/${task}`}
      stale={stale}
    />
  );
}
