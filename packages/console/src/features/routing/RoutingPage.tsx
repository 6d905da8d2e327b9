import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { dataClassesQuery, routesQuery } from '../../api/gateway-queries.ts';
import { Page } from '../../ui/page.tsx';
import { SUBLINK_CLASS, SUBNAV_CLASS } from '../../ui/subnav.ts';
import { DataClassesSection } from './DataClassesSection.tsx';
import { RoutesSection } from './RoutesSection.tsx';
import { Simulator } from './Simulator.tsx';
import { SECTIONS } from './search.ts';
import { text } from './text.ts';

const route = getRouteApi('/shell/routing');

export default function RoutingPage() {
  const search = route.useSearch();
  const current = search.section ?? 'routes';
  const counts = {
    routes: useQuery(routesQuery()).data?.length,
    'data-classes': useQuery(dataClassesQuery()).data?.length,
    simulate: undefined,
  };
  return (
    <Page title={text.title} lead={text.lead}>
      <nav aria-label={text.sections} className={SUBNAV_CLASS}>
        {SECTIONS.map((section) => (
          <Link
            key={section}
            to="/routing"
            search={section === 'routes' ? {} : { section }}
            replace
            activeOptions={{ exact: true }}
            inactiveProps={section === current ? { 'aria-current': 'page' } : {}}
            className={SUBLINK_CLASS}
          >
            {text.labels[section]}
            {counts[section] === undefined ? null : (
              <span className="tabular text-xs font-normal text-ink-3">{counts[section]}</span>
            )}
          </Link>
        ))}
      </nav>
      {current === 'routes' ? (
        <RoutesSection />
      ) : current === 'data-classes' ? (
        <DataClassesSection />
      ) : (
        <Simulator search={search} />
      )}
    </Page>
  );
}
