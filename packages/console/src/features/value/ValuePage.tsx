import type { ViabilityMap } from '@weir/core/contract';
import { Download } from 'lucide-react';
import { downloadText } from '../../charts/draw/download.ts';
import { toCsv } from '../../charts/prepare/csv.ts';
import { Answer } from '../../ui/answer.tsx';
import { IconButton, LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Skeleton } from '../../ui/skeleton.tsx';
import { Teach } from '../../ui/teach.tsx';
import { DecisionsDue } from '../home/DecisionsDue.tsx';
import { ScopeBar } from '../scope/ScopeBar.tsx';
import { usePageScope } from '../scope/usePageScope.ts';
import { ClassPanel } from './ClassPanel.tsx';
import { MapPanel } from './MapPanel.tsx';
import { viabilityRows } from './map.ts';
import { OUTCOME_COMMAND, text } from './text.ts';
import { useViability } from './useViability.ts';
import { VerdictSummary } from './VerdictSummary.tsx';
import { ViabilityTable } from './ViabilityTable.tsx';

function Figures({ report, stale }: { report: ViabilityMap; stale: boolean }) {
  return (
    <Panel
      title={text.map}
      flush
      actions={
        <IconButton
          label={text.csv}
          look="plain"
          onClick={() => downloadText(text.csvName, toCsv(viabilityRows(report)))}
        >
          <Download aria-hidden />
        </IconButton>
      }
    >
      <ViabilityTable rows={report.workloads} currency={report.currency} stale={stale} />
    </Panel>
  );
}

export default function ValuePage() {
  const scope = usePageScope('30d');
  const report = useViability(scope);
  return (
    <Page title={text.title} lead={text.lead} bar={<ScopeBar scope={scope} />}>
      <Answer
        query={report}
        isEmpty={({ workloads }) => workloads.length === 0}
        waiting={
          <div className="flex flex-col gap-5">
            <Skeleton className="h-[34rem]" />
            <Skeleton className="h-64" />
          </div>
        }
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
        {(data) => (
          <div className="flex flex-col gap-5">
            <MapPanel report={data} />
            <Figures report={data} stale={report.stale} />
            <VerdictSummary report={data} />
            <ClassPanel report={data} />
            <DecisionsDue />
          </div>
        )}
      </Answer>
    </Page>
  );
}
