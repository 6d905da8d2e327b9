import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link, useNavigate } from '@tanstack/react-router';
import { alertChannelsQuery, alertRulesQuery, alertsQuery } from '../../api/alert-queries.ts';
import { Page } from '../../ui/page.tsx';
import { SUBLINK_CLASS, SUBNAV_CLASS } from '../../ui/subnav.ts';
import { AlertsSection } from './AlertsSection.tsx';
import { ChannelsSection } from './ChannelsSection.tsx';
import { DeliveriesSection } from './DeliveriesSection.tsx';
import { RulesSection } from './RulesSection.tsx';
import { type AlertsSearch, TABS } from './search.ts';
import { tabLabels, text } from './text.ts';

const route = getRouteApi('/shell/alerts');

export default function AlertsPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const current = search.tab ?? 'alerts';
  const counts = {
    alerts: useQuery(alertsQuery('open')).data?.length,
    rules: useQuery(alertRulesQuery()).data?.length,
    channels: useQuery(alertChannelsQuery()).data?.length,
    deliveries: undefined,
  };
  const change = (part: AlertsSearch) =>
    void navigate({ to: '/alerts', search: { ...search, ...part }, replace: true, resetScroll: false });
  return (
    <Page title={text.title} lead={text.lead}>
      <nav aria-label={text.tabs} className={SUBNAV_CLASS}>
        {TABS.map((tab) => (
          <Link
            key={tab}
            to="/alerts"
            search={tab === 'alerts' ? {} : { tab }}
            replace
            activeOptions={{ exact: true }}
            inactiveProps={tab === current ? { 'aria-current': 'page' } : {}}
            className={SUBLINK_CLASS}
          >
            {tabLabels[tab]}
            {counts[tab] === undefined ? null : (
              <span className="tabular text-xs font-normal text-ink-3">{counts[tab]}</span>
            )}
          </Link>
        ))}
      </nav>
      {current === 'alerts' ? (
        <AlertsSection search={search} onChange={change} />
      ) : current === 'rules' ? (
        <RulesSection />
      ) : current === 'channels' ? (
        <ChannelsSection />
      ) : (
        <DeliveriesSection search={search} onChange={change} />
      )}
    </Page>
  );
}
