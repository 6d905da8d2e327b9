import { useInfiniteQuery } from '@tanstack/react-query';
import { Pause, Play } from 'lucide-react';
import { useMemo, useRef, useState } from 'react';
import { callsQuery } from '../../api/queries.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { CallsEmpty } from './CallsEmpty.tsx';
import { CallsTable } from './CallsTable.tsx';
import { text } from './text.ts';

const PAGE_SIZE = 50;

/** Ids that were not in the list when it was first shown: they are tinted. */
function useFresh(ids: readonly string[], question: string): ReadonlySet<string> {
  const known = useRef<{ question: string; ids: Set<string> }>(undefined);
  return useMemo(() => {
    if (known.current === undefined || known.current.question !== question || known.current.ids.size === 0) {
      known.current = { question, ids: new Set(ids) };
      return new Set<string>();
    }
    const before = known.current.ids;
    const fresh = ids.slice(0, PAGE_SIZE).filter((id) => !before.has(id));
    for (const id of ids) before.add(id);
    return new Set(fresh);
  }, [ids, question]);
}

export default function CallsPage() {
  const scope = usePageScope('7d');
  const { zone, isKnown } = scope;
  const [follows, setFollows] = useState(true);
  const query = { ...scope.query, limit: PAGE_SIZE };
  const options = callsQuery(query);
  // not followed: the list is fetched once under a key that live updates do not touch
  const calls = useInfiniteQuery({
    ...options,
    enabled: isKnown,
    staleTime: follows ? 0 : Number.POSITIVE_INFINITY,
    ...(follows ? {} : { queryKey: ['calls-held', ...options.queryKey.slice(1)] as typeof options.queryKey }),
  });
  const rows = useMemo(() => calls.data?.pages.flatMap((page) => page.data) ?? [], [calls.data]);
  const ids = useMemo(() => rows.map((row) => row.call_id), [rows]);
  const fresh = useFresh(ids, JSON.stringify(query));
  return (
    <Page
      title={text.title}
      lead={text.lead}
      bar={<ScopeBar scope={scope} dimensions="any" />}
      actions={
        <Button
          size="sm"
          aria-pressed={follows}
          title={follows ? text.followHint : text.followOff}
          onClick={() => setFollows(!follows)}
        >
          {follows ? (
            <Pause aria-hidden className="text-ink-3" />
          ) : (
            <Play aria-hidden className="text-ink-3" />
          )}
          {follows ? text.following : text.follow}
        </Button>
      }
    >
      <div className="flex flex-col gap-4">
        {calls.error === null ? null : <Failure error={calls.error} onRetry={() => void calls.refetch()} />}
        <Panel flush>
          {calls.data === undefined ? (
            calls.error === null && <SkeletonRows rows={14} />
          ) : rows.length === 0 ? (
            <CallsEmpty isFiltered={scope.isNarrowed} onClear={scope.clear} />
          ) : (
            <CallsTable
              caption={text.caption}
              rows={rows}
              zone={zone}
              fresh={fresh}
              stale={calls.isPlaceholderData}
            />
          )}
        </Panel>
        {calls.hasNextPage ? (
          <div className="text-center">
            <Button onClick={() => void calls.fetchNextPage()} disabled={calls.isFetchingNextPage}>
              {text.more}
            </Button>
          </div>
        ) : null}
      </div>
    </Page>
  );
}
