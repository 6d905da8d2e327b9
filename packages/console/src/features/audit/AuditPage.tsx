import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { AuditEntry } from '@weir/core/contract';
import { useMemo } from 'react';
import { auditQuery } from '../../api/queries.ts';
import { formatMomentLong } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Popover } from '../../ui/popover.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useZone } from '../scope/useZone.ts';
import { fieldChanges } from './changes.ts';
import { text } from './text.ts';

function Changes({ entry }: { entry: AuditEntry }) {
  const changes = fieldChanges(entry);
  if (changes.length === 0) return <span className="text-ink-3">{text.nothing}</span>;
  return (
    <Popover
      align="end"
      title={text.changesOf(entry.subject)}
      className="max-h-96 w-[30rem] overflow-y-auto"
      trigger={
        <Button size="sm" look="quiet">
          {text.fields(changes.length)}
        </Button>
      }
    >
      <dl className="divide-y divide-line">
        {changes.map(({ field, before, after }) => (
          <div key={field} className="grid grid-cols-[8rem_minmax(0,1fr)] gap-3 py-1.5">
            <dt className="text-ink-3">{field}</dt>
            <dd className="font-mono text-xs leading-5 break-words">
              {before === undefined ? null : <del className="mr-2 text-bad no-underline">{before}</del>}
              {after === undefined ? null : <ins className="text-good no-underline">{after}</ins>}
            </dd>
          </div>
        ))}
      </dl>
    </Popover>
  );
}

const route = getRouteApi('/shell/audit');

export default function AuditPage() {
  const zone = useZone();
  const { subject } = route.useSearch();
  const { data, error, refetch, hasNextPage, fetchNextPage, isFetchingNextPage } = useInfiniteQuery(
    auditQuery(subject),
  );
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data), [data]);
  const columns = useMemo(
    (): Column<AuditEntry>[] => [
      {
        id: 'at',
        header: text.at,
        cell: (entry) => formatMomentLong(entry.at, zone),
        className: 'whitespace-nowrap',
      },
      { id: 'actor', header: text.actor, cell: (entry) => entry.actor, from: 'sm' },
      {
        id: 'action',
        header: text.action,
        cell: (entry) => <code className="font-mono text-xs">{entry.action}</code>,
      },
      { id: 'subject', header: text.subject, cell: (entry) => entry.subject, from: 'sm' },
      { id: 'changes', header: text.changes, align: 'end', cell: (entry) => <Changes entry={entry} /> },
    ],
    [zone],
  );
  return (
    <Page title={text.title} lead={text.lead}>
      {subject === undefined ? null : (
        <p className="mb-4 flex flex-wrap items-center gap-3 text-sm">
          <span>{text.only(subject)}</span>
          <Link to="/audit" className={LINK_CLASS}>
            {text.showAll}
          </Link>
        </p>
      )}
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      <Panel flush>
        {rows === undefined ? (
          <SkeletonRows rows={8} />
        ) : rows.length === 0 ? (
          <Empty title={text.none} />
        ) : (
          <DataTable caption={text.caption} columns={columns} rows={rows} rowId={(entry) => entry.id} />
        )}
      </Panel>
      {hasNextPage ? (
        <div className="mt-4 text-center">
          <Button onClick={() => void fetchNextPage()} disabled={isFetchingNextPage}>
            {text.more}
          </Button>
        </div>
      ) : null}
    </Page>
  );
}
