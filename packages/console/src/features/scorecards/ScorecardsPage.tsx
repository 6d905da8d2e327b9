import { useQuery } from '@tanstack/react-query';
import type { Scorecard } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { lazy, Suspense, useMemo, useState } from 'react';
import { apiUrl } from '../../api/client.ts';
import { workloadsQuery } from '../../api/queries.ts';
import { scorecardsQuery } from '../../api/value-queries.ts';
import { formatCount } from '../../format/number.ts';
import { Answer } from '../../ui/answer.tsx';
import { buttonClass, LinkButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { Teach } from '../../ui/teach.tsx';
import { ownedBy } from '../scope/owned.ts';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { type Question, STATES, tallyOf } from './prepare.ts';
import { ScorecardTable } from './ScorecardTable.tsx';
import { text } from './text.ts';

const CardDialog = lazy(() => import('./CardDialog.tsx'));

function Figures({ cards }: { cards: readonly Scorecard[] }) {
  const { answers, complete, byState, most } = tallyOf(cards);
  return (
    <section aria-label={text.figures} className={STATS_CLASS}>
      <Stat label={text.workloads} value={formatCount(cards.length)} foot={text.complete(complete)} />
      {STATES.map((state) => {
        const worst = most[state];
        return (
          <Stat
            key={state}
            label={text.states[state]}
            value={formatCount(byState[state])}
            foot={
              state === 'answered' || worst === undefined
                ? text.ofAll(answers)
                : text.weakest(text.questions[worst.question], worst.count)
            }
          />
        );
      })}
    </section>
  );
}

function Waiting() {
  return (
    <div className="flex flex-col gap-5">
      <Skeleton className="h-30 rounded-lg" />
      <Panel flush title={text.caption}>
        <SkeletonRows rows={6} columns={8} />
      </Panel>
    </div>
  );
}

export default function ScorecardsPage() {
  const scope = usePageScope('30d');
  const { since, until } = scope.query;
  const cards = useQuery({ ...scorecardsQuery({ since, until }), enabled: scope.isKnown });
  const workloads = useQuery(workloadsQuery()).data;
  const owned = useMemo(() => ownedBy(scope.filter, workloads ?? []), [scope.filter, workloads]);
  const [opened, setOpened] = useState<{ card: Scorecard; question: Question | undefined }>();
  return (
    <Page
      title={text.title}
      lead={text.lead}
      bar={<ScopeBar scope={scope} />}
      actions={
        <a
          href={apiUrl('/scorecards', { since, until, format: 'csv' })}
          download="weir-scorecards.csv"
          className={buttonClass()}
        >
          <Download aria-hidden />
          {text.download}
        </a>
      }
    >
      <Answer
        query={cards}
        waiting={<Waiting />}
        isEmpty={(all) => all.length === 0}
        teach={
          <Teach
            title={text.teachTitle}
            what={text.teach}
            steps={text.teachSteps}
            action={<LinkButton to="/workloads">{text.toWorkloads}</LinkButton>}
          />
        }
      >
        {(all) => {
          const rows = owned === undefined ? all : all.filter(({ workload }) => owned.has(workload));
          return (
            <div className="flex flex-col gap-5">
              <Figures cards={rows} />
              <Panel flush title={text.caption} note={text.legend}>
                {rows.length === 0 ? (
                  <Empty title={text.noneTitle}>{text.noneHint}</Empty>
                ) : (
                  <ScorecardTable
                    rows={rows}
                    stale={cards.isPlaceholderData}
                    onOpen={(card, question) => setOpened({ card, question })}
                  />
                )}
              </Panel>
            </div>
          );
        }}
      </Answer>
      <Suspense>
        {opened === undefined ? null : <CardDialog {...opened} onClose={() => setOpened(undefined)} />}
      </Suspense>
    </Page>
  );
}
