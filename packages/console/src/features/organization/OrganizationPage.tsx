import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { peopleQuery } from '../../api/people-queries.ts';
import { environmentsQuery } from '../../api/queries.ts';
import { Page } from '../../ui/page.tsx';
import { EnvironmentsSection } from './EnvironmentsSection.tsx';
import { OwnersSection } from './OwnersSection.tsx';
import { PeopleSection } from './PeopleSection.tsx';
import { SectionNav } from './SectionNav.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import { text } from './text.ts';
import { useOwnership } from './useOwnership.ts';

const route = getRouteApi('/shell/organization');

export default function OrganizationPage() {
  const { section = 'settings' } = route.useSearch();
  const { ownership } = useOwnership();
  const environments = useQuery(environmentsQuery()).data;
  const people = useQuery(peopleQuery()).data;
  return (
    <Page title={text.title} lead={text.lead}>
      <SectionNav
        counts={{
          'cost-centers': ownership?.costCenters.length,
          teams: ownership?.teams.length,
          applications: ownership?.applications.length,
          people: people?.filter(({ state }) => state === 'active').length,
          environments: environments?.length,
        }}
      />
      {section === 'settings' ? (
        <SettingsSection />
      ) : section === 'people' ? (
        <PeopleSection />
      ) : section === 'environments' ? (
        <EnvironmentsSection />
      ) : (
        <OwnersSection key={section} kind={section} />
      )}
    </Page>
  );
}
