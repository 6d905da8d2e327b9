import { useInfiniteQuery } from '@tanstack/react-query';
import type { SourceRun } from '@weir/core/contract';
import { useMemo } from 'react';
import { sourceRunsQuery } from '../../api/source-queries.ts';
import { formatCount, formatDuration } from '../../format/number.ts';
import { formatMoment } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useZone } from '../scope/useZone.ts';
import { tookMs } from './prepare.ts';
import { RunTag } from './tags.tsx';
import { runsText as text } from './text.ts';

function Outcome({ run }: { run: SourceRun }) {
  const told = [...(run.error === undefined ? [] : [run.error]), ...run.warnings];
  return (
    <>
      <RunTag run={run} />
      {told.map((sentence) => (
        <span key={sentence} className="mt-0.5 block max-w-md text-xs break-words text-ink-2">
          {sentence}
        </span>
      ))}
    </>
  );
}

/** What a source did, newest first. */
export function RunsPanel({ id }: { id: string }) {
  const zone = useZone();
  const { data, error, hasNextPage, fetchNextPage } = useInfiniteQuery(sourceRunsQuery(id));
  const rows = useMemo(() => data?.pages.flatMap((page) => page.data), [data]);
  const columns = useMemo((): Column<SourceRun>[] => {
    const count = (
      name: 'read' | 'added' | 'revised' | 'quarantined',
      header: string,
      from: 'md' | 'sm' | 'lg',
    ) => ({
      id: name,
      header,
      align: 'end' as const,
      from,
      cell: (run: SourceRun) => <span className="tabular">{formatCount(run[name])}</span>,
    });
    return [
      {
        id: 'when',
        header: text.when,
        cell: ({ started_at: at, subject }) => (
          <>
            <span className="tabular whitespace-nowrap">{formatMoment(at, zone)}</span>
            <span className="block max-w-56 truncate text-xs text-ink-3" title={subject}>
              {subject ?? text.schedule}
            </span>
          </>
        ),
      },
      { id: 'state', header: text.state, cell: (run) => <Outcome run={run} /> },
      count('read', text.read, 'md'),
      count('added', text.added, 'sm'),
      count('revised', text.revised, 'md'),
      count('quarantined', text.bad, 'sm'),
      {
        id: 'took',
        header: text.took,
        align: 'end',
        from: 'lg',
        cell: (run) => {
          const took = tookMs(run);
          return <span className="tabular">{took === undefined ? '–' : formatDuration(took)}</span>;
        },
      },
    ];
  }, [zone]);
  return (
    <Panel flush title={text.title}>
      {error !== null && rows === undefined ? (
        <div className="p-4">
          <Failure error={error} />
        </div>
      ) : rows === undefined ? (
        <SkeletonRows rows={3} />
      ) : rows.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{text.none}</p>
      ) : (
        <DataTable caption={text.caption} columns={columns} rows={rows} rowId={(run) => run.id} />
      )}
      {hasNextPage ? (
        <div className="border-t border-line p-3 text-center">
          <Button size="sm" onClick={() => void fetchNextPage()}>
            {text.more}
          </Button>
        </div>
      ) : null}
    </Panel>
  );
}
