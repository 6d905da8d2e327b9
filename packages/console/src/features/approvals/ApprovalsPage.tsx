import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Approval } from '@weir/core/contract';
import { lazy, Suspense, useMemo, useState } from 'react';
import { approvalsQuery } from '../../api/limit-queries.ts';
import { organizationQuery } from '../../api/queries.ts';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { SUBLINK_CLASS, SUBNAV_CLASS } from '../../ui/subnav.ts';
import { useZone } from '../scope/useZone.ts';
import { HistoryTable } from './HistoryTable.tsx';
import { PendingList } from './PendingList.tsx';
import { sorted } from './prepare.ts';
import { text } from './text.ts';

const DecideDialog = lazy(() => import('./DecideDialog.tsx'));

const route = getRouteApi('/shell/approvals');
const PARTS = [
  { part: 'pending', search: {}, label: text.pending },
  { part: 'history', search: { show: 'history' }, label: text.history },
] as const;

export default function ApprovalsPage() {
  const current = route.useSearch().show ?? 'pending';
  const zone = useZone();
  const currency = useQuery(organizationQuery()).data?.currency ?? 'USD';
  const { data, error, refetch } = useQuery(approvalsQuery());
  const parts = useMemo(() => (data === undefined ? undefined : sorted(data)), [data]);
  const counts = { pending: parts?.pending.length, history: parts?.decided.length };
  const [asked, setAsked] = useState<{ approval: Approval; answer: 'approve' | 'reject' }>();
  return (
    <Page title={text.title} lead={text.lead}>
      <nav aria-label={text.parts} className={SUBNAV_CLASS}>
        {PARTS.map(({ part, search, label }) => (
          <Link
            key={part}
            to="/approvals"
            search={search}
            replace
            activeOptions={{ exact: true }}
            inactiveProps={part === current ? { 'aria-current': 'page' } : {}}
            className={SUBLINK_CLASS}
          >
            {label}
            {counts[part] === undefined ? null : (
              <span className="tabular text-xs font-normal text-ink-3">{counts[part]}</span>
            )}
          </Link>
        ))}
      </nav>
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {parts === undefined && error !== null ? null : (
        <Panel flush>
          {parts === undefined ? (
            <SkeletonRows rows={3} />
          ) : current === 'pending' ? (
            <PendingList
              pending={parts.pending}
              currency={currency}
              onAnswer={(approval, answer) => setAsked({ approval, answer })}
            />
          ) : (
            <HistoryTable decided={parts.decided} currency={currency} zone={zone} />
          )}
        </Panel>
      )}
      <Suspense>
        {asked === undefined ? null : <DecideDialog {...asked} onClose={() => setAsked(undefined)} />}
      </Suspense>
    </Page>
  );
}
