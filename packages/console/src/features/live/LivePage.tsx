import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Pause, Play } from 'lucide-react';
import { useRef } from 'react';
import { formatCount } from '../../format/number.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { CallsTable } from '../calls/CallsTable.tsx';
import { statusLabels } from '../calls/text.ts';
import { FilterBar } from '../scope/FilterBar.tsx';
import { readTerm } from '../scope/scope.ts';
import { useZone } from '../scope/useZone.ts';
import { LiveDot } from '../shell/LiveDot.tsx';
import { useLiveState } from '../shell/live-context.ts';
import { MOST_ROWS } from './tail.ts';
import { text } from './text.ts';
import { useTail } from './useTail.ts';
import { useTailKeys } from './useTailKeys.ts';

const route = getRouteApi('/shell/live');
const STATUSES = ['ok', 'client_aborted', 'upstream_error', 'refused', 'lost'] as const;
const ANY = '-';

export default function LivePage() {
  const { filter } = route.useSearch();
  const navigate = useNavigate();
  const zone = useZone();
  const live = useLiveState();
  const box = useRef<HTMLDivElement>(null);
  const tail = useTail(filter);
  const { paused, shown, waiting } = tail;
  useTailKeys(box, tail.toggle);
  const setFilter = (next: string[] | undefined) =>
    void navigate({ to: '/live', search: next === undefined ? {} : { filter: next }, replace: true });
  const status = filter?.map(readTerm).find(({ dimension }) => dimension === 'status')?.value ?? ANY;
  const setStatus = (next: string) => {
    const others = (filter ?? []).filter((term) => readTerm(term).dimension !== 'status');
    const all = next === ANY ? others : [...others, `status=${next}`];
    setFilter(all.length === 0 ? undefined : all);
  };
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <Button size="sm" aria-pressed={paused} onClick={tail.toggle}>
          {paused ? (
            <Play aria-hidden className="text-ink-3" />
          ) : (
            <Pause aria-hidden className="text-ink-3" />
          )}
          {paused ? text.resume : text.pause}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <Select
            showLabel
            label={text.statuses}
            value={status}
            choices={[
              { value: ANY, label: text.anyStatus },
              ...STATUSES.map((value) => ({ value, label: statusLabels[value] })),
            ]}
            onChange={setStatus}
          />
          <FilterBar filter={filter} onChange={setFilter} />
        </div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-xs text-ink-3">
          {paused ? (
            <span role="status" className="font-medium text-warn">
              {text.paused}
              {waiting > 0 ? ` · ${text.waiting(formatCount(waiting))}` : ''}
            </span>
          ) : (
            <LiveDot state={live} />
          )}
          <span>{text.seen(formatCount(shown.seen))}</span>
          <span className="ml-auto hidden sm:inline">{text.keys}</span>
        </div>
        {tail.error === null ? null : <Failure error={tail.error} onRetry={tail.retry} />}
        <div ref={box}>
          <Panel flush>
            {tail.isLoading && shown.rows.length === 0 ? (
              tail.error === null && <SkeletonRows rows={12} />
            ) : shown.rows.length === 0 ? (
              <Empty
                title={text.empty}
                action={<LinkButton to="/playground">{text.toPlayground}</LinkButton>}
              >
                {filter === undefined ? text.emptyHint : text.emptyFiltered}
              </Empty>
            ) : (
              <CallsTable
                caption={text.caption}
                rows={shown.rows}
                zone={zone}
                fresh={shown.fresh}
                stale={false}
              />
            )}
          </Panel>
        </div>
        <p className="text-xs text-ink-3">{shown.hasGap ? text.gap : text.bounded(formatCount(MOST_ROWS))}</p>
      </div>
    </Page>
  );
}
