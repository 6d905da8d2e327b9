import { useQuery } from '@tanstack/react-query';
import { Download } from 'lucide-react';
import { cachingQuery } from '../../api/gateway-queries.ts';
import { downloadText } from '../../charts/draw/download.ts';
import { IconButton, LinkButton } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { CachingStats } from './CachingStats.tsx';
import { CachingTable } from './CachingTable.tsx';
import { cachingCsv, hasCaching } from './csv.ts';
import { text } from './text.ts';

export default function CachingPage() {
  const scope = usePageScope('30d');
  const report = useQuery(cachingQuery(scope.query, scope.isKnown));
  const { data, error } = report;
  return (
    <Page
      title={text.title}
      bar={<ScopeBar scope={scope} dimensions="any" />}
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
