import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Outcome, TaskView } from '@weir/core/contract';
import { useMemo } from 'react';
import { outcomesQuery } from '../../api/outcome-queries.ts';
import { workloadQuery } from '../../api/queries.ts';
import { formatMoney } from '../../format/money.ts';
import { formatMoment } from '../../format/time.ts';
import { Money } from '../../ui/money.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { Tag } from '../../ui/tag.tsx';
import { useZone } from '../scope/useZone.ts';
import { leftOf, type Worth, worthOf } from './outcomes.ts';
import { outcomeText as text } from './text.ts';

const DAY_MS = 86_400_000;
/** Of a task that ended long ago, outcomes may still come. */
const AHEAD_MS = 400 * DAY_MS;

interface OutcomeRow {
  outcome: Outcome;
  worth: Worth | undefined;
}

function columnsOf(zone: string): Column<OutcomeRow>[] {
  return [
    {
      id: 'outcome',
      header: text.outcome,
      cell: ({ outcome }) => <span className="font-medium">{outcome.outcome}</span>,
    },
    {
      id: 'result',
      header: text.result,
      cell: ({ outcome: { success } }) => (
        <Tag tone={success ? 'good' : 'bad'}>{success ? text.success : text.failure}</Tag>
      ),
    },
    {
      id: 'at',
      header: text.at,
      from: 'sm',
      className: 'whitespace-nowrap',
      cell: ({ outcome: { at } }) => formatMoment(at, zone),
    },
    { id: 'source', header: text.source, from: 'md', cell: ({ outcome: { source } }) => source },
    {
      id: 'value',
      header: text.value,
      align: 'end',
      cell: ({ worth }) =>
        worth === undefined ? (
          <span className="text-ink-3">–</span>
        ) : (
          <>
            <Money amount={worth.value} currency={worth.currency} />
            <span className="block text-xs whitespace-nowrap text-ink-3">
              {worth.isOfMetric ? text.ofMetric : text.ofOutcome}
            </span>
          </>
        ),
    },
  ];
}

/** What the run led to, what that is worth, and what it cost. */
export function TaskOutcomes({ task }: { task: TaskView }) {
  const zone = useZone();
  const started = Date.parse(task.started_at);
  const outcomes = useInfiniteQuery(
    outcomesQuery({
      workload: task.workload,
      task: task.task,
      since: new Date(started - DAY_MS).toISOString(),
      until: new Date(started + AHEAD_MS).toISOString(),
    }),
  );
  const metric = useQuery(workloadQuery(task.workload)).data?.value_metric;
  const rows = useMemo(
    () =>
      outcomes.data?.pages.flatMap(({ data }) =>
        data.map((outcome) => ({ outcome, worth: worthOf(outcome, metric) })),
      ),
    [outcomes.data, metric],
  );
  const columns = useMemo(() => columnsOf(zone), [zone]);
  if (rows === undefined) {
    return outcomes.error === null ? (
      <Panel title={text.title}>
        <Skeleton className="h-16" />
      </Panel>
    ) : null;
  }
  const left = leftOf(rows, task);
  const cost = formatMoney(task.cost, task.currency).text;
  return (
    <Panel
      title={text.title}
      note={
        left === undefined
          ? text.cost(cost)
          : text.left(
              formatMoney(left.value, task.currency).text,
              cost,
              formatMoney(left.rest, task.currency).text,
            )
      }
      flush={rows.length > 0}
    >
      {rows.length === 0 ? (
        <p className="text-sm text-ink-2">
          {text.none}{' '}
          <Link to="/outcomes" className="text-accent-strong underline underline-offset-4">
            {text.how}
          </Link>
        </p>
      ) : (
        <DataTable
          caption={text.title}
          columns={columns}
          rows={rows}
          rowId={({ outcome }) => outcome.id}
          stale={outcomes.isPlaceholderData}
        />
      )}
    </Panel>
  );
}
