import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { Download } from 'lucide-react';
import { useMemo } from 'react';
import { cachingQuery } from '../../api/gateway-queries.ts';
import { downloadText } from '../../charts/draw/download.ts';
import { IconButton, LinkButton } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { FilterBar } from '../scope/FilterBar.tsx';
import { RangePicker } from '../scope/RangePicker.tsx';
import { resolveRange } from '../scope/range.ts';
import type { Scope } from '../scope/scope.ts';
import { useNow } from '../scope/useNow.ts';
import { useKnownZone } from '../scope/useZone.ts';
import { CachingStats } from './CachingStats.tsx';
import { CachingTable } from './CachingTable.tsx';
import { cachingCsv, hasCaching } from './csv.ts';
import { text } from './text.ts';

const route = getRouteApi('/shell/caching');
const DEFAULT_RANGE = '30d';

export default function CachingPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const { zone, isKnown } = useKnownZone();
  const now = useNow();
  const range = useMemo(() => resolveRange(search, DEFAULT_RANGE, now, zone), [search, now, zone]);
  const report = useQuery(
    cachingQuery(
      { since: range.since.toISOString(), until: range.until.toISOString(), filter: search.filter },
      isKnown,
    ),
  );
  const { data, error } = report;
  const change = (part: Partial<Scope>) =>
    void navigate({
      to: '/caching',
      search: (before: Scope) => ({ ...before, ...part }),
      replace: true,
      resetScroll: false,
    });
  return (
    <Page
      title={text.title}
      lead={
        <span className="inline-flex flex-wrap items-center gap-2">
          {text.lead}
          {data === undefined ? null : (
            <Tag>{data.sandbox === 'exclude' ? text.sandboxOut : text.sandboxIn}</Tag>
          )}
        </span>
      }
    >
      <div className="flex flex-col gap-4">
        <div className="flex flex-wrap items-center gap-2">
          <RangePicker preset={search.range ?? DEFAULT_RANGE} range={range} zone={zone} onChange={change} />
          <FilterBar filter={search.filter} onChange={(filter) => change({ filter })} />
        </div>
        {error === null ? null : <Failure error={error} onRetry={() => void report.refetch()} />}
        {data === undefined ? (
          error === null && (
            <Panel flush>
              <SkeletonRows rows={8} />
            </Panel>
          )
        ) : !hasCaching(data) ? (
          <Panel>
            <Empty title={text.empty} action={<LinkButton to="/workloads">{text.toWorkloads}</LinkButton>}>
              {text.emptyHint}
            </Empty>
          </Panel>
        ) : (
          <>
            <CachingStats report={data} />
            <Panel
              title={text.byWorkload}
              flush
              actions={
                <IconButton
                  label={text.csv}
                  look="plain"
                  onClick={() => downloadText('weir-caching.csv', cachingCsv(data))}
                >
                  <Download aria-hidden />
                </IconButton>
              }
            >
              <CachingTable report={data} stale={report.isPlaceholderData} />
            </Panel>
          </>
        )}
      </div>
    </Page>
  );
}
