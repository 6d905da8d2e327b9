import { useInfiniteQuery } from '@tanstack/react-query';
import { getRouteApi } from '@tanstack/react-router';
import { useMemo } from 'react';
import { outcomesQuery } from '../../api/outcome-queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { Button } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Teach } from '../../ui/teach.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { readTerm } from '../scope/scope.ts';
import { usePageScope } from '../scope/usePageScope.ts';
import { OUTCOME_COMMAND } from '../value/text.ts';
import { OutcomesTable } from './OutcomesTable.tsx';
import { text } from './text.ts';

const route = getRouteApi('/shell/outcomes');
const FILTERS = ['workload'] as const;

export default function OutcomesPage() {
  const scope = usePageScope('30d');
  const { outcome } = route.useSearch();
  const { since, until } = scope.query;
  const [term] = scope.filter ?? [];
  const outcomes = useInfiniteQuery({
    ...outcomesQuery({
      since,
      until,
      outcome,
      workload: term === undefined ? undefined : readTerm(term).value,
    }),
    enabled: scope.isKnown,
  });
  const rows = useMemo(() => outcomes.data?.pages.flatMap(({ data }) => data) ?? [], [outcomes.data]);
  return (
    <Page title={text.title} lead={text.lead} bar={<ScopeBar scope={scope} dimensions={FILTERS} />}>
      <div className="flex flex-col gap-4">
        <Answer
          query={outcomes}
          isEmpty={() => rows.length === 0}
          teach={
            <Teach
              title={text.teachTitle}
              what={text.teach}
              steps={text.teachSteps}
              command={{ label: text.teachCommand, text: OUTCOME_COMMAND }}
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
    </Page>
  );
}
