import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import type { Workload } from '@weir/core/contract';
import { tasksQuery } from '../../api/task-queries.ts';
import { buttonClass } from '../../ui/button.tsx';
import { Panel } from '../../ui/panel.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { Tag } from '../../ui/tag.tsx';
import { TasksTable } from '../tasks/TasksTable.tsx';
import { ExpectedUse } from './ExpectedUse.tsx';
import { usageText as text } from './page-text.ts';
import type { SectionProps } from './section.ts';
import { WorkloadTrend } from './WorkloadTrend.tsx';

const NEWEST = 10;

function ApprovedModels({ workload: { approved_models: models } }: { workload: Workload }) {
  return (
    <Panel title={text.models}>
      {models.length === 0 ? (
        <p className="text-sm text-ink-2">{text.allModels}</p>
      ) : (
        <p className="flex flex-wrap gap-1">
          {models.map((name) => (
            <Tag key={name}>{name}</Tag>
          ))}
        </p>
      )}
    </Panel>
  );
}

function NewestTasks({ workload: { id }, scope }: SectionProps) {
  const { since, until } = scope.query;
  const { data, isPlaceholderData } = useInfiniteQuery({
    ...tasksQuery({ since, until, workload: id, limit: NEWEST }),
    enabled: scope.isKnown,
  });
  const rows = data?.pages[0]?.data;
  return (
    <Panel
      title={text.tasks}
      flush
      actions={
        <Link
          to="/tasks"
          search={{ range: 'custom', since, until, workload: id }}
          className={buttonClass('plain', 'sm')}
        >
          {text.allTasks}
        </Link>
      }
    >
      {rows === undefined ? (
        <SkeletonRows rows={NEWEST} />
      ) : rows.length === 0 ? (
        <p className="px-4 pb-4 text-sm text-ink-2">
          {text.noTasks} {text.noTasksHint}
        </p>
      ) : (
        <TasksTable rows={rows.slice(0, NEWEST)} zone={scope.zone} stale={isPlaceholderData} />
      )}
    </Panel>
  );
}

/** What runs: models with their cost, use against what was expected, and the newest tasks. */
export default function UsageSection({ workload, scope }: SectionProps) {
  return (
    <div className="flex flex-col gap-5">
      <WorkloadTrend id={workload.id} scope={scope} />
      <div className="grid items-start gap-5 lg:grid-cols-2">
        <ExpectedUse workload={workload} scope={scope} />
        <ApprovedModels workload={workload} />
      </div>
      <NewestTasks workload={workload} scope={scope} />
    </div>
  );
}
