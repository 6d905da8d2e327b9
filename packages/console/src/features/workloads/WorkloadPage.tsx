import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { Workload } from '@weir/core/contract';
import { ChevronLeft, Pencil } from 'lucide-react';
import { useState } from 'react';
import { workloadQuery } from '../../api/queries.ts';
import { formatDay } from '../../format/time.ts';
import { Button, buttonClass } from '../../ui/button.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { Facts } from '../../ui/facts.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { announce } from '../../ui/toast.tsx';
import { WorkloadBudgets } from '../budgets/WorkloadBudgets.tsx';
import { WorkloadKeys } from '../keys/WorkloadKeys.tsx';
import { StopWorkload, WorkloadStopped } from '../limits/WorkloadStop.tsx';
import { PoliciesPanel } from '../policies/PoliciesPanel.tsx';
import { useZone } from '../scope/useZone.ts';
import { StageTag } from './StageTag.tsx';
import { formText, pageText, text } from './text.ts';
import { WorkloadForm } from './WorkloadForm.tsx';
import { WorkloadSpend } from './WorkloadSpend.tsx';
import { WorkloadTrend } from './WorkloadTrend.tsx';

const route = getRouteApi('/shell/workloads/$id');

function Models({ names }: { names: readonly string[] }) {
  if (names.length === 0) return pageText.allModels;
  return (
    <span className="flex flex-wrap gap-1">
      {names.map((name) => (
        <Tag key={name}>{name}</Tag>
      ))}
    </span>
  );
}

function WorkloadFacts({ workload }: { workload: Workload }) {
  const zone = useZone();
  const tags = Object.entries(workload.tags);
  return (
    <Panel title={pageText.facts}>
      <Facts
        items={[
          { name: pageText.name, value: workload.name },
          { name: text.application, value: workload.application },
          { name: text.environment, value: workload.environment },
          { name: text.owner, value: workload.owner },
          { name: formText.costCenter, value: workload.cost_center ?? pageText.none },
          { name: pageText.team, value: workload.team ?? pageText.none },
          { name: formText.useCase, value: workload.use_case ?? pageText.none },
          { name: formText.businessProcess, value: workload.business_process ?? pageText.none },
          { name: formText.requestType, value: workload.request_type ?? pageText.none },
          { name: pageText.created, value: formatDay(workload.created_at, zone) },
          { name: pageText.changed, value: formatDay(workload.updated_at, zone) },
          { name: formText.models, value: <Models names={workload.approved_models} /> },
          ...(tags.length === 0
            ? []
            : [{ name: pageText.tags, value: tags.map(([name, value]) => `${name}=${value}`).join(', ') }]),
        ]}
      />
    </Panel>
  );
}

export default function WorkloadPage() {
  const { id } = route.useParams();
  const { data: workload, error, refetch } = useQuery(workloadQuery(id));
  const [changing, setChanging] = useState(false);
  return (
    <Page
      title={id}
      above={
        <Link
          to="/workloads"
          className="mb-3 -ml-1 inline-flex items-center gap-0.5 text-sm text-ink-2 hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {pageText.back}
        </Link>
      }
      lead={
        workload === undefined ? (
          <span>&nbsp;</span>
        ) : (
          <span className="flex items-center gap-2">
            <StageTag stage={workload.stage} />
            {workload.application} · {workload.environment}
          </span>
        )
      }
      actions={
        workload === undefined ? undefined : (
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
            <Button onClick={() => setChanging(true)}>
              <Pencil aria-hidden className="text-ink-3" />
              {pageText.change}
            </Button>
            <StopWorkload id={id} />
          </>
        )
      }
    >
      {error === null ? null : <Failure error={error} onRetry={() => void refetch()} />}
      {workload === undefined ? (
        error === null && (
          <Panel flush>
            <SkeletonRows rows={8} columns={4} />
          </Panel>
        )
      ) : (
        <div className="flex flex-col gap-5">
          <WorkloadStopped id={id} />
          <WorkloadSpend workload={workload} />
          <WorkloadTrend id={id} />
          <WorkloadBudgets id={id} />
          <PoliciesPanel workload={workload} />
          <WorkloadKeys workload={workload} />
          <WorkloadFacts workload={workload} />
          <Dialog wide open={changing} onClose={() => setChanging(false)} title={formText.changeTitle(id)}>
            <WorkloadForm
              workload={workload}
              onDone={() => {
                setChanging(false);
                announce(formText.changed(id));
              }}
            />
          </Dialog>
        </div>
      )}
    </Page>
  );
}
