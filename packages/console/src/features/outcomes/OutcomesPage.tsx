import { getRouteApi } from '@tanstack/react-router';
import { Plus, Upload } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { ListSection } from './ListSection.tsx';
import { SectionNav } from './SectionNav.tsx';
import { text } from './text.ts';

const RatesSection = lazy(() => import('./RatesSection.tsx'));
const RulesSection = lazy(() => import('./RulesSection.tsx'));
const QualitySection = lazy(() => import('./QualitySection.tsx'));
const TellSection = lazy(() => import('./TellSection.tsx'));
const RecordOutcome = lazy(() => import('./RecordOutcome.tsx'));
const ImportDialog = lazy(() => import('./ImportDialog.tsx'));

const route = getRouteApi('/shell/outcomes');
const FILTERS = ['workload'] as const;

export default function OutcomesPage() {
  const scope = usePageScope('30d');
  const { section = 'list' } = route.useSearch();
  const [asked, setAsked] = useState<'record' | 'import'>();
  const close = () => setAsked(undefined);
  const hasPeriod = section === 'list' || section === 'rates' || section === 'quality';
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        <>
          <Button onClick={() => setAsked('import')}>
            <Upload aria-hidden />
            {text.import}
          </Button>
          <Button onClick={() => setAsked('record')}>
            <Plus aria-hidden />
            {text.record}
          </Button>
        </>
      }
      {...(hasPeriod ? { bar: <ScopeBar scope={scope} dimensions={FILTERS} /> } : {})}
    >
      <SectionNav current={section} />
      <Suspense
        fallback={
          <Panel flush>
            <SkeletonRows rows={8} />
          </Panel>
        }
      >
        {section === 'list' ? <ListSection scope={scope} /> : null}
        {section === 'rates' ? <RatesSection scope={scope} /> : null}
        {section === 'rules' ? <RulesSection /> : null}
        {section === 'quality' ? <QualitySection scope={scope} /> : null}
        {section === 'tell' ? <TellSection /> : null}
      </Suspense>
      <Suspense>
        {asked === 'record' ? <RecordOutcome onClose={close} /> : null}
        {asked === 'import' ? <ImportDialog onClose={close} /> : null}
      </Suspense>
    </Page>
  );
}
