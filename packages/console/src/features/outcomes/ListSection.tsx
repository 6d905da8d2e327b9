import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { outcomeRulesQuery, outcomesQuery } from '../../api/outcome-queries.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Check } from '../../ui/check.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Select } from '../../ui/select.tsx';
import { Teach } from '../../ui/teach.tsx';
import type { PageScope } from '../scope/usePageScope.ts';
import { OUTCOME_COMMAND } from '../value/text.ts';
import { OutcomesTable } from './OutcomesTable.tsx';
import { type OutcomesSearch, workloadOf } from './search.ts';
import { text } from './text.ts';

const route = getRouteApi('/shell/outcomes');
const ANY = '';

/** Names that somebody counts: of value metrics, of rules, and of what is on the screen. */
function useNames(shown: readonly string[]): string[] {
  const workloads = useQuery(workloadsQuery()).data;
  const rules = useQuery(outcomeRulesQuery()).data;
  return useMemo(() => {
    const metrics = workloads?.flatMap(({ value_metric: metric }) => metric?.outcome ?? []) ?? [];
    return [...new Set([...metrics, ...(rules?.map(({ outcome }) => outcome) ?? []), ...shown])].sort();
  }, [workloads, rules, shown]);
}

export function ListFilters({ shown }: { shown: readonly string[] }) {
  const { outcome, result, link, retracted, task, customer } = route.useSearch();
  const navigate = route.useNavigate();
  const change = (part: Partial<OutcomesSearch>) =>
    void navigate({ search: (before) => ({ ...before, ...part }), replace: true });
  const names = useNames(
    useMemo(() => [...shown, ...(outcome === undefined ? [] : [outcome])], [shown, outcome]),
  );
  return (
    <div className="flex flex-wrap items-center gap-2">
      <Select
        showLabel
        label={text.outcome}
        value={outcome ?? ANY}
        choices={[{ value: ANY, label: text.any }, ...names.map((value) => ({ value, label: value }))]}
        onChange={(next) => change({ outcome: next === ANY ? undefined : next })}
      />
      <Select
        showLabel
        label={text.result}
        value={result ?? ANY}
        choices={[
          { value: ANY, label: text.any },
          { value: 'success', label: text.results.success },
          { value: 'failure', label: text.results.failure },
        ]}
        onChange={(next) => change({ result: next === '' ? undefined : next })}
      />
      <Select
        showLabel
        label={text.link}
        value={link ?? ANY}
        choices={[
          { value: ANY, label: text.any },
          { value: 'unlinked', label: text.links.unlinked },
        ]}
        onChange={(next) => change({ link: next === '' ? undefined : next })}
      />
      <Check
        label={text.showRetracted}
        checked={retracted === true}
        onChange={(event) => change({ retracted: event.target.checked ? true : undefined })}
      />
      {task === undefined && customer === undefined ? null : (
        <Button size="sm" onClick={() => change({ task: undefined, customer: undefined })}>
          {[task, customer].filter((one) => one !== undefined).join(', ')} ×
        </Button>
      )}
    </div>
  );
}

export function ListSection({ scope }: { scope: PageScope }) {
  const { outcome, result, link, retracted, task, customer } = route.useSearch();
  const navigate = route.useNavigate();
  const { since, until } = scope.query;
  const outcomes = useInfiniteQuery({
    ...outcomesQuery({
      since,
      until,
      outcome,
      task,
      customer,
      workload: workloadOf(scope.filter),
      success: result === undefined ? undefined : String(result === 'success'),
      unlinked: link === undefined ? undefined : 'true',
      retracted: retracted === true ? 'true' : undefined,
    }),
    enabled: scope.isKnown,
  });
  const rows = useMemo(() => outcomes.data?.pages.flatMap(({ data }) => data) ?? [], [outcomes.data]);
  const shown = useMemo(() => rows.map((row) => row.outcome), [rows]);
  return (
    <div className="flex flex-col gap-4">
      <ListFilters shown={shown} />
      <Answer
        query={outcomes}
        isEmpty={() => rows.length === 0}
        teach={
          <Teach
            title={text.teachTitle}
            what={text.teach}
            steps={text.teachSteps}
            command={{ label: text.teachCommand, text: OUTCOME_COMMAND }}
            action={<Button onClick={() => void navigate({ search: {} })}>{text.clear}</Button>}
          />
        }
      >
        {() => (
          <Panel flush>
            <OutcomesTable rows={rows} zone={scope.zone} stale={outcomes.isPlaceholderData} />
          </Panel>
        )}
      </Answer>
      {outcomes.hasNextPage ? (
        <div className="text-center">
          <Button onClick={() => void outcomes.fetchNextPage()} disabled={outcomes.isFetchingNextPage}>
            {text.more}
          </Button>
        </div>
      ) : null}
    </div>
  );
}
