import { OverviewPage } from '../overview/OverviewPage.tsx';

export function HomePage() {
  return <OverviewPage />;
}
