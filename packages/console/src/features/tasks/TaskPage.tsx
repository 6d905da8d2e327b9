import { useQuery } from '@tanstack/react-query';
import { getRouteApi, Link } from '@tanstack/react-router';
import type { TaskView } from '@weir/core/contract';
import { ChevronLeft } from 'lucide-react';
import { ApiFailure } from '../../api/failure.ts';
import { taskQuery } from '../../api/task-queries.ts';
import { formatMoment } from '../../format/time.ts';
import { buttonClass } from '../../ui/button.tsx';
import { CopyButton } from '../../ui/copy.tsx';
import { LINK_CLASS } from '../../ui/link.ts';
import { Empty, Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { useZone } from '../scope/useZone.ts';
import { StateTag } from './StateTag.tsx';
import { StepsPanel } from './StepsPanel.tsx';
import { StopTask } from './StopTask.tsx';
import { TaskFigures } from './TaskFigures.tsx';
import { TaskLimits } from './TaskLimits.tsx';
import { TaskOutcomes } from './TaskOutcomes.tsx';
import { TaskTools } from './TaskTools.tsx';
import { taskText as text } from './text.ts';
import { WhyNot } from './WhyNot.tsx';

const route = getRouteApi('/shell/tasks/$workload/$task');

const isMissing = (error: unknown) => error instanceof ApiFailure && error.status === 404;

function Lead({ task }: { task: TaskView }) {
  const zone = useZone();
  const { workload, parent_task, started_at, state } = task;
  return (
    <span className="flex flex-wrap items-center gap-x-2 gap-y-1">
      <StateTag state={state} />
      <Link to="/workloads/$id" params={{ id: workload }} className={LINK_CLASS}>
        {workload}
      </Link>
      <span>{formatMoment(started_at, zone)}</span>
      {parent_task === undefined ? null : (
        <span>
          {text.parent}{' '}
          <Link to="/tasks/$workload/$task" params={{ workload, task: parent_task }} className={LINK_CLASS}>
            {parent_task}
          </Link>
        </span>
      )}
      <CopyButton text={task.task} label={text.copyId} />
    </span>
  );
}

export default function TaskPage() {
  const { workload, task: id } = route.useParams();
  const { data: task, error } = useQuery({
    ...taskQuery(workload, id),
    retry: (count, failure) => !isMissing(failure) && count < 2,
  });
  return (
    <Page
      title={id}
      tab={text.tab(id)}
      above={
        <Link
          to="/tasks"
          search={{ workload }}
          className="mb-3 -ml-1 inline-flex items-center gap-0.5 text-sm text-ink-2 hover:text-ink"
        >
          <ChevronLeft aria-hidden className="size-4" />
          {text.back}
        </Link>
      }
      lead={task === undefined ? <span>&nbsp;</span> : <Lead task={task} />}
      actions={
        task === undefined ? undefined : (
          <>
            <Link
              to="/calls"
              search={{ filter: [`workload=${workload}`, `task=${id}`], range: '30d' }}
              className={buttonClass()}
            >
              {text.allCalls}
            </Link>
            <StopTask task={task} />
          </>
        )
      }
    >
      {task !== undefined ? (
        <div className="flex flex-col gap-5">
          <WhyNot task={task} />
          <TaskFigures task={task} />
          <TaskOutcomes task={task} />
          <StepsPanel task={task} />
          <div className="grid items-start gap-5 lg:grid-cols-2">
            <TaskLimits task={task} />
            <TaskTools tools={task.tools} />
          </div>
        </div>
      ) : error === null ? (
        <Panel flush>
          <SkeletonRows rows={10} columns={4} />
        </Panel>
      ) : isMissing(error) ? (
        <Panel>
          <Empty title={text.missing} />
        </Panel>
      ) : (
        <Failure error={error} />
      )}
    </Page>
  );
}
