import { useQuery } from '@tanstack/react-query';
import { scorecardsQuery } from '../../api/value-queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Teach } from '../../ui/teach.tsx';
import { ScorecardTable } from './ScorecardTable.tsx';
import { text } from './text.ts';

export default function ScorecardsPage() {
  const cards = useQuery(scorecardsQuery());
  return (
    <Page title={text.title} lead={text.lead}>
      <Answer
        query={cards}
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
            <ScorecardTable rows={rows} />
          </Panel>
        )}
      </Answer>
    </Page>
  );
}
