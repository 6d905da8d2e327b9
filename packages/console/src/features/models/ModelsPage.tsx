import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useCallback, useMemo } from 'react';
import { modelsQuery } from '../../api/gateway-queries.ts';
import { formatCount } from '../../format/number.ts';
import { Button, LinkButton } from '../../ui/button.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ModelFilters } from './ModelFilters.tsx';
import { ModelsTable } from './ModelsTable.tsx';
import type { ModelsSearch } from './search.ts';
import { text } from './text.ts';

const route = getRouteApi('/shell/models');

function NoModels({ search, onClear }: { search: ModelsSearch; onClear: () => void }) {
  return (
    <Empty
      title={text.empty}
      action={
        <span className="flex gap-2">
          <Button onClick={onClear}>{text.clear}</Button>
          {search.available === undefined ? null : (
            <LinkButton to="/providers">{text.toProviders}</LinkButton>
          )}
        </span>
      }
    >
      {search.available === undefined ? text.emptyHint : text.emptyAvailable}
    </Empty>
  );
}

export default function ModelsPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const models = useInfiniteQuery(modelsQuery({ ...search }));
  const rows = useMemo(() => models.data?.pages.flatMap((page) => page.data), [models.data]);
  const change = useCallback(
    (part: Partial<ModelsSearch>) =>
      void navigate({
        to: '/models',
        search: (before: ModelsSearch) => ({ ...before, ...part }),
        replace: true,
        resetScroll: false,
      }),
    [navigate],
  );
  return (
    <Page title={text.title} lead={text.lead}>
      <div className="flex flex-col gap-4">
        <ModelFilters search={search} onChange={change} />
        {models.error === null ? null : (
          <Failure error={models.error} onRetry={() => void models.refetch()} />
        )}
        {rows === undefined && models.error !== null ? null : (
          <Panel flush>
            {rows === undefined ? (
              <SkeletonRows rows={14} />
            ) : rows.length === 0 ? (
              <NoModels search={search} onClear={() => void navigate({ to: '/models', search: {} })} />
            ) : (
              <ModelsTable models={rows} stale={models.isPlaceholderData} />
            )}
          </Panel>
        )}
        {rows === undefined || rows.length === 0 ? null : (
          <div className="flex items-center justify-center gap-4 text-sm text-ink-3">
            {text.count(formatCount(rows.length), models.hasNextPage)} · {text.perMillion}
            {models.hasNextPage ? (
              <Button onClick={() => void models.fetchNextPage()} disabled={models.isFetchingNextPage}>
                {text.more}
              </Button>
            ) : null}
          </div>
        )}
      </div>
    </Page>
  );
}
