import { useQuery } from '@tanstack/react-query';
import type { RateLimitView } from '@weir/core/contract';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { removeRateLimit } from '../../api/limit-mutations.ts';
import { rateLimitsQuery } from '../../api/limit-queries.ts';
import { organizationQuery } from '../../api/queries.ts';
import { formatCount } from '../../format/number.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Meter } from '../../ui/meter.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { scopeLabel, scopeSentence } from '../budgets/scope.ts';
import { RemoveRecord } from '../records/RemoveRecord.tsx';
import { text as recordText } from '../records/text.ts';
import { RecordActions } from '../routing/RecordActions.tsx';
import { rateNotes, rateSentence } from './prepare.ts';
import { rateText as text } from './text.ts';

const RateLimitDialog = lazy(() => import('./RateLimitDialog.tsx'));

interface Asked {
  what: 'create' | 'change' | 'remove';
  limit?: RateLimitView;
}

function Busiest({ status }: Pick<RateLimitView, 'status'>) {
  if (status === undefined) return text.unknown;
  const { busiest, busiest_percent: percent } = status;
  return (
    <div className="flex min-w-28 flex-col gap-1.5">
      <span className="flex justify-between gap-3 text-xs">
        <span className="truncate">{busiest ?? (percent === 0 ? text.quiet : '')}</span>
        <span className="tabular text-ink-2">{text.busiestOf(percent)}</span>
      </span>
      <Meter value={percent / 100} tone={percent >= 95 ? 'bad' : percent >= 80 ? 'warn' : 'accent'} />
    </div>
  );
}

function useColumns(currency: string, ask: (asked: Asked) => void): Column<RateLimitView>[] {
  return useMemo(
    () => [
      {
        id: 'what',
        header: text.what,
        cell: (limit) => {
          const notes = rateNotes(limit, currency);
          return (
            <>
              <span className="font-medium">{rateSentence(limit, currency)}</span>
              {notes === '' ? null : <span className="block text-xs text-ink-3">{notes}</span>}
              <span className="block text-xs text-ink-3">{limit.name}</span>
            </>
          );
        },
      },
      { id: 'scope', header: text.scope, from: 'sm', cell: ({ scope }) => scopeSentence(scope) },
      {
        id: 'per',
        header: text.per,
        from: 'md',
        cell: ({ per }) =>
          per === undefined ? <span className="text-ink-3">{text.all}</span> : scopeLabel(per),
      },
      {
        id: 'refused',
        header: text.refused,
        align: 'end',
        cell: ({ status }) => (status === undefined ? text.unknown : formatCount(status.refused)),
      },
      {
        id: 'queued',
        header: text.queued,
        align: 'end',
        from: 'md',
        cell: ({ status }) => (status === undefined ? text.unknown : formatCount(status.queued)),
      },
      { id: 'busiest', header: text.busiest, from: 'sm', cell: (limit) => <Busiest status={limit.status} /> },
      {
        id: 'actions',
        header: recordText.actions,
        align: 'end',
        cell: (limit) => (
          <span className="inline-flex">
            <RecordActions
              id={limit.name}
              onChange={() => ask({ what: 'change', limit })}
              onRemove={() => ask({ what: 'remove', limit })}
            />
          </span>
        ),
      },
    ],
    [currency, ask],
  );
}

/** How fast calls may come. */
export function RateLimits() {
  const { data, error, refetch } = useQuery(rateLimitsQuery());
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const [asked, setAsked] = useState<Asked>();
  const columns = useColumns(currency, setAsked);
  const close = () => setAsked(undefined);
  return (
    <>
      <Panel
        title={text.section}
        note={text.lead}
        actions={
          <Button size="sm" onClick={() => setAsked({ what: 'create' })}>
            <Plus aria-hidden />
            {text.create}
          </Button>
        }
        flush
      >
        {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
        {data === undefined ? (
          error === null && <SkeletonRows rows={3} />
        ) : data.length === 0 ? (
          <Empty title={text.empty}>
            <p className="mb-3">{text.emptyHint}</p>
            <CodeBlock text={text.cli} label={text.cliLabel} />
          </Empty>
        ) : (
          <DataTable caption={text.caption} columns={columns} rows={data} rowId={({ id }) => id} />
        )}
      </Panel>
      <Suspense>
        {asked?.what === 'create' ? <RateLimitDialog onClose={close} /> : null}
        {asked?.what === 'change' && asked.limit !== undefined ? (
          <RateLimitDialog limit={asked.limit} onClose={close} />
        ) : null}
      </Suspense>
      {asked?.what === 'remove' && asked.limit !== undefined ? (
        <RemoveRecord
          id={asked.limit.id}
          lead={text.removeLead}
          done={text.removed(asked.limit.id)}
          remove={removeRateLimit}
          onClose={close}
        />
      ) : null}
    </>
  );
}
