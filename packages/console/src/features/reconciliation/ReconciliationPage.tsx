import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { proposalsQuery } from '../../api/books-queries.ts';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { SUBLINK_CLASS, SUBNAV_CLASS } from '../../ui/subnav.ts';
import { GapSection } from './GapSection.tsx';
import { SECTIONS } from './search.ts';
import { sectionLabels, text } from './text.ts';
import { useReconciliation } from './useReconciliation.ts';

const ProposalsSection = lazy(() => import('./ProposalsSection.tsx'));
const MonthsSection = lazy(() => import('./MonthsSection.tsx'));

const waiting = (
  <Panel flush>
    <SkeletonRows rows={4} />
  </Panel>
);

export default function ReconciliationPage() {
  const state = useReconciliation();
  const { section: current = 'gap', month } = state.search;
  const open = useInfiniteQuery(proposalsQuery({ state: 'open', kind: undefined, month: undefined })).data;
  const count = open?.pages.reduce((sum, page) => sum + page.data.length, 0);
  return (
    <Page title={text.title} lead={text.lead}>
      <nav aria-label={text.sections} className={SUBNAV_CLASS}>
        {SECTIONS.map((section) => (
          <Link
            key={section}
            to="/reconciliation"
            search={{ ...(section === 'gap' ? {} : { section }), ...(month === undefined ? {} : { month }) }}
            replace
            activeOptions={{ exact: true }}
            inactiveProps={section === current ? { 'aria-current': 'page' } : {}}
            className={SUBLINK_CLASS}
          >
            {sectionLabels[section]}
            {section !== 'proposals' || count === undefined || count === 0 ? null : (
              <span className="tabular text-xs font-normal text-ink-3">{count}</span>
            )}
          </Link>
        ))}
      </nav>
      <Suspense fallback={waiting}>
        {current === 'proposals' ? (
          <ProposalsSection state={state} />
        ) : current === 'months' ? (
          <MonthsSection state={state} />
        ) : (
          <GapSection state={state} />
        )}
      </Suspense>
    </Page>
  );
}
