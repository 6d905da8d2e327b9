import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import { useMemo } from 'react';
import { workloadsQuery } from '../../api/queries.ts';
import { tasksQuery } from '../../api/task-queries.ts';
import { Button } from '../../ui/button.tsx';
import { Failure } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { SkeletonRows } from '../../ui/skeleton.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { TASK_STATES, type TasksSearch } from './search.ts';
import { TasksEmpty } from './TasksEmpty.tsx';
import { TasksTable } from './TasksTable.tsx';
import { stateLabels, text } from './text.ts';

const route = getRouteApi('/shell/tasks');
/** The list takes a workload and a state, which have controls of their own. */
const NO_DIMENSIONS: readonly string[] = [];
const ANY = '';
const STATES = [
  { value: ANY, label: text.anyState },
  ...TASK_STATES.map((value) => ({ value, label: stateLabels[value] })),
];
const NO_FILTERS: TasksSearch = {
  workload: undefined,
  state: undefined,
  range: undefined,
  since: undefined,
  until: undefined,
};

/** Workloads to choose from; one that is asked for and gone from the registry still stands there. */
function useWorkloadChoices(asked: string | undefined) {
  const known = useQuery(workloadsQuery()).data?.map(({ id }) => id) ?? [];
  const ids = asked === undefined || known.includes(asked) ? known : [...known, asked];
  return [{ value: ANY, label: text.anyWorkload }, ...ids.map((id) => ({ value: id, label: id }))];
}

export default function TasksPage() {
  const search = route.useSearch();
  const navigate = useNavigate();
  const scope = usePageScope('30d');
  const { zone, isKnown } = scope;
  const { since, until } = scope.query;
  const workloads = useWorkloadChoices(search.workload);
  const tasks = useInfiniteQuery({
    ...tasksQuery({
      since,
      until,
      workload: search.workload,
      state: search.state,
    }),
    enabled: isKnown,
  });
  const rows = useMemo(() => tasks.data?.pages.flatMap((page) => page.data) ?? [], [tasks.data]);
  const change = (part: TasksSearch) =>
    void navigate({
      to: '/tasks',
      search: { ...search, ...part },
      replace: true,
      resetScroll: false,
    });
  const isFiltered =
    search.workload !== undefined || search.state !== undefined || search.range !== undefined;
  return (
    <Page
      title={text.title}
      lead={text.lead}
      bar={
        <ScopeBar scope={scope} dimensions={NO_DIMENSIONS}>
          <Select
            label={text.workload}
            showLabel
            value={search.workload ?? ANY}
            choices={workloads}
            onChange={(workload) => change({ workload: workload === ANY ? undefined : workload })}
            className="max-w-72"
          />
          <Select
            label={text.state}
            showLabel
            value={search.state ?? ANY}
            choices={STATES}
            onChange={(state) => change({ state: TASK_STATES.find((one) => one === state) })}
          />
        </ScopeBar>
      }
    >
      <div className="flex flex-col gap-4">
        {tasks.error === null ? null : <Failure error={tasks.error} onRetry={() => void tasks.refetch()} />}
        {tasks.data === undefined && tasks.error !== null ? null : (
          <Panel flush>
            {tasks.data === undefined ? (
              <SkeletonRows rows={10} />
            ) : rows.length === 0 ? (
              <TasksEmpty
                isFiltered={isFiltered}
                hasMore={tasks.hasNextPage}
                onClear={() => change(NO_FILTERS)}
              />
            ) : (
              <TasksTable rows={rows} zone={zone} stale={tasks.isPlaceholderData} />
            )}
          </Panel>
        )}
        {tasks.hasNextPage ? (
          <div className="text-center">
            <Button onClick={() => void tasks.fetchNextPage()} disabled={tasks.isFetchingNextPage}>
              {rows.length === 0 ? text.lookFurther : text.more}
            </Button>
          </div>
        ) : null}
      </div>
    </Page>
  );
}
