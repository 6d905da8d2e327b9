import { Answer } from '../../ui/answer.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Teach } from '../../ui/teach.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { OUTCOME_COMMAND, text as valueText } from '../value/text.ts';
import { useViability } from '../value/useViability.ts';
import { ViabilityTable } from '../value/ViabilityTable.tsx';
import { productText, text } from './text.ts';
import { WorkloadTrendCard } from './WorkloadTrendCard.tsx';

/** As many as fit on two lines of a wide screen. */
const MOST_CARDS = 4;

/** Workloads by what a result of theirs costs, how that moves, and what to do about it. Narrowed to one's own by the filters. */
export default function ProductHome() {
  const scope = usePageScope('30d');
  const report = useViability(scope);
  return (
    <Page title={text.title} lead={text.leads.product} bar={<ScopeBar scope={scope} />}>
      <Answer
        query={report}
        isEmpty={({ workloads }) => workloads.length === 0}
        teach={
          <Teach
            title={productText.teachTitle}
            what={productText.teach}
            steps={productText.teachSteps}
            command={{ label: valueText.teachCommand, text: OUTCOME_COMMAND }}
            action={<LinkButton to="/workloads">{productText.toWorkloads}</LinkButton>}
          />
        }
      >
        {({ workloads, currency }) => (
          <div className="flex flex-col gap-5">
            <div className="grid gap-5 lg:grid-cols-2">
              {workloads
                .filter(({ outcomes }) => outcomes > 0)
                .slice(0, MOST_CARDS)
                .map((row) => (
                  <WorkloadTrendCard key={row.workload} row={row} scope={scope} />
                ))}
            </div>
            <Panel title={productText.workloads} flush>
              <ViabilityTable rows={workloads} currency={currency} stale={report.stale} />
            </Panel>
          </div>
        )}
      </Answer>
    </Page>
  );
}
