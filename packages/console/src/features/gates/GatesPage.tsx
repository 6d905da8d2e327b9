import { useQuery } from '@tanstack/react-query';
import { getRouteApi, useNavigate } from '@tanstack/react-router';
import type { GateSettings, GateSummary } from '@weir/core/contract';
import { gateSettingsQuery, gatesQuery } from '../../api/gate-queries.ts';
import { Answer } from '../../ui/answer.tsx';
import { LinkButton } from '../../ui/button.tsx';
import { Empty } from '../../ui/notice.tsx';
import { Page } from '../../ui/page.tsx';
import { Panel } from '../../ui/panel.tsx';
import { Segmented } from '../../ui/segmented.tsx';
import { Skeleton, SkeletonRows } from '../../ui/skeleton.tsx';
import { Teach } from '../../ui/teach.tsx';
import { DuePanel } from './DuePanel.tsx';
import { GateFigures } from './GateFigures.tsx';
import { GateTable } from './GateTable.tsx';
import { ModePanel } from './ModePanel.tsx';
import { isConcerned, openInProduction } from './prepare.ts';
import { text } from './text.ts';

const route = getRouteApi('/shell/gates');
const SHOWS = ['production', 'open', 'all'] as const;
type Show = (typeof SHOWS)[number];

const LISTED: Record<Show, (gates: readonly GateSummary[]) => readonly GateSummary[]> = {
  production: (gates) => gates.filter(isConcerned),
  open: openInProduction,
  all: (gates) => gates,
};

function Listed({ gates, show }: { gates: readonly GateSummary[]; show: Show }) {
  const navigate = useNavigate();
  const rows = LISTED[show](gates);
  return (
    <Panel
      title={text.caption}
      flush
      actions={
        <Segmented
          label={text.show}
          value={show}
          choices={SHOWS.map((value) => ({ value, label: text.shows[value] }))}
          onChange={(next) =>
            void navigate({
              to: '/gates',
              search: next === 'production' ? {} : { show: next },
              replace: true,
              resetScroll: false,
            })
          }
        />
      }
    >
      {rows.length > 0 ? (
        <GateTable rows={rows} />
      ) : show === 'open' ? (
        <Empty title={text.noneOpen}>{text.noneOpenHint}</Empty>
      ) : (
        <Empty title={text.noneShown}>{text.noneShownHint}</Empty>
      )}
    </Panel>
  );
}

function Overview({
  gates,
  settings,
}: {
  gates: readonly GateSummary[];
  settings: GateSettings | undefined;
}) {
  const { show = 'production' } = route.useSearch();
  return (
    <div className="flex flex-col gap-5">
      {settings === undefined ? (
        <Skeleton className="h-17 rounded-lg" />
      ) : (
        <ModePanel settings={settings} gates={gates} />
      )}
      <GateFigures gates={gates} mode={settings?.mode ?? 'grace'} />
      <Listed gates={gates} show={show} />
      <DuePanel gates={gates} />
    </div>
  );
}

/** Of the height that what comes will have. */
function Waiting() {
  return (
    <div className="flex flex-col gap-5">
      <Skeleton className="h-17 rounded-lg" />
      <Skeleton className="h-30 rounded-lg" />
      <Panel flush title={text.caption}>
        <SkeletonRows rows={6} />
      </Panel>
    </div>
  );
}

export default function GatesPage() {
  const gates = useQuery(gatesQuery());
  const settings = useQuery(gateSettingsQuery()).data;
  return (
    <Page title={text.title} lead={text.lead}>
      <Answer
        query={gates}
        isEmpty={(rows) => rows.length === 0}
        waiting={<Waiting />}
        teach={
          <Teach
            title={text.teachTitle}
            what={text.teach}
            steps={text.teachSteps}
            action={<LinkButton to="/workloads">{text.toWorkloads}</LinkButton>}
          />
        }
      >
        {(rows) => <Overview gates={rows} settings={settings} />}
      </Answer>
    </Page>
  );
}
