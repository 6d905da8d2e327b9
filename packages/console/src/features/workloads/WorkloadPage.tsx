import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Workload } from '@weir/core/contract';
import { ChevronLeft, Pencil } from 'lucide-react';
import { type ComponentType, lazy, type ReactNode, Suspense, useState } from 'react';
import { workloadQuery } from '../../api/queries.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { announce } from '../../ui/toast.tsx';
import { StopWorkload, WorkloadStopped } from '../limits/WorkloadStop.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { OverviewSection } from './OverviewSection.tsx';
import { SectionNav } from './SectionNav.tsx';
import { StageTag } from './StageTag.tsx';
import type { Section } from './search.ts';
import type { SectionProps } from './section.ts';
import { formText, pageText } from './text.ts';

const WorkloadForm = lazy(() => import('./WorkloadForm.tsx').then((all) => ({ default: all.WorkloadForm })));

const route = getRouteApi('/shell/workloads/$id');
const NONE: readonly string[] = [];

const BODIES: Record<Section, ComponentType<SectionProps>> = {
  overview: OverviewSection,
  economics: lazy(() => import('./EconomicsSection.tsx')),
  cost: lazy(() => import('./CostSection.tsx')),
  value: lazy(() => import('./ValueSection.tsx')),
  usage: lazy(() => import('./UsageSection.tsx')),
  controls: lazy(() => import('./ControlsSection.tsx')),
  changes: lazy(() => import('./ChangesSection.tsx')),
  profile: lazy(() => import('./ProfileSection.tsx')),
};

function Waiting() {
  return (
    <Panel flush>
      <SkeletonRows rows={10} columns={4} />
    </Panel>
  );
}

/** Where an ended workload went to. */
function Ended({ workload: { merged_into: into, stage } }: { workload: Workload }) {
  if (into === undefined && stage !== 'retired') return null;
  return (
    <p className="mb-4 flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-line bg-sunken px-4 py-3 text-sm">
      {into === undefined ? pageText.retired : pageText.merged(into)}
      {into === undefined ? null : (
        <Link
          to="/workloads/$id"
          params={{ id: into }}
          className="font-medium text-accent-strong underline-offset-4 hover:underline"
        >
          {pageText.openMerged(into)}
        </Link>
      )}
    </p>
  );
}

function Actions({ id, onChange }: { id: string; onChange: () => void }) {
  return (
    <>
      <Link
        to="/explorer"
        search={{ by: ['model'], filter: [`workload=${id}`], range: '30d' }}
        className={buttonClass()}
      >
        {pageText.explore}
      </Link>
      <Link to="/calls" search={{ filter: [`workload=${id}`] }} className={buttonClass()}>
        {pageText.showCalls}
      </Link>
      <Button onClick={onChange}>
        <Pencil aria-hidden className="text-ink-3" />
        {pageText.change}
      </Button>
      <StopWorkload id={id} />
    </>
  );
}

function Lead({ workload }: { workload: Workload | undefined }): ReactNode {
  if (workload === undefined) return <span>&nbsp;</span>;
  const { id, name, stage, application, environment, owner } = workload;
  const facts = [...(name === id ? [] : [id]), application, environment, owner];
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <StageTag stage={stage} />
      {facts.join(' · ')}
    </span>
  );
}

function WorkloadView({ id }: { id: string }) {
  const { section = 'overview' } = route.useSearch();
  const scope = usePageScope('30d');
  const { data: workload, error, refetch } = useQuery(workloadQuery(id));
  const [changing, setChanging] = useState(false);
  const Body = BODIES[section];
  return (
    <Page
      title={workload?.name ?? id}
      above={
        <Link
          to="/workloads"
          className="mb-3 -ml-1 inline-flex items-center gap-0.5 text-sm text-ink-2 hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {pageText.back}
        </Link>
      }
      lead={<Lead workload={workload} />}
      actions={workload === undefined ? undefined : <Actions id={id} onChange={() => setChanging(true)} />}
      bar={<ScopeBar scope={scope} dimensions={NONE} />}
    >
      <SectionNav id={id} current={section} />
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {workload === undefined ? (
        error === null && <Waiting />
      ) : (
        <>
          <WorkloadStopped id={id} />
          <Ended workload={workload} />
          <Suspense fallback={<Waiting />}>
            <Body workload={workload} scope={scope} />
          </Suspense>
          <Dialog wide open={changing} onClose={() => setChanging(false)} title={formText.changeTitle(id)}>
            <Suspense fallback={<SkeletonRows rows={8} columns={2} />}>
              <WorkloadForm
                workload={workload}
                onDone={() => {
                  setChanging(false);
                  announce(formText.changed(id));
                }}
              />
            </Suspense>
          </Dialog>
        </>
      )}
    </Page>
  );
}

/** One workload. Another id is another page: nothing of the one before is shown while it loads. */
export default function WorkloadPage() {
  const { id } = route.useParams();
  return <WorkloadView key={id} id={id} />;
}
