import { lazy, Suspense } from 'react';
import { Page } from '../../ui/page.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { OverviewPage } from '../overview/OverviewPage.tsx';
import { useRole } from '../shell/roles.ts';
import { text } from './text.ts';

/** Engineers see theirs at once; the pages of the others are fetched for those who chose them. */
const HOMES = {
  product: lazy(() => import('./ProductHome.tsx')),
  finance: lazy(() => import('./FinanceHome.tsx')),
  executive: lazy(() => import('./ExecutiveHome.tsx')),
} as const;

/** First page, by role. Same heading for all: it is the same company. */
export function HomePage() {
  const role = useRole();
  if (role === 'engineer') return <OverviewPage />;
  const Home = HOMES[role];
  return (
    <Suspense
      fallback={
        <Page title={text.title} lead={text.leads[role]}>
          <Skeleton className="h-96" />
        </Page>
      }
    >
      <Home />
    </Suspense>
  );
}
