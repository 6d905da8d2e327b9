import { useQuery } from '@tanstack/react-query';
import { gatesQuery } from '../../api/gate-queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Teach } from '../../ui/teach.tsx';
import { GateTable } from './GateTable.tsx';
import { text } from './text.ts';

export default function GatesPage() {
  const gates = useQuery(gatesQuery());
  return (
    <Page title={text.title} lead={text.lead}>
      <Answer
        query={gates}
        isEmpty={(rows) => rows.length === 0}
        teach={
          <Teach
            title={text.teachTitle}
            what={text.teach}
            steps={text.teachSteps}
            action={<LinkButton to="/workloads">{text.toWorkloads}</LinkButton>}
          />
        }
      >
        {(rows) => (
          <Panel flush>
            <GateTable rows={rows} />
          </Panel>
        )}
      </Answer>
    </Page>
  );
}
