import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense } from 'react';
import { alertsQuery } from '../../api/alert-queries.ts';
import { pendingApprovalsQuery } from '../../api/limit-queries.ts';
import { overviewQuery } from '../../api/queries.ts';
import { formatMoment } from '../../format/time.ts';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { FindingsPanel } from './FindingsPanel.tsx';
import { SandboxNotice } from './SandboxNotice.tsx';
import { SpendStats } from './SpendStats.tsx';
import { TopList } from './TopList.tsx';
import { TrendPanel } from './TrendPanel.tsx';
import { text } from './text.ts';

/** Seen until the first call, and when somebody is waited for: fetched then. */
const Welcome = lazy(() => import('./Welcome.tsx'));
/** Beneath what is seen first. */
const ModelHealth = lazy(() => import('../home/ModelHealth.tsx'));
const DearCalls = lazy(() => import('../home/DearCalls.tsx'));
const NeedsPerson = lazy(() => import('./NeedsPerson.tsx'));

/** Whether an alert is open or a question waits; the navigation asks both in any case. */
function useIsWaitedFor(): boolean {
  const alerts = useQuery(alertsQuery('open')).data?.length ?? 0;
  const approvals = useQuery(pendingApprovalsQuery()).data?.length ?? 0;
  return alerts + approvals > 0;
}

export function OverviewPage() {
  const isWaitedFor = useIsWaitedFor();
  const { data, error, refetch } = useQuery(overviewQuery());
  const isEmpty = data?.month.calls === 0 && data.trend.every((row) => row.calls === 0);
  const lead =
    data === undefined ? (
      <span>&nbsp;</span>
    ) : (
      <span className="inline-flex flex-wrap items-center gap-2">
        {text.asOf(formatMoment(data.as_of, data.time_zone), data.time_zone)}
        {data.sandbox_only ? null : <SandboxNotice />}
        {data.sandbox_only && !isEmpty ? (
          <Tag tone="warn" title={text.sandboxHint}>
            {text.sandbox}
          </Tag>
        ) : null}
      </span>
    );
  return (
    <Page title={text.title} lead={lead}>
      <div className="flex flex-col gap-5">
        {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
        {error !== null && data === undefined ? null : isEmpty ? (
          <Suspense>
            <Welcome />
          </Suspense>
        ) : (
          <>
            {isWaitedFor ? (
              <Suspense>
                <NeedsPerson />
              </Suspense>
            ) : null}
            <SpendStats data={data} />
            <TrendPanel data={data} />
            <div className="grid gap-5 lg:grid-cols-2">
              <TopList
                title={text.topWorkloads}
                dimension="workload"
                rows={data?.top_workloads}
                total={data?.month.cost}
                currency={data?.currency}
              />
              <Suspense fallback={<Skeleton className="h-80" />}>
                <DearCalls />
              </Suspense>
            </div>
            <Suspense fallback={<Skeleton className="h-104" />}>
              <ModelHealth />
            </Suspense>
            <FindingsPanel />
          </>
        )}
      </div>
    </Page>
  );
}
