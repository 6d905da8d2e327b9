import { getRouteApi } from '@tanstack/react-router';
import { Page } from '../../ui/page.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { CoverageSection } from './CoverageSection.tsx';
import { RulesSection } from './RulesSection.tsx';
import { SectionNav } from './SectionNav.tsx';
import { TagsSection } from './TagsSection.tsx';
import { text } from './text.ts';
import { VirtualSection } from './VirtualSection.tsx';

const route = getRouteApi('/shell/attribution');

export default function AttributionPage() {
  const { section = 'coverage' } = route.useSearch();
  const scope = usePageScope('30d');
  return (
    <Page
      title={text.title}
      lead={text.lead}
      bar={section === 'coverage' ? <ScopeBar scope={scope} dimensions={[]} /> : undefined}
    >
      <SectionNav current={section} />
      {section === 'coverage' ? <CoverageSection scope={scope} /> : null}
      {section === 'rules' ? <RulesSection /> : null}
      {section === 'tags' ? <TagsSection /> : null}
      {section === 'virtual' ? <VirtualSection /> : null}
    </Page>
  );
}
