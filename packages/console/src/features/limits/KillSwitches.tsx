import { useQuery } from '@tanstack/react-query';
import type { Kill } from '@weir/core/contract';
import { OctagonX } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { activeKillsQuery, killsQuery } from '../../api/limit-queries.ts';
import { formatAgo, formatMoment } from '../../format/time.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { type Column, DataTable } from '../../ui/table.tsx';
import { useNow } from '../scope/useNow.ts';
import { useZone } from '../scope/useZone.ts';
import { byReach, targetSentence } from './prepare.ts';
import { ResumeButton } from './ResumeButton.tsx';
import { killText as text } from './text.ts';

const StopDialog = lazy(() => import('./StopDialog.tsx'));

function ActiveKill({ kill, now }: { kill: Kill; now: number }) {
  return (
    <li className="flex flex-wrap items-start gap-x-4 gap-y-3 bg-bad-weak px-4 py-3 sm:px-5">
      <OctagonX aria-hidden className="mt-0.5 size-5 shrink-0 text-bad" />
      <div className="min-w-0 flex-1 basis-60">
        <p className="font-semibold break-words text-bad">{targetSentence(kill)}</p>
        <p className="mt-0.5 text-sm break-words">{kill.reason}</p>
        <p className="mt-0.5 text-xs text-ink-2">
          {text.stoppedBy(kill.by, formatAgo(kill.created_at, now))} {kill.cut ? text.cut : text.notCut}
        </p>
      </div>
      <ResumeButton kill={kill} />
    </li>
  );
}

function EndedKills({ kills, zone }: { kills: readonly Kill[]; zone: string }) {
  const columns = useMemo((): Column<Kill>[] => {
    const moment = (at: string | undefined) => (
      <span className="whitespace-nowrap">{at === undefined ? '–' : formatMoment(at, zone)}</span>
    );
    return [
      { id: 'target', header: text.target, cell: targetSentence, className: 'break-all' },
      { id: 'reason', header: text.reason, from: 'sm', cell: ({ reason }) => reason },
      { id: 'by', header: text.by, from: 'md', cell: ({ by }) => by },
      { id: 'since', header: text.since, from: 'sm', cell: ({ created_at: at }) => moment(at) },
      { id: 'until', header: text.until, cell: ({ ended_at: at }) => moment(at) },
      { id: 'endedBy', header: text.endedBy, from: 'md', cell: ({ ended_by: by }) => by ?? '–' },
    ];
  }, [zone]);
  return (
    <details className="border-t border-line">
      <summary className="cursor-pointer px-4 py-3 text-sm text-ink-2 hover:text-ink">
        {text.ended} <span className="tabular text-xs text-ink-3">{kills.length}</span>
      </summary>
      <DataTable caption={text.endedCaption} columns={columns} rows={kills} rowId={({ id }) => id} />
    </details>
  );
}

/** What is stopped, by whom and why, and the way to stop something or let it go on. */
export function KillSwitches() {
  const zone = useZone();
  const now = useNow(10_000).getTime();
  const { data: active, error, refetch } = useQuery(activeKillsQuery());
  const ended = useQuery(killsQuery('ended')).data ?? [];
  const [stopping, setStopping] = useState(false);
  return (
    <Panel
      title={text.section}
      note={text.lead}
      actions={
        <Button size="sm" look="danger" onClick={() => setStopping(true)}>
          <OctagonX aria-hidden />
          {text.stop}
        </Button>
      }
      flush
      className="overflow-hidden"
    >
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {active === undefined ? (
        error === null && <SkeletonRows rows={1} columns={3} />
      ) : active.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">{text.none}</p>
      ) : (
        <ul aria-label={text.active} className="divide-y divide-line border-t border-line">
          {byReach(active).map((kill) => (
            <ActiveKill key={kill.id} kill={kill} now={now} />
          ))}
        </ul>
      )}
      {ended.length === 0 ? null : <EndedKills kills={ended} zone={zone} />}
      <Suspense>{stopping ? <StopDialog onClose={() => setStopping(false)} /> : null}</Suspense>
    </Panel>
  );
}
