import { useQuery } from '@tanstack/react-query';
import type { CoverageReport } from '@weir/core/contract';
import { coverageQuery } from '../../api/attribution-queries.ts';
import { formatShare } from '../../format/number.ts';
import { Answer } from '../../ui/answer.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Money } from '../../ui/money.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { STATS_CLASS, Stat } from '../../ui/stat.tsx';
import { Teach } from '../../ui/teach.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { text } from './text.ts';
import { WorkList } from './WorkList.tsx';

function Totals({ report }: { report: CoverageReport }) {
  const { coverage, maturity, cost, attributed_cost: attributed, currency } = report;
  return (
    <section aria-label={text.title} className={STATS_CLASS}>
      <Stat label={text.coverage} value={coverage === null ? text.none : formatShare(coverage)} />
      <Stat label={text.maturityTitle} value={maturity === null ? text.none : text.maturity[maturity]} />
      <Stat label={text.cost} value={<Money amount={cost} currency={currency} />} />
      <Stat label={text.attributedCost} value={<Money amount={attributed} currency={currency} />} />
    </section>
  );
}

export default function AttributionPage() {
  const scope = usePageScope('30d');
  const report = useQuery({ ...coverageQuery(scope.query), enabled: scope.isKnown });
  return (
    <Page title={text.title} lead={text.lead} bar={<ScopeBar scope={scope} />}>
      <Answer
        query={report}
        isEmpty={({ coverage }) => coverage === null}
        teach={
          <Teach
            title={text.teachTitle}
            what={text.teach}
            steps={text.teachSteps}
            action={
              <LinkButton to="/organization" search={{ section: 'environments' }}>
                {text.environment}
              </LinkButton>
            }
          />
        }
      >
        {(data) => (
          <div className="flex flex-col gap-5">
            <Totals report={data} />
            <Panel title={text.workList} flush>
              {data.work_list.length === 0 ? (
                <p className="px-4 pb-4 text-sm text-ink-2">{text.allAttributed}</p>
              ) : (
                <WorkList report={data} stale={report.isPlaceholderData} />
              )}
            </Panel>
          </div>
        )}
      </Answer>
    </Page>
  );
}
