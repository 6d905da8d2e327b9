import { Answer } from '../../ui/answer.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Teach } from '../../ui/teach.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { OUTCOME_COMMAND, text } from './text.ts';
import { useViability } from './useViability.ts';
import { ViabilityTable } from './ViabilityTable.tsx';

export default function ValuePage() {
  const scope = usePageScope('30d');
  const report = useViability(scope);
  return (
    <Page title={text.title} lead={text.lead} bar={<ScopeBar scope={scope} />}>
      <Answer
        query={report}
        isEmpty={({ workloads }) => workloads.length === 0}
        teach={
          <Teach
            title={text.teachTitle}
            what={text.teach}
            steps={text.teachSteps}
            command={{ label: text.teachCommand, text: OUTCOME_COMMAND }}
            action={<LinkButton to="/workloads">{text.toWorkloads}</LinkButton>}
          />
        }
      >
        {({ workloads, currency }) => (
          <Panel title={text.map} flush>
            <ViabilityTable rows={workloads} currency={currency} stale={report.stale} />
          </Panel>
        )}
      </Answer>
    </Page>
  );
}
