import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { environmentsQuery } from '../../api/queries.ts';
import { Page } from '../../ui/page.tsx';
import { EnvironmentsSection } from './EnvironmentsSection.tsx';
import { OwnersSection } from './OwnersSection.tsx';
import { SectionNav } from './SectionNav.tsx';
import { SettingsSection } from './SettingsSection.tsx';
import { text } from './text.ts';
import { useOwnership } from './useOwnership.ts';

const route = getRouteApi('/shell/organization');

export default function OrganizationPage() {
  const { section = 'settings' } = route.useSearch();
  const { ownership } = useOwnership();
  const environments = useQuery(environmentsQuery()).data;
  return (
    <Page title={text.title} lead={text.lead}>
      <SectionNav
        counts={{
          'cost-centers': ownership?.costCenters.length,
          teams: ownership?.teams.length,
          applications: ownership?.applications.length,
          environments: environments?.length,
        }}
      />
      {section === 'settings' ? (
        <SettingsSection />
      ) : section === 'environments' ? (
        <EnvironmentsSection />
      ) : (
        <OwnersSection key={section} kind={section} />
      )}
    </Page>
  );
}
