import { getRouteApi } from '@tanstack/react-router';
import { lazy, type ReactNode, Suspense } from 'react';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { type PageScope, usePageScope } from '../scope/usePageScope.ts';
import { SectionNav } from './SectionNav.tsx';
import { StackSection } from './StackSection.tsx';
import { LEVELS, type Level, type Section } from './search.ts';
import { text } from './text.ts';

const ItemsSection = lazy(() => import('./ItemsSection.tsx'));
const RulesSection = lazy(() => import('./RulesSection.tsx'));
const RunSection = lazy(() => import('./RunSection.tsx'));
const ExplainedSection = lazy(() => import('./ExplainedSection.tsx'));

const route = getRouteApi('/shell/full-cost');
const CHOICES = LEVELS.map((value) => ({ value, label: text.levels[value] }));

function LevelChoice({ level }: { level: Level }) {
  const navigate = route.useNavigate();
  const choose = (next: Level) =>
    void navigate({
      search: (before) => ({ ...before, per: next === 'workload' ? undefined : next }),
      replace: true,
    });
  return (
    <>
      <span className="hidden lg:inline-flex">
        <Segmented label={text.showBy} value={level} choices={CHOICES} onChange={choose} />
      </span>
      <Select
        showLabel
        label={text.showBy}
        value={level}
        choices={CHOICES}
        onChange={choose}
        className="lg:hidden"
      />
    </>
  );
}

const PARTS: Record<Exclude<Section, 'stack'>, (scope: PageScope) => ReactNode> = {
  items: () => <ItemsSection />,
  rules: () => <RulesSection />,
  run: () => <RunSection />,
  explained: () => <ExplainedSection />,
};

export default function FullCostPage() {
  const scope = usePageScope('month');
  const { section = 'stack', per: level = 'workload' } = route.useSearch();
  return (
    <Page
      title={text.title}
      lead={text.lead}
      {...(section === 'stack'
        ? {
            bar: (
              <ScopeBar scope={scope}>
                <LevelChoice level={level} />
              </ScopeBar>
            ),
          }
        : {})}
    >
      <SectionNav current={section} />
      {section === 'stack' ? (
        <StackSection scope={scope} level={level} />
      ) : (
        <Suspense
          fallback={
            <Panel flush>
              <SkeletonRows rows={8} />
            </Panel>
          }
        >
          {PARTS[section](scope)}
        </Suspense>
      )}
    </Page>
  );
}
