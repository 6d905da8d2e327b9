import { useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { exchangeRatesQuery, overridesQuery, priceListsQuery } from '../../api/price-queries.ts';
import { Page } from '../../ui/page.tsx';
import { CoverageSection } from './CoverageSection.tsx';
import { ListsSection } from './ListsSection.tsx';
import { OwnSection } from './OwnSection.tsx';
import { RatesSection } from './RatesSection.tsx';
import { RerateSection } from './RerateSection.tsx';
import { SectionNav } from './SectionNav.tsx';
import type { Section } from './search.ts';
import { text } from './text.ts';

const route = getRouteApi('/shell/prices');

const PARTS: Record<Section, React.ComponentType> = {
  coverage: CoverageSection,
  lists: ListsSection,
  own: OwnSection,
  rates: RatesSection,
  rerate: RerateSection,
};

export default function PricesPage() {
  const { section = 'coverage' } = route.useSearch();
  const lists = useQuery(priceListsQuery()).data;
  const overrides = useQuery(overridesQuery()).data;
  const rates = useQuery(exchangeRatesQuery()).data;
  const Part = PARTS[section];
  return (
    <Page title={text.title} lead={text.lead}>
      <SectionNav
        current={section}
        counts={{ lists: lists?.length, own: overrides?.length, rates: rates?.length }}
      />
      <Part />
    </Page>
  );
}
