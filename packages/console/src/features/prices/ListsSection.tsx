import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import type { PriceListView } from '@weir/core/contract';
import { Upload } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { priceListsQuery } from '../../api/price-queries.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { SectionHead } from '../organization/SectionHead.tsx';
import { useZone } from '../scope/useZone.ts';
import { DecideDialog, type Decision } from './DecideDialog.tsx';
import { ListChanges } from './ListChanges.tsx';
import { ListTable } from './ListTable.tsx';
import { listsText as text } from './text.ts';

const ProposeDialog = lazy(() => import('./ProposeDialog.tsx'));
const route = getRouteApi('/shell/prices');

/** Price lists: which holds, which waits, and what each changes. */
export function ListsSection() {
  const { list } = route.useSearch();
  const zone = useZone();
  const { data, error, refetch } = useQuery(priceListsQuery());
  const [proposing, setProposing] = useState(false);
  const [deciding, setDeciding] = useState<{ list: PriceListView; decision: Decision }>();
  const decide = (one: PriceListView, decision: Decision) => setDeciding({ list: one, decision });
  // what waits is what one comes for
  const shown = list ?? data?.find(({ state }) => state === 'proposed')?.id;
  return (
    <>
      <SectionHead
        lead={text.lead}
        actions={
          <Button onClick={() => setProposing(true)}>
            <Upload aria-hidden className="text-ink-3" />
            {text.propose}
          </Button>
        }
      />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      <div className="flex flex-col gap-5">
        {data === undefined ? (
          error === null && (
            <Panel flush>
              <SkeletonRows rows={3} columns={4} />
            </Panel>
          )
        ) : (
          <Panel flush>
            <ListTable lists={data} zone={zone} shown={shown} />
          </Panel>
        )}
        {shown === undefined ? null : <ListChanges key={shown} id={shown} onDecide={decide} />}
      </div>
      <Suspense>{proposing ? <ProposeDialog onClose={() => setProposing(false)} /> : null}</Suspense>
      {deciding === undefined ? null : (
        <DecideDialog {...deciding} zone={zone} onClose={() => setDeciding(undefined)} />
      )}
    </>
  );
}
