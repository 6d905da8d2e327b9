import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import { Plus } from 'lucide-react';
import { lazy, Suspense, useState } from 'react';
import { mappingsQuery, sourcesQuery } from '../../api/source-queries.ts';
import { Button } from '../../ui/button.tsx';
import { CodeBlock } from '../../ui/code.tsx';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { SUBLINK_CLASS, SUBNAV_CLASS } from '../../ui/subnav.ts';
import { SourceTable } from './SourceTable.tsx';
import { SECTIONS } from './search.ts';
import { sectionLabels, text } from './text.ts';

const MappingsSection = lazy(() => import('./MappingsSection.tsx'));
const SourceDialog = lazy(() => import('./SourceDialog.tsx'));

const route = getRouteApi('/shell/sources');

function SourcesSection() {
  const { data, error, refetch } = useQuery(sourcesQuery());
  if (data === undefined && error !== null) return <Failure error={error} onRetry={() => void refetch()} />;
  return (
    <Panel flush>
      {data === undefined ? (
        <SkeletonRows rows={4} />
      ) : data.length === 0 ? (
        <Empty title={text.none}>
          <p>{text.noneHint}</p>
          <CodeBlock className="mt-3" label={text.commandLabel} text={text.command} />
        </Empty>
      ) : (
        <SourceTable sources={data} />
      )}
    </Panel>
  );
}

export default function SourcesPage() {
  const { section: current = 'sources' } = route.useSearch();
  const [creating, setCreating] = useState(false);
  const counts = {
    sources: useQuery(sourcesQuery()).data?.length,
    mappings: useQuery(mappingsQuery()).data?.length,
  };
  return (
    <Page
      title={text.title}
      lead={text.lead}
      actions={
        current === 'mappings' ? undefined : (
          <Button look="primary" onClick={() => setCreating(true)}>
            <Plus aria-hidden />
            {text.create}
          </Button>
        )
      }
    >
      <nav aria-label={text.sections} className={SUBNAV_CLASS}>
        {SECTIONS.map((section) => (
          <Link
            key={section}
            to="/sources"
            search={section === 'sources' ? {} : { section }}
            replace
            activeOptions={{ exact: true }}
            className={SUBLINK_CLASS}
          >
            {sectionLabels[section]}
            {counts[section] === undefined ? null : (
              <span className="tabular text-xs font-normal text-ink-3">{counts[section]}</span>
            )}
          </Link>
        ))}
      </nav>
      <Suspense>
        {current === 'mappings' ? <MappingsSection /> : <SourcesSection />}
        {creating ? <SourceDialog onClose={() => setCreating(false)} /> : null}
      </Suspense>
    </Page>
  );
}
